/** Opens protected information: a text as it is, a file in base64. */

import type { Secret } from '../domain/secret.ts';
import type { ProtectedInformationDocument } from '../store/models/protected-information.ts';
import { currentVersion, informationContext } from '../store/protected-information.ts';
import type { VaultAccess } from './dependencies.ts';
import { openAndMove } from './open-and-move.ts';

/** The content of the current version. @throws VaultError */
export async function openInformation(
  { store, vault }: VaultAccess,
  information: Pick<ProtectedInformationDocument, '_id' | 'organization_id' | 'current_version'>,
): Promise<Secret> {
  const { _id, sealed } = await currentVersion(store, information);
  // What is asked for, and not what the row says of itself: one that was put into the place of another does not open.
  const { _id: information_id, organization_id, current_version: version } = information;
  const context = informationContext({ organization_id, information_id, version });
  return openAndMove({ vault }, sealed, context, (moved) =>
    store.models.informationContents.updateOne({ _id, 'sealed.form': 'inbox' }, { $set: { sealed: moved } }),
  );
}
