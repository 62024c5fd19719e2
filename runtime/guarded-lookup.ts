/**
 * Keeps connections to servers that tenants name away from what only this machine or its network should reach. Private
 * networks are open: clusters have their servers there.
 */

import { type LookupAddress, type LookupOptions, lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback, isLoopbackHost, isNoMachine } from './no-machine.ts';

const TO_ITSELF = 'leads to this machine itself';

/** Nothing was sent: the address is one that must not be asked, or the answer had more bytes than are read. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
}

/**
 * What is wrong with a host, be it a name or an address, as it is written; null: nothing. Names are judged again when
 * they are resolved.
 */
export function hostProblem(host: string, allowsLoopback: boolean): string | null {
  if (host.toLowerCase() === 'localhost' && !allowsLoopback) return TO_ITSELF;
  return isIP(host) === 0 ? null : addressProblem(host, allowsLoopback);
}

/** The same of a URL, which is https; on loopback, where that is allowed, http as well. */
export function urlProblem(url: URL, allowsLoopback: boolean): string | null {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsLoopback && isLoopbackHost(url))) {
    return allowsLoopback ? 'must begin with https:// (http:// for loopback only)' : 'must begin with https://';
  }
  return hostProblem(hostOf(url), allowsLoopback);
}

/** Host of a URL, IPv6 addresses without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function addressProblem(address: string, allowsLoopback: boolean): string | null {
  if (isNoMachine(address)) {
    return 'leads to an address that is unspecified, link-local, multicast, reserved, for metadata, or mapped into IPv6';
  }
  return isLoopback(address) && !allowsLoopback ? TO_ITSELF : null;
}

export interface LookupRules {
  readonly allowsLoopback: boolean;
  /** What is sent in clear text may go nowhere else. */
  readonly mustBeLoopback?: boolean;
}

/**
 * A `lookup` for connections: judges what a name resolves to, and connects to what was judged. Node does not ask it for
 * IP addresses.
 */
export function guardedLookup({ allowsLoopback, mustBeLoopback = false }: LookupRules): LookupFunction {
  return (hostname: string, options: LookupOptions, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new OutboundRefused(`${hostname} has no address`), '');
      const problems = addresses.map(({ address }) =>
        mustBeLoopback && !isLoopback(address) ? 'leads away from loopback' : addressProblem(address, allowsLoopback),
      );
      const problem = problems.find((found) => found !== null);
      if (problem) return callback(new OutboundRefused(`The name ${hostname} ${problem}`), '');
      if (options.all) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
