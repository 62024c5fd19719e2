/**
 * Keeps connections to servers that tenants name away from what only this machine or its network should reach. Private
 * networks are open, where clusters have their servers, unless those that are open are named.
 */

import { type LookupAddress, type LookupOptions, lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { NamedNetworks } from './named-networks.ts';
import { isLoopback, isLoopbackHost, isNoMachine, isPrivate } from './no-machine.ts';

const TO_ITSELF = 'leads to this machine itself';

/** Nothing was sent: the address is one that must not be asked, or the answer had more bytes than are read. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
}

/**
 * What is wrong with a host, be it a name or an address, as it is written; null: nothing. Names are judged again when
 * they are resolved.
 * @param networks the private ones that are open; left out: all of them.
 */
export function hostProblem(host: string, allowsLoopback: boolean, networks?: NamedNetworks): string | null {
  if (host.toLowerCase() === 'localhost' && !allowsLoopback) return TO_ITSELF;
  return isIP(host) === 0 ? null : addressProblem(host, { allowsLoopback, networks });
}

/** The same of a URL, which is https; on loopback, where that is allowed, http as well. */
export function urlProblem(url: URL, allowsLoopback: boolean, networks?: NamedNetworks): string | null {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsLoopback && isLoopbackHost(url))) {
    return allowsLoopback ? 'must begin with https:// (http:// for loopback only)' : 'must begin with https://';
  }
  return hostProblem(hostOf(url), allowsLoopback, networks);
}

/** Host of a URL, IPv6 addresses without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function addressProblem(address: string, { allowsLoopback, networks }: LookupRules): string | null {
  if (isNoMachine(address)) {
    return 'leads to an address that is unspecified, link-local, multicast, reserved, for metadata, or mapped into IPv6';
  }
  if (isLoopback(address) && !allowsLoopback) return TO_ITSELF;
  return networks && isPrivate(address) && !networks.has(address) ? 'leads into a network that is not opened' : null;
}

export interface LookupRules {
  readonly allowsLoopback: boolean;
  /** What is sent in clear text may go nowhere else. */
  readonly mustBeLoopback?: boolean;
  /** The private networks that are open; left out: all of them. */
  readonly networks?: NamedNetworks | undefined;
}

/**
 * A `lookup` for connections: judges what a name resolves to, and connects to what was judged. Node does not ask it for
 * IP addresses.
 */
export function guardedLookup(rules: LookupRules): LookupFunction {
  return (hostname: string, options: LookupOptions, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new OutboundRefused(`${hostname} has no address`), '');
      const problems = addresses.map(({ address }) =>
        rules.mustBeLoopback && !isLoopback(address) ? 'leads away from loopback' : addressProblem(address, rules),
      );
      const problem = problems.find((found) => found !== null);
      if (problem) return callback(new OutboundRefused(`The name ${hostname} ${problem}`), '');
      if (options.all) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
