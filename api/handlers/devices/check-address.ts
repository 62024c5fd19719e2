/** Which addresses a device may have: one spelling of each, and none that leads to no single machine. */

import { BlockList, isIP, isIPv4 } from 'node:net';
import { unusable } from '../found.ts';

/** One list per family: a mapped range among others would match every IPv4 address. */
const REFUSED = { ipv4: new BlockList(), ipv6: new BlockList() };
REFUSED.ipv4.addSubnet('0.0.0.0', 8, 'ipv4');
/** Link-local: also where clouds hand out the credentials of a machine. */
REFUSED.ipv4.addSubnet('169.254.0.0', 16, 'ipv4');
/** Multicast, and what lies above it: reserved, and broadcast. */
REFUSED.ipv4.addSubnet('224.0.0.0', 3, 'ipv4');
REFUSED.ipv6.addAddress('::', 'ipv6');
REFUSED.ipv6.addSubnet('::ffff:0:0', 96, 'ipv6');
REFUSED.ipv6.addSubnet('fe80::', 10, 'ipv6');
REFUSED.ipv6.addSubnet('ff00::', 8, 'ipv6');

/**
 * Judges what is written, and asks no resolver.
 * @throws CapstanError `unprocessable`.
 */
export function checkAddress(address: string): void {
  if (isIP(address) === 0) {
    // Resolvers take a name whose last label is a number for an IPv4 address (WHATWG URL, "ends in a number").
    if (address.includes(':') || /(?:^|\.)(?:\d+|0x[\da-f]*)$/i.test(address)) {
      throw unusable('address', 'is neither an IP address in its usual form nor a host name');
    }
    return;
  }
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (REFUSED[family].check(address, family)) {
    throw unusable('address', 'is unspecified, link-local, multicast, reserved, or an IPv4 address mapped into IPv6');
  }
}
