/** The addresses of this machine on its networks: what listens there may be meant for the machine alone, as on loopback. */

import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addWrapped, isIn } from './no-machine.ts';

/** By its interfaces as they are now; what gateways would take an own address out of counts as well. */
export function isOwnAddress(address: string, interfaces = networkInterfaces()): boolean {
  if (isIP(address) === 0) return false;
  const own = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const { address: known, family } of Object.values(interfaces).flatMap((infos) => infos ?? [])) {
    if (family === 'IPv6') own.ipv6.addAddress(known, 'ipv6');
    else {
      own.ipv4.addAddress(known, 'ipv4');
      addWrapped(own.ipv6, known, 32);
    }
  }
  return isIn(own, address);
}
