import fc from 'fast-check';
import type { History } from '../history/entry.js';
import { pairKey, roomKey } from '../history/conversation-key.js';
import { ModelChat, type Outcome } from './model-chat.js';

const USERS = ['anna', 'anna', 'ben', 'cleo'] as const;
const ROOMS = [roomKey('lobby'), roomKey('garden')] as const;
const OUTCOMES: readonly Outcome[] = [
  'acknowledged',
  'answer lost',
  'request lost',
  'refused',
  'put off',
  'abandoned',
  'missed',
  'repeated',
];

type Step = (chat: ModelChat) => void;

const device = fc.nat({ max: USERS.length - 1 });
const room = fc.constantFrom(...ROOMS);
const outcome = fc.constantFrom(...OUTCOMES);

/** What clients and the world may do next. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(device, room, outcome).map(send) },
  { weight: 3, arbitrary: fc.tuple(device, device, room).map(sendTogether) },
  { weight: 3, arbitrary: fc.tuple(device, device, outcome).map(sendPrivately) },
  { weight: 3, arbitrary: fc.tuple(device, room).map(join) },
  { weight: 1, arbitrary: fc.tuple(device, room).map(leave) },
  { weight: 2, arbitrary: device.map(comeOrGo) },
  { weight: 1, arbitrary: fc.constant<Step>((chat) => chat.toggleFault()) },
);

/** Histories in which nothing is wrong. */
export const goodHistory: fc.Arbitrary<History> = fc
  .array(step, { maxLength: 60, size: 'max' })
  .map((steps) => play(steps));

/** A history in which everything that can go well did, for tests to spoil. */
export function eventfulHistory(): History {
  const [lobby, garden] = ROOMS;
  return play([
    ...USERS.map((_, index) => join([index, lobby])),
    ...OUTCOMES.map((outcome, index) => send([index % USERS.length, lobby, outcome])),
    sendTogether([0, 2, lobby]),
    join([0, garden]),
    send([0, garden, 'acknowledged']),
    ...OUTCOMES.map((outcome) => sendPrivately([0, 2, outcome])),
    comeOrGo(3),
    send([2, lobby, 'acknowledged']),
    comeOrGo(3),
    leave([3, lobby]),
    send([0, lobby, 'acknowledged']),
    send([2, lobby, 'acknowledged']),
  ]);
}

function play(steps: readonly Step[]): History {
  const chat = new ModelChat(USERS);
  for (const step of steps) step(chat);
  return chat.end();
}

function send([index, room, outcome]: [number, string, Outcome]): Step {
  return (chat) => withDevice(chat, index, (device) => chat.send(device, room, outcome));
}

function sendTogether([one, other, room]: [number, number, string]): Step {
  return (chat) =>
    withDevice(chat, one, (first) =>
      withDevice(chat, other, (second) => chat.sendTogether(first, second, room)),
    );
}

/** Both show their conversation first. */
function sendPrivately([one, other, outcome]: [number, number, Outcome]): Step {
  return (chat) => {
    const [sender, target] = [chat.devices[one], chat.devices[other]];
    if (!sender || !target || sender.user === target.user) return;
    const room = pairKey(sender.user, target.user);
    for (const device of [sender, target]) chat.open(device, room);
    chat.send(sender, room, outcome);
  };
}

function join([index, room]: [number, string]): Step {
  return (chat) => withDevice(chat, index, (device) => chat.join(device, room));
}

function leave([index, room]: [number, string]): Step {
  return (chat) => withDevice(chat, index, (device) => chat.leave(device, room));
}

function comeOrGo(index: number): Step {
  return (chat) =>
    withDevice(chat, index, (device) =>
      device.connected ? chat.disconnect(device) : chat.connect(device),
    );
}

function withDevice(
  chat: ModelChat,
  index: number,
  task: (device: ModelChat['devices'][number]) => void,
): void {
  const device = chat.devices[index];
  if (device) task(device);
}
