/**
 * What rotations by a plan have left behind. It reads the collections as they are, and asks the target itself: nothing
 * that did the work is asked whether it was right.
 */

import assert from 'node:assert/strict';
import type { BulkCounts } from '../../domain/bulk.ts';
import type { Secret } from '../../domain/secret.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
import type { JobDocument, JobItemDocument } from '../../store/models/job.ts';
import type { ManagedRole } from './bulk-estate.ts';
import type { Estate } from './estate.ts';
import type { PostgresTarget } from './postgres-target.ts';

const CHUNK = 1_000;
const LOGINS_AT_ONCE = 16;

/** The job has ended, its items are exactly `roles`, those of `failed` have failed and all others succeeded. */
export async function judgeItems(
  estate: Estate,
  jobId: number,
  roles: readonly ManagedRole[],
  failed: ReadonlySet<number> = new Set(),
): Promise<JobDocument> {
  const job = await estate.store.models.jobs.findById(jobId).lean<JobDocument>();
  assert.ok(job?.bulk && job.ended_at !== null, `job ${jobId} has ended`);
  const items = await itemsOf(estate, [jobId]);
  assert.deepEqual(
    items.map(({ resource_id }) => resource_id).toSorted(ascending),
    roles.map(({ resource }) => resource).toSorted(ascending),
    `job ${jobId}: one item for each resource of the plan`,
  );
  for (const item of items) {
    const wanted = failed.has(item.resource_id) ? 'failed' : 'succeeded';
    assert.equal(item.status, wanted, `item ${item._id} (${item.code}: ${item.message})`);
    assert.ok(item.ended_at, `item ${item._id} has an end`);
    if (wanted === 'failed') assert.ok(item.code && item.message, `item ${item._id} says why it failed`);
  }
  assert.deepEqual(job.bulk.counts, countsOf(items), `job ${jobId}: its counts are those of its items`);
  assert.equal(job.resource_count, items.length);
  const wanted = failed.size === 0 ? 'succeeded' : failed.size === roles.length ? 'failed' : 'completed_with_errors';
  assert.equal(job.status, wanted, `job ${jobId}`);
  return job;
}

export interface RotationFigures {
  /** Candidates that never became current, since whoever had made them died. */
  readonly givenUp: number;
  /** Items that an operation of its own has settled. */
  readonly handedOn: number;
}

/**
 * Of `jobs`, which are all that ever rotated `roles`: each role was rotated exactly once, with its records, and nothing
 * is held, open or under way any more.
 */
export async function judgeRotations(
  estate: Estate,
  jobs: readonly number[],
  roles: readonly ManagedRole[],
): Promise<RotationFigures> {
  const { store } = estate;
  const items = byResource(await itemsOf(estate, jobs));
  const records = byResource(await recordsOf(estate, jobs));
  let [givenUp, handedOn] = [0, 0];
  for await (const { role, credential, versions } of credentialsOf(estate, roles)) {
    const own = records.get(role.resource) ?? [];
    const count = (operation: string, status: string) =>
      own.filter((record) => record.operation === operation && record.status === status).length;
    const tried = items.get(role.resource) ?? [];
    const [succeeded, ...more] = tried.filter(({ status }) => status === 'succeeded');
    assert.ok(succeeded && more.length === 0, `${role.username} was rotated by exactly one item`);
    assert.equal(count('rotate', 'succeeded'), 1, `${role.username}: its success is on record, once`);
    const failures = tried.filter(({ status }) => status === 'failed').length;
    assert.equal(count('rotate', 'failed'), failures, `${role.username}: each failure is on record, once`);
    const [made, handed] = [versions.length - 1, tried.filter(({ bulk }) => (bulk?.handed ?? 0) > 0).length];
    const intents = count('rotate.apply', 'intended');
    // An operation of its own may send a candidate again whose fate is open, and says so.
    assert.ok(handed > 0 ? intents >= made : intents === made, `${role.username}: each intent is on record`);
    const lastWord = own.find(({ operation, status }) => operation === 'rotate' && status === 'succeeded');
    const resource = await store.models.resources.findById(role.resource).lean();
    assert.equal(
      resource?.last_event_id,
      lastWord?._id,
      `${role.username}: its resource names the record of its success`,
    );
    givenUp += judgeVersions(role, jobs, versions);
    handedOn += handed;
    assert.equal(credential.latest_version, versions.length, `${role.username}: no version is missing`);
    assert.deepEqual([credential.failed_logins, credential.open_logins], [[], []], `${role.username}: its guard`);
  }
  assert.equal(await store.models.leases.countDocuments({ job_id: { $in: [...jobs] } }), 0, 'no lease is held');
  return { givenUp, handedOn };
}

