import { describe, expect, it } from '@jest/globals';
import { addressKey, ClientAddress } from './client-address.js';

describe('the address of a client', () => {
  const direct = new ClientAddress([]);
  const behind = new ClientAddress(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

  it.each([
    ['is the peer', direct, '192.0.2.7', undefined, '192.0.2.7'],
    ['is the peer, whatever is forged', direct, '192.0.2.7', '198.51.100.1', '192.0.2.7'],
    [
      'is the peer, though it claims to be a proxy',
      direct,
      '127.0.0.1',
      '198.51.100.1',
      '127.0.0.1',
    ],
    ['is what the proxy saw', behind, '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['is what the nearest saw', behind, '127.0.0.1', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
    ['passes all proxies', behind, '127.0.0.1', '198.51.100.1, 10.1.2.3', '198.51.100.1'],
    ['passes IPv6 proxies', behind, 'fd00::1', '2001:db8::1', '2001:db8::1'],
    [
      'is the outermost proxy when no one else is named',
      behind,
      '127.0.0.1',
      '10.1.2.3',
      '10.1.2.3',
    ],
    ['ends at what is no address', behind, '127.0.0.1', '198.51.100.1, <script>', '127.0.0.1'],
    ['is IPv4 in its IPv6 form', direct, '::ffff:192.0.2.7', undefined, '192.0.2.7'],
    [
      'knows a proxy in its IPv6 form',
      behind,
      '::ffff:127.0.0.1',
      '::ffff:198.51.100.1',
      '198.51.100.1',
    ],
    [
      'takes headers that came twice',
      behind,
      '127.0.0.1',
      ['203.0.113.9', '198.51.100.1'],
      '198.51.100.1',
    ],
    ['is nothing when the peer is gone', direct, '', '198.51.100.1', ''],
  ])('%s', (_, clientAddress, peer, forwardedFor, address) => {
    expect(clientAddress.of({ peer, forwardedFor })).toBe(address);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['', ''],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
