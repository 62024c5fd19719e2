/** What a new organization consists of: its root scope, the built-in platforms, and an administrator. */

import type { ClientSession } from 'mongoose';
import { ulid } from 'ulid';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import type { OrganizationDocument, UserDocument } from '../store/models/identity.ts';
import type { Store } from '../store/store.ts';
import { BUILT_IN_PLATFORMS } from './bootstrap-platforms.ts';

export interface OrganizationPlan {
  readonly organizationId: number;
  readonly rootScopeId: number;
  readonly adminId: number;
  readonly grantId: number;
  readonly platformIds: readonly number[];
  readonly name: string;
  readonly adminName: string;
  /** argon2id, PHC string. */
  readonly adminPasswordHash: string;
}

/** Takes the ids: past any transaction, so that writers never wait for each other. */
export async function planOrganization(
  store: Store,
  given: Pick<OrganizationPlan, 'name' | 'adminName' | 'adminPasswordHash'>,
  id?: number,
): Promise<OrganizationPlan> {
  return {
    ...given,
    organizationId: id ?? (await freshOrganizationId(store)),
    rootScopeId: await store.nextId('scope'),
    adminId: await store.nextId('user'),
    grantId: await store.nextId('grant'),
    platformIds: await Promise.all(BUILT_IN_PLATFORMS.map(() => store.nextId('platform'))),
  };
}

/** The first id belongs to the organization that is made at the first start. */
async function freshOrganizationId(store: Store): Promise<number> {
  const next = await store.nextId('organization');
  return next === FIRST_ORGANIZATION_ID ? store.nextId('organization') : next;
}

/**
 * Writes all of it; `eventId` is the audit record that commits in the same transaction.
 * @throws MongoServerError 11000 where the name is taken.
 */
export async function writeOrganization(
  store: Store,
  session: ClientSession,
  plan: OrganizationPlan,
  eventId: string,
): Promise<{ readonly organization: OrganizationDocument; readonly admin: UserDocument }> {
  const { organizations, scopes, users, grants, platforms } = store.models;
  const now = new Date();
  const tracked = { created_at: now, updated_at: now, revision: 1, last_event_id: eventId };
  const inOrganization = { organization_id: plan.organizationId };
  const organization: OrganizationDocument = {
    _id: plan.organizationId,
    name: plan.name,
    status: 'active',
    access_epoch: 1,
    sign_in_epoch: 1,
    step_up_minutes: 15,
    user_token_minutes: 60,
    ...tracked,
  };
  const admin: UserDocument = {
    _id: plan.adminId,
    public_id: `usr_${ulid().toLowerCase()}`,
    ...inOrganization,
    name: plan.adminName,
    display_name: null,
    email: null,
    password_hash: plan.adminPasswordHash,
    password_changed_at: now,
    totp: null,
    identity_provider_id: null,
    external_subject: null,
    status: 'active',
    sign_in_epoch: 1,
    ...tracked,
  };
  await organizations.create([organization], { session });
  await scopes.create(
    [{ _id: plan.rootScopeId, ...inOrganization, name: plan.name, parent_id: null, ancestors: [], ...tracked }],
    { session },
  );
  await users.create([admin], { session });
  await grants.create(
    [
      {
        _id: plan.grantId,
        ...inOrganization,
        subject_type: 'user',
        subject_id: admin._id,
        subject_organization_id: plan.organizationId,
        role: 'admin',
        scope_id: plan.rootScopeId,
        resource_id: null,
        expires_at: null,
        status: 'active',
        granted_by: 'the making of the organization',
        reason: null,
        revoked_at: null,
        ...tracked,
      },
    ],
    { session },
  );
  const platformRows = BUILT_IN_PLATFORMS.map((platform, index) => ({
    _id: plan.platformIds[index] ?? 0,
    ...inOrganization,
    ...platform,
    ...tracked,
  }));
  await platforms.insertMany(platformRows, { session });
  return { organization, admin };
}
