/** What is stored before the target hears of anything: candidates, intents, and logins that the guard counts. */

import { randomUUID } from 'node:crypto';
import type { ClientSession, mongo } from 'mongoose';
import type { Material } from '../../connectors/contract.ts';
import { waitFor } from '../../domain/item-wait.ts';
import { type IdentifiedEntry, recordEffects } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf } from '../../store/job-audit.ts';
import { leaseHolders } from '../../store/lease-holders.ts';
import { KEPT_LOGINS } from '../../store/login-attempts.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
import { rotationPrefix } from '../../store/rotation-id.ts';
import type { Candidate } from '../make-candidate.ts';
import { makeCandidate } from '../make-candidate.ts';
import type { Batch, BatchItem, ItemResult, PreparedItem } from './batch.ts';
import { type BulkItem, bulkItems } from './bulk-job.ts';
import { busy } from './sort-items.ts';

export interface Prepared {
  readonly items: readonly PreparedItem[];
  /** Of those that others work on: they come again. */
  readonly results: readonly ItemResult[];
  /** Others have worked on these since they were looked at. Their leases are held, and they have to be looked at again. */
  readonly changed: readonly BulkItem[];
}

/**
 * Takes the lease of each, and stores what has to be known before the target is asked.
 * @throws LeaseLost where a later attempt at the batch has begun: nothing is stored then.
 */
export async function prepare(batch: Batch, items: readonly BatchItem[]): Promise<Prepared> {
  if (items.length === 0) return { items: [], results: [], changed: [] };
  await batch.leases.ensure(idsOf(items));
  return batch.operation === 'verify' ? prepareLogins(batch, items) : prepareChanges(batch, items);
}

/** Harmless to do by halves; but many documents in one transaction cost the database half of what they do by themselves. */
async function prepareLogins(batch: Batch, items: readonly BatchItem[]): Promise<Prepared> {
  const loginId = randomUUID();
  const [now, provenAt] = [new Date(), performance.now()];
  return batch.dependencies.store.transaction(async (session) => {
    const { leased, ...others } = await leaseUnchanged(batch, items, session);
    if (leased.length === 0) return { items: [], ...others };
    await begin(batch, leased, now, session);
    await credentialsOf(batch).updateMany(
      { _id: { $in: leased.map(credentialIdOf) } },
      { $push: openLogin(loginId, now) },
      { session },
    );
    return { items: leased.map((one) => ({ ...one, candidate: null, loginId, provenAt })), ...others };
  });
}

/** A version that is to be, with the secret that it will hold. */
interface Draft {
  readonly prepared: PreparedItem;
  readonly version: CredentialVersionDocument;
  readonly intent: IdentifiedEntry;
}

async function prepareChanges(batch: Batch, items: readonly BatchItem[]): Promise<Prepared> {
  const { store } = batch.dependencies;
  const now = new Date();
  const loginId = randomUUID();
  const drafted = await Promise.all(items.map((one) => draftOf(batch, one, loginId, now)));
  return store.transaction(async (session) => {
    const { leased, ...others } = await leaseUnchanged(batch, items, session);
    if (leased.length === 0) return { items: [], ...others };
    const ids = new Set(idsOf(leased));
    const drafts = drafted.filter(({ prepared }) => ids.has(prepared.item.resource_id));
    // Each has the version that it was drafted upon, as it was just read; whoever counts meanwhile is in conflict with this.
    await credentialsOf(batch).updateMany(
      { _id: { $in: leased.map(credentialIdOf) } },
      { $inc: { latest_version: 1 }, $push: openLogin(loginId, now) },
      { session },
    );
    await versionsOf(batch).insertMany(
      drafts.map(({ version }) => version),
      { session },
    );
    await begin(batch, leased, now, session);
    await recordEffects(
      store,
      session,
      drafts.map(({ intent }) => intent),
    );
    return { items: drafts.map(({ prepared }) => prepared), ...others };
  });
}

interface Leased extends Omit<Prepared, 'items'> {
  readonly leased: readonly BatchItem[];
}

/** What is known of a credential is worth nothing once somebody else has held its lease; nobody can while it is held here. */
async function leaseUnchanged(batch: Batch, items: readonly BatchItem[], session: ClientSession): Promise<Leased> {
  const taken = await batch.leases.take(idsOf(items), session);
  const known = { _id: { $in: items.map(credentialIdOf) }, status: 'active' } as const;
  const found = await credentialsOf(batch)
    .find(known, { session })
    .project<CredentialState>({ latest_version: 1, failed_logins: 1, open_logins: 1, custody: 1 })
    .toArray();
  const stateOf = new Map(found.map((credential) => [credential._id, stateInWords(credential)]));
  const isAsKnown = (one: BatchItem) =>
    one.facts.credential !== null && stateOf.get(credentialIdOf(one)) === stateInWords(one.facts.credential);
  const mine = items.filter(({ item }) => taken.has(item.resource_id));
  return {
    leased: mine.filter(isAsKnown),
    results: await heldResults(
      batch,
      items.filter(({ item }) => !taken.has(item.resource_id)),
    ),
    changed: mine.filter((one) => !isAsKnown(one)).map(({ item }) => item),
  };
}

/** Others have taken their leases since they were looked at. */
async function heldResults(batch: Batch, held: readonly BatchItem[]): Promise<ItemResult[]> {
  if (held.length === 0) return [];
  const holders = await leaseHolders(batch.dependencies.store, idsOf(held));
  return held.map(({ item }) =>
    busy(batch, item, waitFor('resource', { job_id: holders.get(item.resource_id) ?? null })),
  );
}

type CredentialState = Pick<CredentialDocument, '_id' | 'latest_version' | 'failed_logins' | 'open_logins' | 'custody'>;

/** What others may change of it while nobody has its lease: its versions, the logins that the guard counts, who has it checked out. */
function stateInWords({ latest_version, failed_logins, open_logins, custody }: CredentialState): string {
  const logins = (open_logins ?? []).map(({ id }) => id);
  return JSON.stringify([latest_version, failed_logins, logins, custody?.holders ?? []]);
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

/** @throws Error where one has ended meanwhile: an attempt that was slower than the end of its job begins nothing. */
async function begin(
  { dependencies }: Batch,
  items: readonly BatchItem[],
  now: Date,
  session: ClientSession,
): Promise<void> {
  const { matchedCount } = await bulkItems(dependencies.store).updateMany(
    { _id: { $in: items.map(({ item }) => item._id) }, ended_at: null },
    [{ $set: { status: 'running', started_at: { $ifNull: ['$started_at', now] } } }],
    { session },
  );
  if (matchedCount !== items.length) throw new Error('an item of the batch has ended meanwhile');
}

export function credentialsOf({ dependencies }: Batch): mongo.Collection<CredentialDocument> {
  return dependencies.store.connection.getClient().db().collection<CredentialDocument>('credentials');
}

export function versionsOf({ dependencies }: Batch): mongo.Collection<CredentialVersionDocument> {
  return dependencies.store.connection.getClient().db().collection<CredentialVersionDocument>('credential_versions');
}
