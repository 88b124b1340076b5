import type { SentMessage } from '../../../src/client/index.js';
import { isRoom, titleOf, type AnyChannel } from '../conversation/channel.js';
import { isPageVisible } from '../conversation/use-page-visible.js';
import { useTexts } from '../i18n/i18n-context.js';
import type { Route } from '../routing/route.js';
import { navigate } from '../routing/router.js';
import { changePreferences, preferences } from '../settings/preferences.js';
import { playChime } from './chime.js';
import { useArrivals } from './use-arrivals.js';

/** The browser's notifications, where it has them. */
function supported(): boolean {
  return 'Notification' in globalThis;
}

/** Asks the browser's permission, which must follow a click; remembers the answer. */
export async function turnNotificationsOn(): Promise<boolean> {
  const granted = supported() && (await Notification.requestPermission()) === 'granted';
  changePreferences({ notifications: granted ? 'on' : 'off' });
  return granted;
}

function show(title: string, body: string, route: Route): void {
  if (!supported() || Notification.permission !== 'granted') return;
  const notification = new Notification(title, { body, tag: title });
  notification.addEventListener('click', () => {
    globalThis.focus();
    navigate(route);
    notification.close();
  });
}

/** Tells a reader who looks elsewhere of private messages and mentions. */
export function useNotifications(): void {
  const texts = useTexts().notifications;
  useArrivals((message: SentMessage, channel: AnyChannel) => {
    if (isPageVisible() && document.hasFocus()) return;
    const { notifications, sound } = preferences();
    if (sound) playChime();
    if (notifications !== 'on') return;
    const name = titleOf(channel);
    if (isRoom(channel)) {
      show(texts.inRoom(message.username, name), message.message, { kind: 'room', name });
    } else show(name, message.message, { kind: 'person', name });
  });
}
