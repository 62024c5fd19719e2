/** The administrator in whose name tests put jobs into the store: whoever asks must be there, and hold the rights, when a job begins. */

import { isDuplicateKey } from '../../store/duplicate-key.ts';
import { newEventId } from '../../store/event-ids.ts';
import type { Store } from '../../store/store.ts';

const ORGANIZATION = 1;
const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: newEventId() });

export const ASKING_ADMIN = {
  type: 'user',
  id: 1,
  name: 'admin',
  organization_id: ORGANIZATION,
  authentication: 'basic',
  address: null,
} as const;

/** Leaves alone what an API has made at its first start. */
export async function admitAskingAdmin(store: Store): Promise<void> {
  const { id, name } = ASKING_ADMIN;
  const users = store.connection.getClient().db().collection<{ _id: number }>('users');
  const user = { organization_id: ORGANIZATION, public_id: 'usr_who_asks', name, status: 'active', ...tracked() };
  await users.updateOne({ _id: id }, { $setOnInsert: user }, { upsert: true });
  await grantTo(store, { type: 'user', id }, 'admin', { scopeId: 1, resourceId: null });
}

/** Gives a role there, unless it is held already. */
export async function grantTo(
  store: Store,
  subject: { readonly type: 'user' | 'application'; readonly id: number },
  role: string,
  place: { readonly scopeId: number; readonly resourceId: number | null },
): Promise<void> {
  const held = {
    organization_id: ORGANIZATION,
    subject_type: subject.type,
    subject_id: subject.id,
    role,
    scope_id: place.scopeId,
    resource_id: place.resourceId,
    status: 'active',
  } as const;
  const made = {
    _id: await store.nextId('grant'),
    subject_organization_id: ORGANIZATION,
    expires_at: null,
    granted_by: 'a test',
    granted_by_user_id: null,
    reason: null,
    revoked_at: null,
    ...tracked(),
  };
  // Unlike by its _id, two who insert at once by an index of some documents are not brought together by MongoDB.
  await store.models.grants.updateOne(held, { $setOnInsert: made }, { upsert: true }).catch((error) => {
    if (!isDuplicateKey(error)) throw error;
  });
}
