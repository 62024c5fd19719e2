/** What the contract cannot say of the setting `source_addresses`: that sshd takes each, since it takes no certificate otherwise. */

import { networkProblem } from '../../../runtime/addresses.ts';
import { unusable } from '../found.ts';

/** @param settings as the contract has let them pass; only certificates have addresses. @throws CapstanError `unprocessable` */
export function requireSourceAddresses(settings: Readonly<Record<string, unknown>> | undefined): void {
  const addresses = settings?.['source_addresses'];
  if (!Array.isArray(addresses)) return;
  for (const [index, address] of addresses.entries()) {
    const problem = networkProblem(String(address));
    if (problem !== null) throw unusable(`settings.source_addresses.${index}`, `is ${problem}`);
  }
}
