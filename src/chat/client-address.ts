import { isIP } from 'node:net';
import { compile } from 'proxy-addr';

/** Whose request it is, as the network says and as proxies say. */
export interface RequestOrigin {
  /** The address of whoever opened the TCP connection. */
  readonly peer: string;
  /** `X-Forwarded-For`, as it came. */
  readonly forwardedFor: string | string[] | undefined;
}

const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i;

/**
 * Finds out which address a client has. `X-Forwarded-For` is anyone's to write: it is believed as far
 * as those who passed it on are trusted proxies, from the nearest to the first that is none.
 */
export class ClientAddress {
  private readonly isTrusted: (address: string, distance: number) => boolean;

  /** @param trustedProxies addresses and networks, such as `10.0.0.0/8`. */
  constructor(trustedProxies: readonly string[]) {
    this.isTrusted = compile([...trustedProxies]);
  }

  /** The client's address; an IPv4 address is never in its IPv6 form. */
  of({ peer, forwardedFor }: RequestOrigin): string {
    let address = peer.replace(MAPPED_IPV4, '');
    const hops = String(forwardedFor ?? '').split(',');
    for (let distance = 0; this.isTrusted(address, distance); distance++) {
      const before = hops.pop()?.trim().replace(MAPPED_IPV4, '') ?? '';
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }
}

/** What limits count an address as: in IPv6 its /64, for that is what one customer has at least. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::', 2);
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  const network = [...before, ...zeros, ...after].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** A dotted end, as in `64:ff9b::192.0.2.1`, is two groups; which, does not matter here. */
function groupsOf(text: string): string[] {
  return text === '' ? [] : text.replace(/[\d.]+\.\d+$/, '0:0').split(':');
}
