/** Brings a database of an earlier state to the present form; harmless to repeat, and to run in several processes at once. */

import { mongo } from 'mongoose';
import { ulid } from 'ulid';
import type { AuditEntry } from '../domain/audit.ts';
import { recordEffect } from './audit-log.ts';
import { newEventId } from './event-ids.ts';
import { upgradeRecords } from './ledger/upgrade-records.ts';
import type { Store } from './store.ts';

const missing = { $exists: false } as const;

/**
 * Before there were grants each user and application had one role, names were unique over more than a scope, and
 * credentials and jobs did not say where they lie; after that, user tokens did not say what they rest on; and before
 * there was a ledger, audit records had no leaves. Every step
 * finds what it has still to do, and the organizations, by which the old form is recognised, come last: a start that
 * is cut off goes on at the next one.
 */
export async function upgradeStore(store: Store): Promise<void> {
  await dropIndexes(store.connection.getClient().db());
  await upgradeAccess(store);
  await upgradeRecords(store);
}

async function upgradeAccess(store: Store): Promise<void> {
  const db = store.connection.getClient().db();
  const organizations = await db
    .collection<{ _id: number }>('organizations')
    .find({ $or: [{ access_epoch: missing }, { sign_in_epoch: missing }] }, { projection: { _id: 1 } })
    .toArray();
  if (organizations.length === 0) return;
  await placeCredentials(db);
  await placeJobs(db);
  for (const { _id } of organizations) await upgradeOrganization(store, db, _id);
}

/** The first four held names unique over the organization, or over all of them; the last has a better successor. */
const OUTDATED_INDEXES = [
  ['users', 'name_1'],
  ['devices', 'organization_id_1_name_1'],
  ['resources', 'organization_id_1_name_1'],
  ['applications', 'organization_id_1_name_1'],
  ['audit_records', 'organization_id_1_job_id_1'],
] as const;

const NAMESPACE_NOT_FOUND = 26;

/**
 * Looks before it drops: a drop waits for every open transaction on the collection, and all writes wait behind it. One
 * whose process was killed stays open for a minute, and a start right after that is the usual case.
 */
