/**
 * Keeps connections to servers that tenants name away from what only this machine or its network should reach. Private
 * networks are open, where clusters have their servers, unless those that are open are named.
 */

import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { NamedNetworks } from './named-networks.ts';
import { isLoopback, isLoopbackHost, isNoMachine, isPrivate } from './no-machine.ts';
import { isOwnAddress } from './own-addresses.ts';
import { resolveName } from './resolve-name.ts';

const TO_ITSELF = 'leads to this machine itself';

/** Nothing was sent: the address is one that must not be asked, or the answer had more bytes than are read. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
}

export interface AddressRules {
  readonly allowsLoopback: boolean;
  /** Whether it may be an address of this machine on its networks; left out: where loopback is allowed. */
  readonly allowsOwn?: boolean;
  /** The private networks that are open; left out: all of them. An address that is named by itself may be this machine's. */
  readonly networks?: NamedNetworks | undefined;
}

/**
 * What is wrong with a host, be it a name or an address, as it is written; null: nothing. Names are judged again when
 * they are resolved.
 */
export function hostProblem(host: string, rules: AddressRules): string | null {
  // RFC 6761; with the dot at its end that makes a name whole.
  if (/(?:^|\.)localhost\.?$/i.test(host) && !rules.allowsLoopback) return TO_ITSELF;
  return isIP(host) === 0 ? null : addressProblem(host, rules);
}

/** The same of a URL, which is https; on loopback, where that is allowed, http as well. */
export function urlProblem(url: URL, rules: AddressRules): string | null {
  const { allowsLoopback } = rules;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsLoopback && isLoopbackHost(url))) {
    return allowsLoopback ? 'must begin with https:// (http:// for loopback only)' : 'must begin with https://';
  }
  return hostProblem(hostOf(url), rules);
}

/** Host of a URL, IPv6 addresses without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function addressProblem(address: string, { allowsLoopback, allowsOwn, networks }: AddressRules): string | null {
  if (isNoMachine(address)) {
    return 'leads to an address that is unspecified, link-local, multicast, reserved, for metadata, or mapped into IPv6';
  }
  if (isLoopback(address)) {
    if (!allowsLoopback) return TO_ITSELF;
  } else if (!(allowsOwn ?? allowsLoopback) && !networks?.names(address) && isOwnAddress(address)) return TO_ITSELF;
  return networks && isPrivate(address) && !networks.has(address) ? 'leads into a network that is not opened' : null;
}

export interface LookupRules extends AddressRules {
  /** What is sent in clear text may go nowhere else. */
  readonly mustBeLoopback?: boolean;
}

/**
 * A `lookup` for connections: judges what a name resolves to, and connects to what was judged. Node does not ask it for
 * IP addresses.
 */
export function guardedLookup(rules: LookupRules, resolve = resolveName): LookupFunction {
  return (hostname: string, options: LookupOptions, callback) => {
    judged(hostname, rules, resolve).then(
      ([first, ...others]) => {
        if (options.all) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

async function judged(
  hostname: string,
  rules: LookupRules,
  resolve: typeof resolveName,
): Promise<[LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await resolve(hostname);
  if (!first) throw new OutboundRefused(`${hostname} has no address`);
  for (const { address } of [first, ...others]) {
    const problem =
      rules.mustBeLoopback && !isLoopback(address) ? 'leads away from loopback' : addressProblem(address, rules);
    if (problem !== null) throw new OutboundRefused(`The name ${hostname} ${problem}`);
  }
  return [first, ...others];
}
