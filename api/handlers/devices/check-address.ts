/** Which addresses a device may have: one spelling of each, and none that leads to no single machine. */

import { isIP } from 'node:net';
import { isNoMachine } from '../../../runtime/no-machine.ts';
import { unusable } from '../found.ts';

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
  if (isNoMachine(address)) {
    throw unusable(
      'address',
      'is unspecified, link-local, multicast, reserved, for metadata, or an IPv4 address mapped into IPv6',
    );
  }
}
