/** A lost administrator is let in again: password, second factor, status and role, in one transaction with its record. */

import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { AuditEntry } from '../domain/audit.ts';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import { Secret } from '../domain/secret.ts';
import { StartError } from '../runtime/start-errors.ts';
import { changeAccess } from '../store/access/change-access.ts';
import { recordEffect } from '../store/audit-log.ts';
import { newEventId } from '../store/event-ids.ts';
import type { OrganizationDocument, UserDocument } from '../store/models/identity.ts';
import type { Store } from '../store/store.ts';
import { hashPassword } from './authentication/password-check.ts';

/** 144 bits. */
const PASSWORD_BYTES = 18;

interface Found {
  readonly organization: OrganizationDocument;
  readonly user: UserDocument;
  readonly rootScopeId: number;
}

/**
 * @returns the new password.
 * @throws StartError where there is no such user, or none with a password of its own.
 */
export async function recoverAdministrator(store: Store, login: string): Promise<Secret> {
  const { organization, user, rootScopeId } = await find(store, login);
  const password = new Secret(randomBytes(PASSWORD_BYTES).toString('base64url'));
  const password_hash = await hashPassword(password);
  const grantId = await store.nextId('grant');
  await store.transaction(async (session) => {
    const now = new Date();
    const eventId = newEventId();
    await changeAccess(store, session, organization._id);
    const { organizations, users, userTokens } = store.models;
    const changed = { updated_at: now, last_event_id: eventId };
    await users.updateOne(
      { _id: user._id },
      {
        $set: { password_hash, password_changed_at: now, totp: null, status: 'active', ...changed },
        $inc: { revision: 1, sign_in_epoch: 1 },
      },
      { session },
    );
    await userTokens.updateMany({ user_id: user._id, revoked_at: null }, { $set: { revoked_at: now } }, { session });
    await organizations.updateOne(
      { _id: organization._id, status: 'inactive' },
      { $set: { status: 'active', ...changed }, $inc: { revision: 1 } },
      { session },
    );
    await giveBackRole(store, session, { organization, user, rootScopeId, grantId, eventId, now });
    await recordEffect(store, session, entryOf(organization, user), eventId);
  });
  return password;
}

async function find(store: Store, login: string): Promise<Found> {
  const { organizations, users, scopes } = store.models;
  const slash = login.indexOf('/');
  const organization = await organizations
    .findOne(slash < 0 ? { _id: FIRST_ORGANIZATION_ID } : { name: { $eq: login.slice(0, slash) } })
    .lean<OrganizationDocument>();
  const user = await users
    .findOne({ organization_id: organization?._id ?? 0, name: { $eq: login.slice(slash + 1) } })
    .lean<UserDocument>();
  if (!organization || !user)
    throw new StartError(
      `There is no user ${JSON.stringify(login)}; name one as it signs in: admin, or acme/alice of organization acme`,
    );
  if (user.erased_at) throw new StartError(`${login} was erased for good; name another user`);
  if (user.identity_provider_id !== null) {
    throw new StartError(`${login} signs in at an identity provider, and has no password here; name a local user`);
  }
  const root = await scopes.findOne({ organization_id: organization._id, parent_id: null }, { _id: 1 }).lean();
  if (!root) throw new Error(`organization ${organization.name} has no root scope`);
  return { organization, user, rootScopeId: root._id };
}

interface LostRole extends Found {
  readonly grantId: number;
  readonly eventId: string;
  readonly now: Date;
}

/** A grant that expires is made one that does not: there is one of a kind. */
async function giveBackRole(
  store: Store,
  session: ClientSession,
  { organization, user, rootScopeId, grantId, eventId, now }: LostRole,
): Promise<void> {
  const kind = {
    organization_id: organization._id,
    subject_type: 'user',
    subject_id: user._id,
    role: 'admin',
    scope_id: rootScopeId,
    resource_id: null,
    status: 'active',
  } as const;
  const { grants } = store.models;
  const changed = { updated_at: now, last_event_id: eventId };
  const { matchedCount } = await grants.updateOne(
    { ...kind, expires_at: { $ne: null } },
    { $set: { expires_at: null, ...changed }, $inc: { revision: 1 } },
    { session },
  );
  if (matchedCount > 0 || (await grants.exists(kind).session(session))) return;
  const grant = {
    _id: grantId,
    ...kind,
    subject_organization_id: organization._id,
    expires_at: null,
    granted_by: 'the recovery of an administrator',
    reason: null,
    revoked_at: null,
    created_at: now,
    revision: 1,
    ...changed,
  };
  await grants.create([grant], { session });
}

function entryOf(organization: OrganizationDocument, user: UserDocument): AuditEntry {
  return {
    organization_id: organization._id,
    scope_id: null,
    resource_id: null,
    actor: {
      type: 'system',
      id: null,
      name: 'recover-admin',
      organization_id: null,
      authentication: 'none',
      address: null,
    },
    target_type: 'user',
    target_id: user._id,
    operation: 'user.recover',
    permission: null,
    status: 'succeeded',
    code: null,
    reason: null,
    change: `user ${user._id} has a new password, no second factor, no tokens, and the role admin on the root scope`,
    ticket_id: null,
    job_id: null,
    correlation_id: newEventId(),
    trace_id: null,
  };
}