/** The one that it began with, then those that were given up, and last the one that was promoted. @returns how many. */
function judgeVersions(
  { username, resource }: ManagedRole,
  jobs: readonly number[],
  versions: readonly CredentialVersionDocument[],
): number {
  const [first, ...made] = versions;
  const current = made.filter(({ state }) => state === 'current');
  assert.ok(current[0] && current.length === 1, `${username} has one current version, and not the first`);
  // What a failed one has left in doubt is used by the next: it may come to be in force at any time.
  const { rotation_id: rotation } = current[0];
  const isTheirs = jobs.some((job) => rotation?.startsWith(`job:${job}:${resource}:`));
  assert.ok(isTheirs, `${username}: one of the jobs has made it`);
  assert.equal(first?.state, 'previous', `${username}: what it began with came right before`);
  const others = made.filter(({ state }) => state !== 'current');
  for (const { version, state, promoted_at } of others) {
    assert.deepEqual([state, promoted_at], ['retired', null], `${username}: version ${version} never was current`);
  }
  return others.length;
}

/** Each gets in with what is stored as current, tried by a plain client. */
export async function assertAllLogIn(
  estate: Estate,
  target: PostgresTarget,
  roles: readonly ManagedRole[],
): Promise<void> {
  const refused = await refusedOf(estate, target, roles, 'current');
  assert.deepEqual(refused, [], `${refused.length} of ${roles.length} do not log in with their stored password`);
}

/** Of each, what it had before is refused. */
export async function assertNoneLogsInWithPrevious(
  estate: Estate,
  target: PostgresTarget,
  roles: readonly ManagedRole[],
): Promise<void> {
  const refused = await refusedOf(estate, target, roles, 'previous');
  assert.equal(refused.length, roles.length, 'old passwords are refused');
}

async function refusedOf(
  estate: Estate,
  target: PostgresTarget,
  roles: readonly ManagedRole[],
  state: 'current' | 'previous',
): Promise<string[]> {
  const refused: string[] = [];
  for (let from = 0; from < roles.length; from += CHUNK) {
    const stored: { readonly username: string; readonly secret: Secret }[] = [];
    for await (const { role, credential, versions } of credentialsOf(estate, roles.slice(from, from + CHUNK))) {
      const found = versions.find((version) => version.state === state);
      assert.ok(found?.sealed, `${role.username} has a ${state} version`);
      const { organization_id: organizationId, _id: credentialId } = credential;
      const place = { organizationId, credentialId, version: found.version };
      stored.push({ username: role.username, secret: await estate.vault.open(found.sealed, place) });
    }
    await each(stored, async ({ username, secret }) => {
      if (!(await target.accepts(username, secret))) refused.push(username);
    });
  }
  return refused;
}

async function* credentialsOf(
  { store }: Estate,
  roles: readonly ManagedRole[],
): AsyncGenerator<{ role: ManagedRole; credential: CredentialDocument; versions: CredentialVersionDocument[] }> {
  for (let from = 0; from < roles.length; from += CHUNK) {
    const part = roles.slice(from, from + CHUNK);
    const found = await store.models.credentials
      .find({ resource_id: { $in: part.map(({ resource }) => resource) }, status: 'active' })
      .lean<CredentialDocument[]>();
    const versions = await store.models.credentialVersions
      .find({ credential_id: { $in: found.map(({ _id }) => _id) } })
      .sort({ version: 1 })
      .lean<CredentialVersionDocument[]>();
    const credentialOf = new Map(found.map((credential) => [credential.resource_id, credential]));
    const versionsOf = grouped(versions, ({ credential_id }) => credential_id);
    for (const role of part) {
      const credential = credentialOf.get(role.resource);
      assert.ok(credential, `${role.username} has a credential`);
      yield { role, credential, versions: versionsOf.get(credential._id) ?? [] };
    }
  }
}

/** How often the target has refused a password of each of its accounts, as it has logged it; those that never are missing. */
export async function refusalsOf(target: PostgresTarget): Promise<ReadonlyMap<string, number>> {
  const refusals = new Map<string, number>();
  for (const [, username = ''] of (await target.log()).matchAll(/password authentication failed for user "([^"]+)"/g)) {
    refusals.set(username, (refusals.get(username) ?? 0) + 1);
  }
  return refusals;
}

/** Does `work` for all of them, some at once. */
async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: LOGINS_AT_ONCE }, lane));
}

function itemsOf({ store }: Estate, jobs: readonly number[]): Promise<JobItemDocument[]> {
  return store.models.jobItems.find({ job_id: { $in: [...jobs] } }).lean<JobItemDocument[]>();
}

function recordsOf({ store }: Estate, jobs: readonly number[]) {
  return store.models.auditRecords
    .find({ job_id: { $in: [...jobs] }, resource_id: { $ne: null } }, { resource_id: 1, operation: 1, status: 1 })
    .lean();
}

function byResource<One extends { readonly resource_id: number | null }>(all: readonly One[]): Map<number, One[]> {
  return grouped(all, ({ resource_id }) => resource_id ?? 0);
}

function grouped<One>(all: readonly One[], keyOf: (one: One) => number): Map<number, One[]> {
  const groups = new Map<number, One[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function countsOf(items: readonly JobItemDocument[]): BulkCounts {
  const of = (status: JobItemDocument['status']) => items.filter((item) => item.status === status).length;
  return {
    queued: of('queued') + of('running'),
    succeeded: of('succeeded'),
    failed: of('failed'),
    unknown: of('unknown'),
    canceled: of('canceled'),
  };
}

function ascending(one: number, other: number): number {
  return one - other;
}
