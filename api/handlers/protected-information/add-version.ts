/** Stores a version of information: what is shown of it, and beside that its content, sealed before it goes anywhere. */

import type { ProtectedInformationDocument } from '../../../store/models/protected-information.ts';
import { informationContext, informationVersionId } from '../../../store/protected-information.ts';
import { inboxKey } from '../../../store/vault/inbox-key.ts';
import { sealForVault } from '../../../store/vault/seal-for-vault.ts';
import type { Means, Transaction } from '../../operation.ts';
import type { ReadContent } from './read-content.ts';

/** @throws CapstanError `not_ready` until a worker has published the key of the vault. */
export async function addVersion(
  { means: { store }, now }: { readonly means: Pick<Means, 'store'>; readonly now: Date },
  { session }: Transaction,
  { _id: information_id, organization_id }: Pick<ProtectedInformationDocument, '_id' | 'organization_id'>,
  version: number,
  { secret, outline }: ReadContent,
): Promise<void> {
  const { informationContents, informationVersions } = store.models;
  const _id = informationVersionId({ information_id, version });
  const reference = { _id, organization_id, information_id, version };
  const sealed = await sealForVault(await inboxKey(store), secret, informationContext(reference));
  await informationVersions.create([{ ...reference, ...outline, created_at: now }], { session });
  await informationContents.create([{ ...reference, sealed }], { session });
}
