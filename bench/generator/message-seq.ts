/** Where Parley's messages have their `seq`: after the packet's type, the event and an id (a UUID). */
const BEFORE = Buffer.from('42["new message",{"id":"","seq":');
const UUID_LENGTH = 36;
const OFFSET = BEFORE.length + UUID_LENGTH;
const [ZERO, NINE, COLON] = [0x30, 0x39, 0x3a];

/** The `seq` of the message whose packet begins at `start`; 0 if it is not where it should be. */
export function seqOf(bytes: Buffer, start: number): number {
  let at = start + OFFSET;
  if (bytes[at - 1] !== COLON) return 0;
  let seq = 0;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0) {
    seq = seq * 10 + byte - ZERO;
  }
  return seq;
}
