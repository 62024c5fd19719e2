/** Networks that a setting names: addresses, and ranges of them (CIDR). */

import { BlockList, isIP, isIPv4 } from 'node:net';

export class NamedNetworks {
  readonly #list = { ipv4: new BlockList(), ipv6: new BlockList() };

  /** @param entries as {@link readSettings} has checked them. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (bits === undefined) this.#list[family].addAddress(address, family);
      else this.#list[family].addSubnet(address, Number(bits), family);
    }
  }

  has(address: string): boolean {
    if (isIP(address) === 0) return false;
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    return this.#list[family].check(address, family);
  }

  /** Whether some address of this machine itself is among them. */
  get hasLoopback(): boolean {
    return this.has('127.0.0.1') || this.has('::1');
  }
}
