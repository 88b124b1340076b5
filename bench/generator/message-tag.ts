/**
 * What a message's text starts with, so that a receiver knows which message it is and when it was
 * due without parsing the frame around it: a tilde, which occurs nowhere else in a frame, then
 * the sender's index, its sequence number and the time, in decimal digits of fixed width.
 */
const TAG_START = 0x7e;
const SENDER_DIGITS = 5;
const SEQ_DIGITS = 7;
const TIME_DIGITS = 10;
const TAG_LENGTH = 1 + SENDER_DIGITS + SEQ_DIGITS + TIME_DIGITS;

/** Makes every text 64 characters, about the length of a line in a chat. */
const PADDING = ' and the rest of this line says nothing at all'.slice(0, 64 - TAG_LENGTH);
const ZERO = 0x30;

/** @param time microseconds on the generator's clock. */
export function taggedText(sender: number, seq: number, time: number): string {
  return (
    '~' +
    String(sender).padStart(SENDER_DIGITS, '0') +
    String(seq).padStart(SEQ_DIGITS, '0') +
    String(time).padStart(TIME_DIGITS, '0') +
    PADDING
  );
}

/**
 * Where the tag of a frame starts, or -1.
 * @param guess where it may be; a server's frames mostly have it at one distance from the end.
 */
export function findTag(bytes: Buffer, start: number, end: number, guess: number): number {
  if (guess >= start && bytes[guess] === TAG_START) return guess;
  for (let at = start; at < end; at += 1) if (bytes[at] === TAG_START) return at;
  return -1;
}

function digits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at += 1) value = value * 10 + (bytes[at] ?? ZERO) - ZERO;
  return value;
}

export function tagSender(bytes: Buffer, tag: number): number {
  return digits(bytes, tag + 1, SENDER_DIGITS);
}
export function tagSeq(bytes: Buffer, tag: number): number {
  return digits(bytes, tag + 1 + SENDER_DIGITS, SEQ_DIGITS);
}
/** Microseconds on the generator's clock. */
export function tagTime(bytes: Buffer, tag: number): number {
  return digits(bytes, tag + 1 + SENDER_DIGITS + SEQ_DIGITS, TIME_DIGITS);
}
