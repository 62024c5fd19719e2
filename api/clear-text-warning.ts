/** Tells whether an API that listens somewhere asks its callers to send their credentials in clear. */

import { BlockList, isIPv6 } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** @param address IP address that the server is bound to. */
export function clearTextWarning(address: string, hasTls: boolean): string | undefined {
  if (hasTls || LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return undefined;
  return (
    `The API listens at ${address} without TLS: credentials cross the network in clear unless a proxy that ends TLS ` +
    'stands in front of it. Set CAPSTAN_TLS_CERT and CAPSTAN_TLS_KEY, or a loopback address as CAPSTAN_HOST'
  );
}
