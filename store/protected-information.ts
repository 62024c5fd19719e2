/** Protected information as it is stored: what is known of it, and where its content lies, which only a worker opens. */

import type { ClientSession } from 'mongoose';
import type { InformationContentDocument, ProtectedInformationDocument } from './models/protected-information.ts';
import type { Store } from './store.ts';
import type { SecretContext } from './vault/sealed-secret.ts';

type VersionReference = Pick<InformationContentDocument, 'organization_id' | 'information_id' | 'version'>;

/** Id of a version, and of its content. */
export function informationVersionId({ information_id, version }: Omit<VersionReference, 'organization_id'>): string {
  return `${information_id}:${version}`;
}

/** What the content of a version is sealed with: it opens for this version of this information, and nowhere else. */
export function informationContext({ organization_id, information_id, version }: VersionReference): SecretContext {
  return { organizationId: organization_id, informationId: information_id, version };
}

/** null where the organization has none of that id; who may see it is for the caller to decide. */
export async function loadInformation(
  { models }: Store,
  organizationId: number,
  id: number,
  session?: ClientSession,
): Promise<ProtectedInformationDocument | null> {
  return models.protectedInformation
    .findOne({ _id: id, organization_id: organizationId }, null, session ? { session } : {})
    .lean<ProtectedInformationDocument>();
}

/** The sealed content of the version that counts; {@link informationContext} says what it opens with. */
export async function currentVersion(
  { models }: Store,
  information: Pick<ProtectedInformationDocument, '_id' | 'organization_id' | 'current_version'>,
  session?: ClientSession,
): Promise<InformationContentDocument> {
  const { _id: information_id, organization_id, current_version: version } = information;
  const content = await models.informationContents
    .findOne(
      { _id: informationVersionId({ information_id, version }), organization_id },
      null,
      session ? { session } : {},
    )
    .lean<InformationContentDocument>();
  if (!content) throw new Error(`protected information ${information_id} has no content of version ${version}`);
  return content;
}
