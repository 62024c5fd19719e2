/** Makes the key files of a new installation: the vault's master key ring, the key that API and worker share, the ledger's. */

import { createHostKeyFile } from '../runtime/gateway-host-key.ts';
import { PrivateFileError } from '../runtime/private-file.ts';
import type { Settings } from '../runtime/settings.ts';
import { createSharedKeyFile } from '../runtime/shared-keys.ts';
import { createLedgerKeyFile } from '../store/ledger/signing/ledger-keys.ts';
import { createMasterKeyFile } from '../store/vault/file-key-ring.ts';

/**
 * Creates whichever of the three files is missing (mode 0600) and answers the paths of those created. A file that
 * exists is left as it is: a lost or replaced master key makes every stored secret unreadable.
 */
export function createKeyFiles({
  masterKeyFile,
  sharedKeyFile,
  ledgerKeyFile,
}: Pick<Settings, 'masterKeyFile' | 'sharedKeyFile' | 'ledgerKeyFile'>): string[] {
  return [
    ...createUnlessThere(masterKeyFile, createMasterKeyFile),
    ...createUnlessThere(sharedKeyFile, createSharedKeyFile),
    ...createUnlessThere(ledgerKeyFile, createLedgerKeyFile),
  ];
}

/** Creates the key by which the SSH server of gateways is known, where it is missing; answers as {@link createKeyFiles} does. */
export function createGatewayKeyFile({ hostKeyFile }: Pick<Settings['gateway'], 'hostKeyFile'>): string[] {
  return createUnlessThere(hostKeyFile, createHostKeyFile);
}

function createUnlessThere(path: string, create: (path: string) => void): string[] {
  try {
    create(path);
    return [path];
  } catch (error) {
    if (error instanceof PrivateFileError && error.code === 'file_exists') return [];
    throw error;
  }
}
