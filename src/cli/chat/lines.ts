import type { ChatError, Member, Notice, RoomSummary, SentMessage } from '../../client/index.js';
import { harmless } from './harmless.js';
import type { Paint } from './paint.js';

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-10-14`, where this machine is. */
export function localDay(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `12:34:56`, where this machine is. */
function localTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '--:--:--';
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** `1 message`, `2 messages`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sender(message: SentMessage, paint: Paint): string {
  const name = paint(message.mine ? 'green' : 'cyan', harmless(message.username));
  if (message.type === 'generic') return name;
  const from = message.mine ? 'you' : name;
  const to = message.mine ? harmless(message.target ?? '') : 'you';
  return `${paint('magenta', '[pm]')} ${from} → ${to}`;
}

/**
 * `12:34:56 alice: text`; `12:34:56 [pm] alice → you: text` of private ones.
 * @param place the room's name, if it has to be said.
 */
export function messageLine(message: SentMessage, paint: Paint, place?: string): string {
  const time = paint('dim', localTime(message.at));
  const where = place === undefined ? '' : `${paint('dim', `[${harmless(place)}]`)} `;
  return `${time} ${where}${sender(message, paint)}: ${harmless(message.message)}`;
}

/** `12:34:56 * alice has joined !`. No username holds a space or a `*`, so none looks like it. */
export function noticeLine(notice: Notice, paint: Paint, place?: string): string {
  const where = place === undefined ? '' : `[${harmless(place)}] `;
  return paint('dim', `${localTime(notice.at)} ${where}* ${harmless(notice.message)}`);
}

/** A problem is told with the name of its field, which most begin with. */
function nameOf(field: string, problem = ''): string {
  return problem.startsWith(field) ? '' : `${field} `;
}

/** What someone did wrong or the server could not do, with what is wrong in each field. */
export function describeError(error: ChatError): string {
  const fields = Object.entries(error.fields ?? {}).map(
    ([field, problems]) => `${nameOf(field, problems[0])}${problems.join(', ')}`,
  );
  return harmless([error.message, ...fields].join(': '));
}

/** `alice (online)`. */
export function memberLine(member: Member, paint: Paint): string {
  const { username, status, lastSeenAt } = member;
  const seen = lastSeenAt === undefined ? '' : ` since ${localDateTime(lastSeenAt)}`;
  const style = status === 'online' ? 'green' : status === 'away' ? 'yellow' : 'dim';
  return `  ${harmless(username)} ${paint(style, `(${status}${seen})`)}`;
}

function localDateTime(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'unknown' : `${localDay(date)} ${localTime(at)}`;
}

/** `lobby (3 members, 120 messages)`. */
export function roomLine({ name, members, lastSeq }: RoomSummary): string {
  return `  ${harmless(name)} (${counted(members, 'member')}, ${counted(lastSeq, 'message')})`;
}
