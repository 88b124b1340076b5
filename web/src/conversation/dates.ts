import type { Texts } from '../i18n/en.js';

/** One formatter for each locale and purpose: making one costs more than a hundred uses. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, found);
  }
  return found;
}

/** The time of day, as the reader writes it. */
export function timeOf(at: string, locale: string): string {
  return formatter(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(at));
}

/** Date and time in full. */
export function fullTimeOf(at: string, locale: string): string {
  return formatter(locale, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(at));
}

/** Days since the epoch in the reader's own zone: equal for what was said on the same day. */
export function dayNumber(at: string | Date): number {
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** What a day is called: today, yesterday, a weekday with its date, the year only if another. */
export function dayName(at: string, locale: string, texts: Texts, now = new Date()): string {
  const ago = dayNumber(now) - dayNumber(at);
  if (ago === 0) return texts.conversation.today;
  if (ago === 1) return texts.conversation.yesterday;
  const date = new Date(at);
  const thisYear = date.getFullYear() === now.getFullYear();
  return formatter(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!thisYear && { year: 'numeric' }),
  }).format(date);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago, in the largest fitting unit: "5 minutes ago". */
export function ago(at: string, locale: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const [unit, length] = UNITS.find(([, unitLength]) => seconds >= unitLength) ?? ['minute', 60];
  return format.format(-Math.floor(seconds / length), unit);
}
