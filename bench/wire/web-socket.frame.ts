/**
 * WebSocket text frames (RFC 6455, section 5.2), just those that a chat needs: whole messages, never
 * fragments.
 */
const FINAL_TEXT = 0x81;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

function headerSize(length: number): number {
  if (length < LENGTH_IN_16_BITS) return 2;
  return length <= 0xffff ? 4 : 10;
}

function writeHeader(frame: Buffer, length: number, mask: number): void {
  frame[0] = FINAL_TEXT;
  if (length < LENGTH_IN_16_BITS) {
    frame[1] = mask | length;
  } else if (length <= 0xffff) {
    frame[1] = mask | LENGTH_IN_16_BITS;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = mask | LENGTH_IN_64_BITS;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}

/** A frame as a server sends it. */
export function serverFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = headerSize(length);
  const frame = Buffer.allocUnsafe(header + length);
  writeHeader(frame, length, 0);
  frame.write(text, header);
  return frame;
}

/**
 * A frame as a client sends it. The mask is zero, which the protocol's framing allows and which
 * leaves the payload as it is: masking protects proxies, and there is none here.
 */
export function clientFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = headerSize(length);
  const frame = Buffer.alloc(header + 4 + length);
  writeHeader(frame, length, MASKED);
  frame.write(text, header + 4);
  return frame;
}
