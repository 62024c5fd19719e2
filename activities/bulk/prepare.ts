/** What is stored before the target hears of anything: candidates, intents, and logins that the guard counts. */

import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import type { Material } from '../../connectors/contract.ts';
import { type IdentifiedEntry, recordEffects } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf } from '../../store/job-audit.ts';
import { KEPT_LOGINS } from '../../store/login-attempts.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
import type { Candidate } from '../make-candidate.ts';
import { makeCandidate } from '../make-candidate.ts';
import { rotationPrefix } from '../rotation-id.ts';
import type { Batch, BatchItem, PreparedItem } from './batch.ts';
import { bulkItems } from './bulk-job.ts';

/** Rejects where another change of one of the credentials came in between: nothing is stored then. */
export async function prepare(batch: Batch, items: readonly BatchItem[]): Promise<PreparedItem[]> {
  if (items.length === 0) return [];
  return batch.operation === 'verify' ? prepareLogins(batch, items) : prepareChanges(batch, items);
}

/** Harmless to repeat, so that no transaction is needed. */
async function prepareLogins(batch: Batch, items: readonly BatchItem[]): Promise<PreparedItem[]> {
  const { store } = batch.dependencies;
  const loginId = randomUUID();
  const [now, provenAt] = [new Date(), performance.now()];
  await batch.leases.assert(idsOf(items));
  const [condition, update] = begun(items, now);
  requireAll(items, await bulkItems(store).updateMany(condition, update));
  await credentialsOf(batch).updateMany(
    { _id: { $in: items.map(credentialIdOf) } },
    { $push: openLogin(loginId, now) },
  );
  return items.map((one) => ({ ...one, candidate: null, loginId, provenAt }));
}

/** A version that is to be, with the secret that it will hold. */
interface Draft {
  readonly prepared: PreparedItem;
  readonly version: CredentialVersionDocument;
  readonly intent: IdentifiedEntry;
}

async function prepareChanges(batch: Batch, items: readonly BatchItem[]): Promise<PreparedItem[]> {
  const { store } = batch.dependencies;
  const now = new Date();
  const loginId = randomUUID();
  const drafts = await Promise.all(items.map((one) => draftOf(batch, one, loginId, now)));
  await store.transaction(async (session) => {
    await batch.leases.assert(idsOf(items), session);
    const { matchedCount } = await credentialsOf(batch).bulkWrite(
      drafts.map(({ prepared, version }) => ({
        updateOne: {
          filter: { _id: credentialIdOf(prepared), latest_version: version.version - 1 },
          update: { $set: { latest_version: version.version }, $push: openLogin(loginId, now) },
        },
      })),
      { session, ordered: false },
    );
    if (matchedCount !== drafts.length) throw new Error('a credential was changed while its resource was leased');
    await versionsOf(batch).insertMany(
      drafts.map(({ version }) => version),
      { session },
    );
    const [condition, update] = begun(items, now);
    requireAll(items, await bulkItems(store).updateMany(condition, update, { session }));
    await recordEffects(
      store,
      session,
      drafts.map(({ intent }) => intent),
    );
  });
  return drafts.map(({ prepared }) => prepared);
}

async function draftOf(batch: Batch, one: BatchItem, loginId: string, now: Date): Promise<Draft> {
  const { dependencies, job, operation } = batch;
  const { item, facts } = one;
  const { credential, platform } = facts;
  if (!credential) throw new Error(`resource ${item.resource_id} has no credential to change`);
  const made = makeCandidate(dependencies.connectorFor(platform.connector), platform, `capstan-job-${job._id}`);
  const number = credential.latest_version + 1;
  const context = { organizationId: job.organization_id, credentialId: credential._id, version: number };
  const version: CredentialVersionDocument = {
    _id: `${credential._id}:${number}`,
    organization_id: job.organization_id,
    credential_id: credential._id,
    version: number,
    state: 'pending',
    rotation_id: `${rotationPrefix(job._id, item.resource_id)}${randomUUID()}`,
    sealed: await dependencies.vault.seal(made.secret, context),
    public_key: made.publicKey,
    removal_due: false,
    created_at: now,
    promoted_at: null,
    retired_at: null,
  };
  const what = { operation: `${operation}.apply`, status: 'intended', policy: one.policy } as const;
  const entry = auditEntryOf(job, item.resource_id, what, facts.resource.scope_id);
  const prepared = { ...one, candidate: materialOf(credential, made), loginId, provenAt: performance.now() };
  return { prepared, version, intent: { id: newEventId(), entry } };
}

function materialOf({ kind }: CredentialDocument, { secret, publicKey }: Candidate): Material {
  return { kind, secret, ...(publicKey === null ? {} : { publicKey }) };
}

export function idsOf(items: readonly BatchItem[]): number[] {
  return items.map(({ item }) => item.resource_id);
}

export function credentialIdOf({ facts }: BatchItem): number {
  if (!facts.credential) throw new Error(`resource ${facts.resource._id} has no credential`);
  return facts.credential._id;
}

function openLogin(id: string, at: Date) {
  return { open_logins: { $each: [{ id, at }], $slice: -KEPT_LOGINS } };
}

/** An attempt that was slower than the end of its job begins nothing. */
function requireAll(items: readonly BatchItem[], { matchedCount }: { readonly matchedCount: number }): void {
  if (matchedCount !== items.length) throw new Error('an item of the batch has ended meanwhile');
}

function begun(items: readonly BatchItem[], now: Date): [{ _id: { $in: string[] }; ended_at: null }, object[]] {
  return [
    { _id: { $in: items.map(({ item }) => item._id) }, ended_at: null },
    [{ $set: { status: 'running', started_at: { $ifNull: ['$started_at', now] } } }],
  ];
}

export function credentialsOf({ dependencies }: Batch): mongo.Collection<CredentialDocument> {
  return dependencies.store.connection.getClient().db().collection<CredentialDocument>('credentials');
}

export function versionsOf({ dependencies }: Batch): mongo.Collection<CredentialVersionDocument> {
  return dependencies.store.connection.getClient().db().collection<CredentialVersionDocument>('credential_versions');
}
