/** Store and vault of a stack: the bench reads past the API what that gives to nobody. */

import { openStore, type Store } from '../../store/store.ts';
import { FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { Vault } from '../../store/vault/vault.ts';
import type { Stack } from '../stack.ts';

export async function withStore<Result>(
  { mongodbUri, settings }: Stack,
  work: (store: Store, vault: Vault) => Promise<Result>,
): Promise<Result> {
  const ring = FileKeyRing.read(settings.masterKeyFile);
  const store = await openStore(mongodbUri);
  try {
    return await work(store, new Vault(ring, ring.inbox));
  } finally {
    await store.close();
  }
}
