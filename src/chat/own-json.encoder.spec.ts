import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Encoder, PacketType, type Packet } from 'socket.io-parser';
import { privateMessage, roomMessage, withClientId } from '../rooms/wire-message.js';
import { ownJsonParser } from './own-json.encoder.js';

const said = fc.record({
  id: fc.uuid(),
  seq: fc.nat(),
  senderName: fc.string({ unit: 'binary' }),
  text: fc.string({ unit: 'binary' }),
  at: fc.nat(),
});
const message = fc
  .tuple(fc.boolean(), fc.string(), said, fc.option(fc.string({ unit: 'binary' })))
  .map(([isPrivate, place, said, clientId]) => {
    const made = isPrivate ? privateMessage(place, said) : roomMessage(place, said);
    return clientId === null ? made : withClientId(made, clientId);
  });
const packet = fc.record(
  {
    type: fc.constantFrom(PacketType.EVENT, PacketType.ACK),
    nsp: fc.constantFrom('/', '/admin'),
    data: fc.array(fc.oneof(message, fc.string(), fc.constant({ plain: true }))),
    id: fc.nat(),
  },
  { requiredKeys: ['type', 'nsp', 'data'] },
);

/** What Socket.IO's own encoder makes of the same, of plain objects. */
function stock(sent: Packet): unknown[] {
  const data: unknown = structuredClone<unknown>(sent.data);
  return new Encoder().encode({ ...sent, data });
}

describe('ownJsonParser', () => {
  it('writes what Socket.IO would', () => {
    fc.assert(
      fc.property(packet, (sent) => {
        const expected = stock(sent);
        expect(new ownJsonParser.Encoder().encode({ ...sent })).toEqual(expected);
      }),
    );
  });

  it('has the fields of a message in the order that the protocol shows', () => {
    const made = roomMessage('lobby', { id: 'a', seq: 1, senderName: 'b', text: 'c', at: 0 });
    expect(Object.keys(withClientId(made, 'k'))).toEqual([
      'id',
      'seq',
      'type',
      'room',
      'username',
      'message',
      'at',
      'clientId',
    ]);
  });

  it('leaves what is binary to Socket.IO', () => {
    const sent = { type: PacketType.EVENT, nsp: '/', data: ['file', Buffer.from('x')] };
    expect(new ownJsonParser.Encoder().encode({ ...sent })).toEqual(stock(sent));
    expect(new ownJsonParser.Encoder().encode({ ...sent })).toHaveLength(2);
  });

  it('writes a message as JSON only once', () => {
    const sent = roomMessage('lobby', { id: 'a', seq: 1, senderName: 'b', text: 'c', at: 0 });
    const encoder = new ownJsonParser.Encoder();
    const send = () => encoder.encode({ type: PacketType.EVENT, nsp: '/', data: ['m', sent] });
    const [first] = send();
    Object.assign(sent, { message: 'changed since' });
    expect(send()).toEqual([first]);
  });
});
