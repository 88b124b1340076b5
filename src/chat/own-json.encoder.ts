import { Decoder, Encoder, PacketType, type Packet } from 'socket.io-parser';
import { hasOwnJson, ownJson } from '../rooms/own-json.js';

/**
 * Socket.IO's encoder, but for values that know their own JSON: a message is written once for all who
 * are sent it and for the acknowledgement, and not searched for binary data. What goes over the wire is
 * the same.
 */
class OwnJsonEncoder extends Encoder {
  override encode(packet: Packet): unknown[] {
    const text = textOf(packet);
    if (text !== undefined) return [text];
    const encoded: unknown[] = super.encode(packet);
    return encoded;
  }
}

/** What Socket.IO takes as its `parser` option. */
export const ownJsonParser = { Encoder: OwnJsonEncoder, Decoder };

/** The packet's text (Socket.IO protocol 5); `undefined`: it has something in it that is not plain. */
function textOf({ type, nsp, id, data }: Packet): string | undefined {
  if (type !== PacketType.EVENT && type !== PacketType.ACK) return undefined;
  const values: unknown = data;
  if (!Array.isArray(values)) return undefined;
  const items: string[] = [];
  for (const value of values) {
    if (hasOwnJson(value)) items.push(value[ownJson]());
    else if (typeof value === 'string') items.push(JSON.stringify(value));
    else return undefined;
  }
  const namespace = nsp === '/' ? '' : `${nsp},`;
  return `${type}${namespace}${id ?? ''}[${items.join(',')}]`;
}
