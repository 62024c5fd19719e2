/** Addresses at which no single machine is meant to be reached, whoever names them. */

import { BlockList, isIP, isIPv4 } from 'node:net';

/** One list per family: a mapped range among others would match every IPv4 address. */
const REFUSED = { ipv4: new BlockList(), ipv6: new BlockList() };
const LOOPBACK = { ipv4: new BlockList(), ipv6: new BlockList() };

/** IPv4 ranges that lead to no machine elsewhere, in whatever IPv6 address they are wrapped. */
const NOWHERE_ELSE = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  // Link-local: also where most clouds hand out the credentials of a machine.
  ['169.254.0.0', 16],
  // Where others do, outside of that range: Alibaba Cloud, Azure (WireServer), and Oracle Cloud of old.
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  // Multicast, and what lies above it: reserved, and broadcast.
  ['224.0.0.0', 3],
] as const;

/**
 * The same by IPv6: all that AWS has set aside for its own services on a machine (credentials of machines, of containers
 * and of pods are at addresses of their own in it), and Google Cloud. They lie in unique local networks, which are open
 * otherwise.
 */
const METADATA_IPV6 = [
  ['fd00:ec2::', 32],
  ['fd20:ce::254', 128],
] as const;

for (const [network, bits] of NOWHERE_ELSE) {
  (network.startsWith('127.') ? LOOPBACK : REFUSED).ipv4.addSubnet(network, bits, 'ipv4');
  addWrapped(REFUSED.ipv6, network, bits);
}
for (const [network, bits] of METADATA_IPV6) REFUSED.ipv6.addSubnet(network, bits, 'ipv6');
/** Teredo (RFC 4380): the IPv4 addresses of a server and of a client, scrambled, that relays take out again. */
REFUSED.ipv6.addSubnet('2001::', 32, 'ipv6');
/** NAT64 within a network (RFC 8215): where the IPv4 address stands in it is known there alone. */
REFUSED.ipv6.addSubnet('64:ff9b:1::', 48, 'ipv6');
/** Unspecified, and IPv4-compatible (RFC 4291): given up long ago, but for `::1`, which is told apart below. */
REFUSED.ipv6.addSubnet('::', 96, 'ipv6');
/** IPv4 addresses have one spelling here. */
REFUSED.ipv6.addSubnet('::ffff:0:0', 96, 'ipv6');
/** IPv4-translated (RFC 2765). */
REFUSED.ipv6.addSubnet('::ffff:0:0:0', 96, 'ipv6');
REFUSED.ipv6.addSubnet('fe80::', 10, 'ipv6');
/** Site-local, given up by RFC 3879. */
REFUSED.ipv6.addSubnet('fec0::', 10, 'ipv6');
REFUSED.ipv6.addSubnet('ff00::', 8, 'ipv6');
LOOPBACK.ipv6.addAddress('::1', 'ipv6');

/** Networks of somebody's own: RFC 1918, of carriers (RFC 6598), for measurements (RFC 2544), unique local (RFC 4193). */
const PRIVATE = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['198.18.0.0', 15],
] as const) {
  PRIVATE.ipv4.addSubnet(network, bits, 'ipv4');
  addWrapped(PRIVATE.ipv6, network, bits);
}
PRIVATE.ipv6.addSubnet('fc00::', 7, 'ipv6');

/**
 * Whether the IP address is unspecified, link-local, multicast, reserved, where a cloud hands out credentials, or an
 * IPv4 address in the clothes of an IPv6 address: mapped, compatible and Teredo ones all, NAT64 and 6to4 where they lead
 * to such an address, or to loopback.
 */
export function isNoMachine(address: string): boolean {
  return isIn(REFUSED, address) && !isLoopback(address);
}

/** As it is written: what a gateway would make of it is refused by {@link isNoMachine}. */
export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address);
}

/** Whether the IP address lies in a network of somebody's own, or leads there through a gateway. */
export function isPrivate(address: string): boolean {
  return isIn(PRIVATE, address) || isLoopback(address);
}

/** Whether the host of a URL is loopback; of names `localhost` alone (RFC 6761). */
export function isLoopbackHost({ hostname }: Pick<URL, 'hostname'>): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return host === 'localhost' || isLoopback(host);
}

/** NAT64 (RFC 6052) and 6to4 (RFC 3056): gateways take the IPv4 address out again. */
export function addWrapped(ipv6: BlockList, network: string, bits: number): void {
  ipv6.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
  ipv6.addSubnet(`2002:${hexOf(network)}::`, 16 + bits, 'ipv6');
}

export function isIn(lists: typeof REFUSED, address: string): boolean {
  if (isIP(address) === 0) return false;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  return lists[family].check(address, family);
}

/** `169.254.0.0` -> `a9fe:0000`. */
function hexOf(ipv4: string): string {
  const [a = '', b = '', c = '', d = ''] = ipv4.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return `${a}${b}:${c}${d}`;
}