async function dropIndexes(db: mongo.Db): Promise<void> {
  for (const [collection, index] of OUTDATED_INDEXES) {
    try {
      const present = await db.collection(collection).indexes();
      if (present.some(({ name }) => name === index)) await db.collection(collection).dropIndex(index);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

const INDEX_NOT_FOUND = 27;

/** Another process has dropped it at this moment, or the collection has never been. */
function isGone(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && [INDEX_NOT_FOUND, NAMESPACE_NOT_FOUND].includes(Number(error.code));
}

async function placeCredentials(db: mongo.Db): Promise<void> {
  await db
    .collection('credentials')
    .aggregate([
      { $match: { scope_id: { $exists: false } } },
      { $lookup: { from: 'resources', localField: 'resource_id', foreignField: '_id', as: 'resource' } },
      { $project: { scope_id: { $first: '$resource.scope_id' } } },
      { $merge: { into: 'credentials', on: '_id', whenMatched: 'merge', whenNotMatched: 'discard' } },
    ])
    .toArray();
}

async function placeJobs(db: mongo.Db): Promise<void> {
  await db
    .collection('jobs')
    .aggregate([
      { $match: { scope_id: { $exists: false } } },
      { $lookup: { from: 'job_items', localField: '_id', foreignField: 'job_id', as: 'items' } },
      { $set: { resource_id: { $first: '$items.resource_id' } } },
      { $lookup: { from: 'resources', localField: 'resource_id', foreignField: '_id', as: 'resource' } },
      { $project: { resource_id: 1, scope_id: { $first: '$resource.scope_id' } } },
      { $merge: { into: 'jobs', on: '_id', whenMatched: 'merge', whenNotMatched: 'discard' } },
    ])
    .toArray();
}

interface OutdatedIdentity {
  readonly _id: number;
  readonly role?: string;
  readonly secret_hash?: string;
}

async function upgradeOrganization(store: Store, db: mongo.Db, organizationId: number): Promise<void> {
  const root = await db
    .collection<{ _id: number }>('scopes')
    .findOne({ organization_id: organizationId, parent_id: null });
  if (!root) throw new Error(`organization ${organizationId} has no root scope`);
  const outdated = { organization_id: organizationId, role: { $exists: true } };
  for (const type of ['user', 'application'] as const) {
    const identities = db.collection<OutdatedIdentity>(`${type}s`);
    for (const identity of await identities.find(outdated).toArray()) {
      const grantId = await store.nextId('grant');
      await store.transaction(async (session) => {
        const eventId = newEventId();
        const now = new Date();
        const fields = type === 'user' ? userFields() : applicationFields(root._id, identity, now);
        const { modifiedCount } = await identities.updateOne(
          { _id: identity._id, role: { $exists: true } },
          { $set: { ...fields, last_event_id: eventId, updated_at: now }, $unset: { role: '', secret_hash: '' } },
          { session },
        );
        // Another process may have been quicker.
        if (modifiedCount === 0) return;
        await recordEffect(store, session, entryOf(organizationId, type, identity._id), eventId);
        const holder = { subject_type: type, subject_id: identity._id, subject_organization_id: organizationId };
        const grant = { _id: grantId, organization_id: organizationId, ...holder, role: identity.role ?? 'viewer' };
        const place = { scope_id: root._id, resource_id: null, expires_at: null };
        const tracked = { created_at: now, updated_at: now, revision: 1, last_event_id: eventId };
        const end = { status: 'active', granted_by: 'upgrade', reason: null, revoked_at: null, ...tracked };
        await db.collection<{ _id: number }>('grants').insertOne({ ...grant, ...place, ...end }, { session });
      });
    }
  }
  // User tokens from before have no epochs, and thus work no longer: their users sign in again.
  for (const name of ['users', 'identity_providers']) {
    const unset = { organization_id: organizationId, sign_in_epoch: missing };
    await db.collection(name).updateMany(unset, { $set: { sign_in_epoch: 1 } });
  }
  const organizations = db.collection<{ _id: number }>('organizations');
  await organizations.updateOne(
    { _id: organizationId, access_epoch: missing },
    { $set: { status: 'active', access_epoch: 1, step_up_minutes: 15, user_token_minutes: 60 } },
  );
  await organizations.updateOne({ _id: organizationId, sign_in_epoch: missing }, { $set: { sign_in_epoch: 1 } });
}

function userFields() {
  return {
    public_id: `usr_${ulid().toLowerCase()}`,
    display_name: null,
    email: null,
    password_changed_at: null,
    totp: null,
    identity_provider_id: null,
    external_subject: null,
  };
}

/** What an application is authorized for nobody has said yet: it can do nothing until somebody does. */
function applicationFields(scopeId: number, { secret_hash }: OutdatedIdentity, now: Date) {
  return {
    scope_id: scopeId,
    description: null,
    authentication: 'client_secret',
    secrets:
      secret_hash === undefined ? [] : [{ hint: 'cap_cs_', hash: secret_hash, created_at: now, expires_at: null }],
    public_keys: [],
    federated_credentials: [],
    authorized_resources: [],
    token_epoch: 1,
  };
}

function entryOf(organizationId: number, type: 'user' | 'application', id: number): AuditEntry {
  return {
    organization_id: organizationId,
    scope_id: null,
    resource_id: null,
    actor: {
      type: 'system',
      id: null,
      name: 'upgrade',
      organization_id: null,
      authentication: 'none',
      address: null,
    },
    target_type: type,
    target_id: id,
    operation: `${type}.upgrade`,
    permission: null,
    status: 'succeeded',
    code: null,
    reason: null,
    change: 'its role became a grant on the root scope',
    ticket_id: null,
    job_id: null,
    correlation_id: newEventId(),
    trace_id: null,
  };
}
