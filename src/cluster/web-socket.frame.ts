/** A final text frame (RFC 6455, section 5.2: FIN and opcode 1). */
const FINAL_TEXT = 0x81;
/** Lengths up to here stand in the header's second byte; 126 and 127 say how many bytes follow. */
const SHORT = 125;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

/** An Engine.IO packet of type `message` begins with this. */
const MESSAGE = '4';

/** The WebSocket frame, as a server sends it, of an Engine.IO message. */
export function messageFrame(text: string): Buffer {
  const length = MESSAGE.length + Buffer.byteLength(text);
  const header = headerLength(length);
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_TEXT;
  if (header === 2) {
    frame[1] = length;
  } else if (header === 4) {
    frame[1] = TWO_BYTES;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = EIGHT_BYTES;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(MESSAGE, header, 'latin1');
  frame.write(text, header + MESSAGE.length, length === text.length + 1 ? 'latin1' : 'utf8');
  return frame;
}

function headerLength(length: number): number {
  if (length <= SHORT) return 2;
  return length <= 0xffff ? 4 : 10;
}
