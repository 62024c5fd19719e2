/** Opens protected information: a text as it is, a file in base64. */

import type { Secret } from '../domain/secret.ts';
import type { ProtectedInformationDocument } from '../store/models/protected-information.ts';
import { currentVersion, informationContext } from '../store/protected-information.ts';
import type { VaultAccess } from './dependencies.ts';

/**
 * The content of the current version. One that still lies as a client handed it in moves under the master key on this
 * occasion, so that rotating the master key covers it too.
 * @throws VaultError
 */
export async function openInformation(
  { store, vault }: VaultAccess,
  information: Pick<ProtectedInformationDocument, '_id' | 'organization_id' | 'current_version'>,
): Promise<Secret> {
  const content = await currentVersion(store, information);
  const context = informationContext(content);
  const secret = await vault.open(content.sealed, context);
  if (content.sealed.form === 'inbox') {
    const sealed = await vault.seal(secret, context);
    await store.models.informationContents.updateOne(
      { _id: content._id, 'sealed.form': 'inbox' },
      { $set: { sealed } },
    );
  }
  return secret;
}
