/** PATCH /v1/identity-providers/{id} */

import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { reviseProvider, takeProvider } from './find-identity-provider.ts';
import { presentIdentityProvider } from './present-identity-provider.ts';
import { changedGroups, removedGroups, requireKnownGroups, requireMappable } from './require-mappable-groups.ts';
import { sealClientSecret } from './seal-client-secret.ts';

/** What decides whom the provider's word brings into the mapped groups. */
const DECISIVE = ['client_id', 'name_claim', 'groups_claim', 'creates_users'] as const;

export const updateIdentityProvider = command('updateIdentityProvider', async (request, tx) => {
  const { body } = request;
  const provider = await takeProvider(request, tx);
  const changed = await changesOf(request, provider);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, provider, presentIdentityProvider(provider)), change: changeInWords(changed) };
  }
  if (body.group_mappings) await requireKnownGroups(request, tx, body.group_mappings);
  await requireMappable(request, tx, concernedGroups(provider, changed));
  const revised = await reviseProvider(request, tx, provider, changed);
  const ended = await endMemberships(request, tx, provider, revised);
  const parts = [changeInWords(named(changed)), ...(ended === 0 ? [] : [`${ended} memberships ended`])];
  return { ...showing(200, revised, presentIdentityProvider(revised)), change: parts.join('; ') };
});

/**
 * Of groups that have lost a mapping. A membership does not say by which of several mappings it came: it ends with
 * any of them, and those who are still meant come back at their next sign-in.
 */
async function endMemberships(
  { means, organizationId }: Pick<Request, 'means' | 'organizationId'>,
  { session }: Transaction,
  before: IdentityProviderDocument,
  after: IdentityProviderDocument,
): Promise<number> {
  const groupIds = removedGroups(before.group_mappings, after.group_mappings);
  if (groupIds.length === 0) return 0;
  const { deletedCount } = await means.store.models.groupMembers.deleteMany(
    { organization_id: organizationId, identity_provider_id: before._id, group_id: { $in: groupIds } },
    { session },
  );
  return deletedCount;
}

async function changesOf(
  { body, means }: Request<'updateIdentityProvider'>,
  current: IdentityProviderDocument,
): Promise<Partial<IdentityProviderDocument>> {
  const { client_secret, ...plain } = body;
  if (client_secret === undefined) return differences(current, plain);
  const sealed_client_secret = await sealClientSecret(means, current._id, client_secret);
  return differences(current, { ...plain, sealed_client_secret });
}

function concernedGroups(before: IdentityProviderDocument, changed: Partial<IdentityProviderDocument>): number[] {
  const after = changed.group_mappings ?? before.group_mappings;
  if (DECISIVE.some((field) => field in changed)) {
    return [...before.group_mappings, ...after].map(({ group_id }) => group_id);
  }
  return changedGroups(before.group_mappings, after);
}

/** Field names as the contract has them. */
function named({ sealed_client_secret, ...plain }: Partial<IdentityProviderDocument>): object {
  return sealed_client_secret === undefined ? plain : { ...plain, client_secret: null };
}
