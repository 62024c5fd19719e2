/** Group memberships as the identity provider has them, brought in line at every sign-in. */

import type { UserDocument } from '../../../store/models/identity.ts';
import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import type { Store } from '../../../store/store.ts';
import type { SignInTransaction } from './federated-user.ts';

/**
 * Adds and removes memberships that come from the provider; those that a person gave stay as they are. Call
 * `changeAccess` first.
 * @returns what was changed, for the audit record.
 */
export async function syncMemberships(
  store: Store,
  { session, eventId, now }: SignInTransaction,
  provider: IdentityProviderDocument,
  user: UserDocument,
  externalGroups: readonly string[],
): Promise<string[]> {
  const { groupMembers } = store.models;
  const current = await groupMembers
    .find({ user_id: user._id, organization_id: provider.organization_id })
    .session(session)
    .lean();
  const said = new Set(externalGroups);
  const wanted = new Set(
    provider.group_mappings.filter(({ external_group }) => said.has(external_group)).map(({ group_id }) => group_id),
  );
  const member = new Set(current.map(({ group_id }) => group_id));
  const left = current
    .filter(({ identity_provider_id, group_id }) => identity_provider_id === provider._id && !wanted.has(group_id))
    .map(({ group_id }) => group_id);
  const joined = [...wanted].filter((groupId) => !member.has(groupId));
  if (left.length + joined.length === 0) return [];

  await groupMembers.deleteMany(
    { user_id: user._id, group_id: { $in: left }, identity_provider_id: provider._id },
    { session },
  );
  await groupMembers.insertMany(
    joined.map((groupId) => ({
      _id: `${groupId}:${user._id}`,
      organization_id: provider.organization_id,
      group_id: groupId,
      user_id: user._id,
      identity_provider_id: provider._id,
      created_at: now,
      last_event_id: eventId,
    })),
    { session },
  );
  return [...listed('joined', joined), ...listed('left', left)];
}

function listed(verb: string, groupIds: readonly number[]): string[] {
  return groupIds.length === 0 ? [] : [`${verb} the groups ${groupIds.join(', ')}`];
}
