/** Addresses at which no single machine is meant to be reached, whoever names them. */

import { BlockList, isIP, isIPv4 } from 'node:net';

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

const LOOPBACK = { ipv4: new BlockList(), ipv6: new BlockList() };
LOOPBACK.ipv4.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.ipv6.addAddress('::1', 'ipv6');

/** Whether the IP address is unspecified, link-local, multicast, reserved, or an IPv4 address mapped into IPv6. */
export function isNoMachine(address: string): boolean {
  return isIn(REFUSED, address);
}

export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address);
}

function isIn(lists: typeof REFUSED, address: string): boolean {
  if (isIP(address) === 0) return false;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  return lists[family].check(address, family);
}
