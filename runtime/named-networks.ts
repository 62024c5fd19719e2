/** Networks that a setting names: addresses, and ranges of them (CIDR). */

import { BlockList, isIPv4 } from 'node:net';
import { isIn } from './no-machine.ts';

export class NamedNetworks {
  readonly #list = { ipv4: new BlockList(), ipv6: new BlockList() };
  readonly #single = { ipv4: new BlockList(), ipv6: new BlockList() };

  /** @param entries as {@link readSettings} has checked them. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      const all = family === 'ipv4' ? 32 : 128;
      if (Number(bits ?? all) === all) this.#single[family].addAddress(address, family);
      this.#list[family].addSubnet(address, Number(bits ?? all), family);
    }
  }

  has(address: string): boolean {
    return isIn(this.#list, address);
  }

  /** Whether the very address is among them, and not only a network around it. */
  names(address: string): boolean {
    return isIn(this.#single, address);
  }

  /** Whether some address of this machine itself is among them. */
  get hasLoopback(): boolean {
    return this.has('127.0.0.1') || this.has('::1');
  }
}
