/** Addresses of callers: one form for each, and whether one lies in a list of addresses and CIDR ranges. */

import { BlockList, isIP } from 'node:net';

/** IPv4 addresses that come mapped into IPv6 (`::ffff:192.0.2.1`) are shown as what they are. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? address;
}

/**
 * The network of one subscriber, as far as an address tells: IPv4 addresses stand for themselves, and of IPv6 the
 * first 64 bits count, since whoever has one address of a /64 has all of them.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address).replace(/%.*$/, '');
  return isIP(plain) === 6 ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
  // The URL parser knows one spelling of each: lower case, longest run of zeros as `::`, no dotted end.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...after];
}

/** `ranges`: addresses and CIDR ranges, as {@link rangeProblem} lets them pass. */
export function isAddressIn(address: string, ranges: readonly string[]): boolean {
  const plain = plainAddress(address);
  const family = familyOf(plain);
  if (family === null) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const parsed = parseRange(range);
    // One family at a time: a list that holds both matches mapped addresses in surprising ways.
    if (parsed?.family === family) list.addSubnet(parsed.address, parsed.prefix, family);
  }
  return list.check(plain, family);
}

/** Whether every address of `range` lies in one of `ranges`; both as {@link rangeProblem} lets them pass. */
export function isRangeIn(range: string, ranges: readonly string[]): boolean {
  const inner = parseRange(range);
  if (!inner) return false;
  return ranges.some((outer) => {
    const parsed = parseRange(outer);
    if (parsed?.family !== inner.family || parsed.prefix > inner.prefix) return false;
    const list = new BlockList();
    list.addSubnet(parsed.address, parsed.prefix, parsed.family);
    return list.check(inner.address, inner.family);
  });
}

/** What is wrong with an entry of an address list; null: nothing. It goes on record, so the entry is not quoted. */
export function rangeProblem(range: string): string | null {
  return parseRange(range) ? null : 'neither an IP address nor a CIDR range';
}

/** The same where nothing is taken but networks as OpenSSH takes them: their addresses have no bits beyond the prefix. */
export function networkProblem(range: string): string | null {
  const parsed = parseRange(range);
  if (!parsed) return rangeProblem(range);
  const { address, prefix, family } = parsed;
  const [parts, radix, width] = family === 'ipv4' ? [address.split('.'), 10, 8] : [groupsOf(address), 16, 16];
  const bits = parts.map((part) => Number.parseInt(part, radix).toString(2).padStart(width, '0')).join('');
  return bits.slice(prefix).includes('1') ? 'a range whose address has bits beyond its prefix' : null;
}

interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parseRange(text: string): Range | null {
  const [, address = '', prefix] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = familyOf(address);
  if (family === null) return null;
  const longest = family === 'ipv4' ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  return length > longest ? null : { address, prefix: length, family };
}

function familyOf(address: string): Range['family'] | null {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null;
}
