/** Steps of operations of their own that a job by a plan hands items to, and how such a job begins: one by one, on a real store. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { begin } from '../../activities/begin.ts';
import type { Batch } from '../../activities/bulk/batch.ts';
import { beginBulk } from '../../activities/bulk/begin-bulk.ts';
import { type BulkJob, loadBulkJob } from '../../activities/bulk/bulk-job.ts';
import { prepare } from '../../activities/bulk/prepare.ts';
import { recordsOf as recordsOfResult } from '../../activities/bulk/result-records.ts';
import { type SortedItems, sortItems } from '../../activities/bulk/sort-items.ts';
import { conclude } from '../../activities/conclude.ts';
import type { BeginResult, Stamped } from '../../activities/contract.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { JobPlaces } from '../../activities/job-places.ts';
import { beginPreflight } from '../../activities/preflight/begin-preflight.ts';
import { preflightBatch } from '../../activities/preflight/preflight-batch.ts';
import { connectorFor } from '../../connectors/registry.ts';
import { Secret } from '../../domain/secret.ts';
import { accessFrameNow } from '../../store/access/access-frame.ts';
import { changeAccess } from '../../store/access/change-access.ts';
import { BatchLeases } from '../../store/batch-leases.ts';
import { assertLease } from '../../store/leases.ts';
import type { PlatformDocument } from '../../store/models/inventory.ts';
import type { OperationalLog } from '../../store/operational-log.ts';
import { loadManagedBatch } from '../../store/plans/load-managed-batch.ts';
import { PolicyBooks } from '../../store/policy/policy-book.ts';
import { grantTo } from '../support/asking-admin.ts';
import { BulkEstate } from '../support/bulk-estate.ts';
import { type Engines, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { silentLogger } from '../support/ledger.ts';
import { bindPolicy, Preflights } from '../support/preflights.ts';

const OTHER_JOB = 1_000_000;
const IN_TEN_MINUTES = () => new Date(Date.now() + 600_000);

describe('an operation of its own for an item of a plan', () => {
  let engines: Engines;
  let estate: Estate;
  let bulk: BulkEstate;
  let dependencies: Dependencies;
  let events: Parameters<OperationalLog['add']>[0][] = [];

  before(async () => {
    engines = await startEngines();
    estate = await Estate.open(engines);
    bulk = await BulkEstate.over(estate);
    const { store, vault } = estate;
    const parts: Partial<Dependencies> = {
      store,
      vault,
      connectorFor,
      logger: silentLogger(),
      operationalLog: { add: (event) => void events.push(event) },
      jobPlaces: new JobPlaces(store),
      policyBooks: new PolicyBooks(store),
      measureJob: () => undefined,
    };
    dependencies = parts as Dependencies;
  });

  beforeEach(() => {
    events = [];
  });

  after(async () => {
    await estate.close();
    await engines.stop();
  });

  /** As Temporal would run it, once. */
  async function taken<Ref, Result>(step: (ref: Ref) => Promise<Stamped<Result>>, ref: Ref): Promise<Result> {
    return (await new MockActivityEnvironment().run<[Ref], Stamped<Result>, typeof step>(step, ref)).result;
  }

  /** A job by a plan over new resources at a target that nobody calls; no worker looks after it. */
  async function planned(count: number, platform: Partial<PlatformDocument> = {}) {
    const trust = { kind: 'tls', ca_pem: 'none', server_name: null } as const;
    const device = await estate.addDevice({ kind: 'postgres', port: 1, trust });
    const at = { device_id: device, platform_id: await estate.addPlatform({ connector: 'postgres', ...platform }) };
    const resources: number[] = [];
    for (let added = 0; added < count; added += 1) {
      const fields = { ...at, type: 'postgres_role', username: `app_${added}`, status: 'verified' } as const;
      resources.push(await estate.addResource(fields, { kind: 'password', secret: new Secret('a password') }));
    }
    const [resource] = resources;
    assert.ok(resource);
    const jobId = await bulk.request('rotate', await bulk.plan('rotate', resources));
    return { jobId, resource, resources, device, platform: at.platform_id };
  }

  const jobRef = (jobId: number, round = 1) =>
    ({ organizationId: 1, jobId, operation: 'bulk_rotate', correlationId: 'evt_test', round }) as const;

  const itemRef = (jobId: number, resourceId: number, round = 1) =>
    ({ organizationId: 1, jobId, resourceId, operation: 'rotate', correlationId: 'evt_test', round }) as const;

  const itemOf = async (jobId: number, resourceId: number) =>
    (await bulk.items(jobId)).find(({ resource_id }) => resource_id === resourceId);

  const beginAlone = (jobId: number, resourceId: number, round = 1): Promise<BeginResult> =>
    taken(begin(dependencies), itemRef(jobId, resourceId, round));

  async function begun(count: number, platform: Partial<PlatformDocument> = {}) {
    const made = await planned(count, platform);
    assert.equal((await taken(beginBulk(dependencies), jobRef(made.jobId))).state, 'ready');
    return made;
  }

  /** As a batch leaves an item when it hands it on. */
  async function handOn(jobId: number, resource: number): Promise<void> {
    const fields = { status: 'running', started_at: new Date(), 'bulk.wave': 1, 'bulk.batch': 1, 'bulk.handed': 1 };
    await estate.store.models.jobItems.updateOne({ job_id: jobId, resource_id: resource }, { $set: fields });
  }

  /** What a batch finds out about the items of a job before it begins with any; `job` as it was read before. */
  async function sorted(job: BulkJob): Promise<SortedItems> {
    const { store } = estate;
    const leases = await BatchLeases.begin(store, { jobId: job._id, wave: 1, batch: 1 });
    const batch: Batch = { dependencies, job, operation: 'rotate', leases, halt: new AbortController() };
    return sortItems(batch, await openItems(job._id));
  }

  const openItems = async (jobId: number) =>
    (await bulk.items(jobId)).flatMap((item) => (item.bulk ? [{ ...item, bulk: item.bulk }] : []));

  const loaded = (jobId: number) => loadBulkJob(estate.store, { jobId, organizationId: 1 });

  /** The policy wants consent, which was given and taken back. */
  async function revokedConsent(jobId: number, resource: number): Promise<void> {
    const { store } = estate;
    const times = { expires_after_minutes: 60, escalation: null };
    const rule = { quorum: 1, approver_group_ids: [1], distinct_groups: false, ...times };
    await bindPolicy(store, { approvals: { bulk_rotate: rule } }, { type: 'resource', id: resource });
    const approvals = store.connection.getClient().db().collection<{ _id: number }>('approvals');
    const revoked = { job_id: jobId, organization_id: 1, kind: 'consent', status: 'revoked', decisions: [] };
    await approvals.insertOne({ _id: jobId, ...revoked });
    await store.models.jobs.updateOne({ _id: jobId }, { $set: { approval_id: jobId } });
  }

  /** A batch has stored candidate and intent of each, and its worker is gone: nobody knows whether they were sent. */
  async function leaveInDoubt(jobId: number, device: number): Promise<void> {
    const { store } = estate;
    const job = await loaded(jobId);
    const leases = await BatchLeases.begin(store, { jobId, wave: 1, batch: 1 });
    await leases.takeSlots({ device }, 8, 1);
    const batch: Batch = { dependencies, job, operation: 'rotate', leases, halt: new AbortController() };
    const items = await openItems(jobId);
    const ids = items.map(({ resource_id }) => resource_id);
    const facts = await loadManagedBatch(store, new PolicyBooks(store), 1, ids);
    const known = items.flatMap((item) => {
      const own = facts.get(item.resource_id);
      return own ? [{ item, facts: own, closesAt: null, policy: null }] : [];
    });
    assert.equal((await prepare(batch, known)).items.length, items.length);
  }

  async function takeOver(resource: number): Promise<void> {
    const held = { job_id: OTHER_JOB, holder: null, expires_at: IN_TEN_MINUTES() };
    await estate.store.models.leases.updateOne({ _id: resource }, { $set: held, $inc: { token: 1 } }, { upsert: true });
  }

  const recordsOf = async (jobId: number, operation: string) =>
    estate.store.models.auditRecords.find({ job_id: jobId, operation }).sort({ _id: 1 }).lean();

  describe('that has no turn', () => {
    const withoutTurn = { leaseToken: null, credentialId: 0, move: 'none', proven: false, step: 'finish' } as const;
    const sent = { status: 'unknown', code: 'resource_busy', effect: 'unknown', message: 'in doubt' } as const;

    it('says whether something was sent before', async () => {
      const { jobId, resource, device } = await begun(1);
      await takeOver(resource);
      assert.deepEqual(await beginAlone(jobId, resource), {
        state: 'busy',
        reason: 'another job works on the resource',
        isSent: false,
      });
      await estate.store.models.leases.updateOne({ _id: resource }, { $set: { job_id: null } });
      await leaveInDoubt(jobId, device);
      await takeOver(resource);
      const answer = await beginAlone(jobId, resource, 2);
      assert.equal(answer.state === 'busy' && answer.isSent, true);
    });

    it('leaves item and resource unknown where it was, and nobody has settled it since', async () => {
      const { jobId, resource, device } = await begun(1);
      await leaveInDoubt(jobId, device);
      await takeOver(resource);
      await taken(conclude(dependencies), { ...itemRef(jobId, resource), ...withoutTurn, outcome: sent });
      const { status, status_detail } = (await estate.store.models.resources.findById(resource).lean()) ?? {};
      assert.deepEqual([status, status_detail], ['unknown', 'in doubt']);
      const item = await itemOf(jobId, resource);
      assert.deepEqual([item?.status, item?.effect], ['unknown', 'unknown']);
      assert.deepEqual(
        (await recordsOf(jobId, 'rotate.apply')).map((record) => record.status),
        ['intended', 'unknown'],
      );
    });

    it('says nothing of the resource where another job has settled it', async () => {
      const { jobId, resource, device } = await begun(1);
      await leaveInDoubt(jobId, device);
      await takeOver(resource);
      const { credentialVersions, credentials, resources } = estate.store.models;
      const credential = await credentials.findOne({ resource_id: resource }).lean();
      const pending = { credential_id: credential?._id ?? 0, state: 'pending' } as const;
      await credentialVersions.updateOne(pending, { $set: { state: 'retired' } });
      await taken(conclude(dependencies), { ...itemRef(jobId, resource), ...withoutTurn, outcome: sent });
      assert.equal((await resources.findById(resource).lean())?.status, 'verified');
      assert.equal((await itemOf(jobId, resource))?.status, 'unknown');
    });
  });

  describe('whose consent is taken back', () => {
    it('is left alone where the job is to stop, also by a batch that has not heard of it', async () => {
      const { jobId, resource } = await begun(1);
      const before = await loaded(jobId);
      await revokedConsent(jobId, resource);
      await estate.store.models.jobs.updateOne({ _id: jobId }, { $set: { cancel_requested: true } });
      const { results } = await sorted({ ...before, approval_id: jobId });
      assert.deepEqual(
        results.map(({ kind }) => kind),
        ['deferred'],
      );
    });

    it('fails where the job goes on all the same', async () => {
      const { jobId, resource } = await begun(1);
      await revokedConsent(jobId, resource);
      const { results } = await sorted(await loaded(jobId));
      const [result] = results;
      assert.ok(result?.kind === 'refused');
      assert.deepEqual(
        [result.code, result.message],
        ['policy_refused', 'the consent that the policy wants is revoked'],
      );
    });
  });

  describe('that somebody has asked for who has left', () => {
    const LEFT = 'whoever has asked for the job is not active any more';

    async function askedBy(jobId: number, actor: 'user' | 'application' | 'system'): Promise<void> {
      const database = estate.store.connection.getClient().db();
      const left = { _id: jobId, status: 'inactive', public_id: `left_${jobId}`, name: `left ${jobId}` };
      if (actor !== 'system') await database.collection<{ _id: number }>(`${actor}s`).insertOne(left);
      const fields = { 'actor.type': actor, 'actor.id': actor === 'system' ? null : jobId };
      await estate.store.models.jobs.updateOne({ _id: jobId }, { $set: fields });
    }

    for (const actor of ['user', 'application'] as const) {
      it(`is not begun: ${actor}`, async () => {
        const { jobId, resources } = await begun(2);
        await askedBy(jobId, actor);
        const { results, together } = await sorted(await loaded(jobId));
        assert.equal(together.length, 0);
        assert.deepEqual(
          results.map((result) => result.kind === 'refused' && [result.code, result.message]),
          resources.map(() => ['policy_refused', LEFT]),
        );
      });
    }

    it('is not begun by an operation of its own', async () => {
      const { jobId, resource } = await begun(1);
      await handOn(jobId, resource);
      await askedBy(jobId, 'user');
      const answer = await beginAlone(jobId, resource);
      assert.ok(answer.state === 'refused');
      assert.equal('message' in answer.outcome && answer.outcome.message, LEFT);
      assert.equal((await recordsOf(jobId, 'rotate.begin'))[0]?.status, 'denied');
    });

    it('goes on where Capstan itself has asked for it, as long as a policy makes it due', async () => {
      const { jobId, resources } = await begun(2);
      await askedBy(jobId, 'system');
      const [due = 0] = resources;
      await bindPolicy(estate.store, { rotation_interval_days: 30 }, { type: 'resource', id: due });
      const { together, results } = await sorted(await loaded(jobId));
      assert.deepEqual(
        together.map(({ item }) => item.resource_id),
        [due],
      );
      assert.deepEqual(
        results.map((result) => result.kind === 'refused' && [result.code, result.message]),
        [['policy_refused', 'no policy makes it due any more']],
      );
    });
  });

  describe('that somebody has asked for who has lost the right', () => {
    const LOST = 'whoever has asked for the job may not rotate it any more';

    async function askedBy(
      jobId: number,
      type: 'user' | 'application',
      areas: readonly string[] = [],
      operations: readonly string[] | null = null,
    ): Promise<void> {
      const database = estate.store.connection.getClient().db();
      const authorized_resources = areas.map((area) => {
        return {
          areas: [area],
          operations,
          scope_ids: null,
          resource_ids: null,
          addresses: null,
          expires_at: null,
        };
      });
      const names = { public_id: `who_${jobId}`, client_id: `who_${jobId}`, name: `who ${jobId}` };
      const who = { _id: jobId, status: 'active', ...names, authorized_resources };
      await database.collection<{ _id: number }>(`${type}s`).insertOne(who);
      const fields = { 'actor.type': type, 'actor.id': jobId };
      await estate.store.models.jobs.updateOne({ _id: jobId }, { $set: fields });
    }

    const messagesOf = ({ results }: SortedItems) =>
      results.map((result) => result.kind === 'refused' && [result.code, result.message]);

    it('is asked about by scopes and roles that are read again only once the epoch of rights has moved', async () => {
      const { store } = estate;
      await store.models.organizations.updateOne({ _id: 1 }, { $set: { access_epoch: 1 } });
      const first = await accessFrameNow(store, 1);
      assert.equal(await accessFrameNow(store, 1), first);
      const below = { organization_id: 1, name: 'epochs', parent_id: 1, ancestors: [1] };
      const [_id, at] = [104, new Date()];
      const tracked = { created_at: at, updated_at: at, revision: 1, last_event_id: 'evt_test' };
      await store.transaction(async (session) => {
        await store.models.scopes.create([{ _id, ...below, ...tracked }], { session });
        await changeAccess(store, session, 1);
      });
      assert.deepEqual((await accessFrameNow(store, 1)).tree.lineage(_id), [1, _id]);
    });

    it('is not begun, and the others are: each resource is asked about by itself', async () => {
      const { jobId, resources } = await begun(2);
      await askedBy(jobId, 'user');
      const [kept = 0] = resources;
      await grantTo(estate.store, { type: 'user', id: jobId }, 'operator', { scopeId: 1, resourceId: kept });
      const found = await sorted(await loaded(jobId));
      assert.deepEqual(
        found.together.map(({ item }) => item.resource_id),
        [kept],
      );
      assert.deepEqual(messagesOf(found), [['policy_refused', LOST]]);
      const batch = { job: await loaded(jobId), operation: 'rotate' } as Batch;
      assert.deepEqual(
        found.results
          .flatMap((result) => recordsOfResult(batch, result))
          .map(({ entry }) => [entry.status, entry.change]),
        [['denied', LOST]],
      );
    });

    it('is not begun by an operation of its own', async () => {
      const { jobId, resource } = await begun(1);
      await handOn(jobId, resource);
      await askedBy(jobId, 'user');
      const answer = await beginAlone(jobId, resource);
      assert.ok(answer.state === 'refused');
      assert.equal('message' in answer.outcome && answer.outcome.message, LOST);
      const [record] = await recordsOf(jobId, 'rotate.begin');
      assert.deepEqual([record?.status, record?.change], ['denied', LOST]);
    });

    for (const [areas, operations, expected] of [
      [['bulk'], null, []],
      [['bulk'], ['rotateBulk'], []],
      [['bulk'], ['verifyBulk'], [['policy_refused', LOST]]],
      [['resources'], null, [['policy_refused', LOST]]],
    ] as const) {
      it(`goes on only where an application is authorized for such jobs: ${areas}, ${operations}`, async () => {
        const { jobId } = await begun(1);
        await askedBy(jobId, 'application', areas, operations);
        await grantTo(estate.store, { type: 'application', id: jobId }, 'operator', { scopeId: 1, resourceId: null });
        assert.deepEqual(messagesOf(await sorted(await loaded(jobId))), expected);
      });
    }
  });

  describe('whose plan', () => {
    /** An operator asks for the plan of some resource, as an application that is authorized for `area` alone. */
    async function asked(area: string, input: object): Promise<number> {
      const { resources } = await planned(1);
      const jobId = await (await Preflights.over(estate)).request('rotate', { resource_ids: resources });
      const rule = { areas: [area], operations: null, scope_ids: null, resource_ids: null, addresses: null };
      const names = { public_id: `plans_${jobId}`, client_id: `plans_${jobId}`, name: `plans ${jobId}` };
      const who = { _id: jobId, status: 'active', ...names, authorized_resources: [{ ...rule, expires_at: null }] };
      await estate.store.connection.getClient().db().collection<{ _id: number }>('applications').insertOne(who);
      const subject = { type: 'application', id: jobId } as const;
      await grantTo(estate.store, subject, 'operator', { scopeId: 1, resourceId: null });
      const inputs = Object.fromEntries(Object.entries(input).map(([name, value]) => [`input.${name}`, value]));
      const fields = { 'actor.type': 'application', 'actor.id': jobId, ...inputs };
      await estate.store.models.jobs.updateOne({ _id: jobId }, { $set: fields });
      return jobId;
    }

    const planRef = (jobId: number, round = 1) => ({ ...jobRef(jobId, round), operation: 'bulk_preflight' }) as const;

    for (const [area, input] of [
      ['bulk', {}],
      ['ssh-keys', { ssh_key_id: 7 }],
    ] as const) {
      it(`is made only as long as whoever has asked for it may ask, by ${area}`, async () => {
        const jobId = await asked(area, input);
        assert.equal((await taken(beginPreflight(dependencies), planRef(jobId))).state, 'ready');
        await estate.store.models.grants.deleteMany({ subject_type: 'application', subject_id: jobId });
        const lost = { details: ['policy_refused'], message: /may not have the plan made any more/ };
        await assert.rejects(taken(beginPreflight(dependencies), planRef(jobId, 2)), lost);
        const batch = { ...planRef(jobId), first: 1, last: 1 };
        await assert.rejects(taken(preflightBatch(dependencies), batch), lost);
      });
    }
  });

  describe('under a policy', () => {
    it('has on record what the policy said, and why', async () => {
      const { jobId, resource } = await begun(1);
      await handOn(jobId, resource);
      await bindPolicy(estate.store, { max_parallel_per_device: 3 }, { type: 'resource', id: resource });
      assert.equal((await beginAlone(jobId, resource)).state, 'ready');
      const [record, ...others] = await recordsOf(jobId, 'rotate.begin');
      assert.equal(others.length, 0);
      assert.deepEqual(
        [record?.status, record?.target_id, record?.policy?.decision],
        ['succeeded', resource, 'allowed'],
      );
    });

    it('has no record of a decision where there is none', async () => {
      const { jobId, resource } = await begun(1);
      await handOn(jobId, resource);
      assert.equal((await beginAlone(jobId, resource)).state, 'ready');
      assert.equal((await recordsOf(jobId, 'rotate.begin')).length, 0);
    });
  });

  describe('begins with a plan', () => {
    const beginning = (jobId: number) => taken(beginBulk(dependencies), jobRef(jobId));

    async function tampered(jobId: number, resource: number): Promise<void> {
      const plan = (await loaded(jobId)).bulk.plan_id;
      const item = { plan_id: plan, resource_id: resource };
      await estate.store.models.planItems.updateOne(item, { $set: { fingerprint: 'f'.repeat(64) } });
    }

    async function assertDrifted(jobId: number): Promise<void> {
      const job = await bulk.job(jobId);
      assert.deepEqual([job.status, job.result?.['code']], ['failed', 'plan_drifted']);
      assert.match(String(job.result?.['message']), /not the plan that was looked at/);
      assert.deepEqual(await bulk.items(jobId), []);
      const [denied] = await recordsOf(jobId, 'bulk.rotate.begin');
      assert.deepEqual([denied?.status, denied?.code], ['denied', 'plan_drifted']);
      assert.equal(events.filter(({ level }) => level === 'error').length, 1);
      // A repeated attempt, and a workflow that begins anew, find it ended.
      assert.equal((await beginning(jobId)).state, 'over');
    }

    it('whose items are what its digest says', async () => {
      const { jobId, resources } = await planned(3);
      assert.equal((await beginning(jobId)).state, 'ready');
      assert.equal((await bulk.items(jobId)).length, resources.length);
      assert.equal((await bulk.job(jobId)).bulk?.counts.queued, resources.length);
    });

    it('and with nothing where they are not what people have consented to', async () => {
      const { jobId, resource } = await planned(3);
      await tampered(jobId, resource);
      assert.equal((await beginning(jobId)).state, 'over');
      await assertDrifted(jobId);
    });

    it('and does again what is left of that alone, as the plan has it', async () => {
      const { jobId, resources } = await begun(3);
      const { jobItems, jobs } = estate.store.models;
      const [done, left] = resources;
      assert.ok(done && left);
      const ended = { ended_at: new Date() };
      await jobItems.updateMany({ job_id: jobId }, { $set: { status: 'failed', ...ended } });
      await jobItems.updateOne({ job_id: jobId, resource_id: done }, { $set: { status: 'succeeded' } });
      await jobs.updateOne({ _id: jobId }, { $set: { status: 'completed_with_errors', ...ended } });
      const { bulk: state } = await loaded(jobId);
      const retry = () => bulk.request('rotate', state.plan_id, {}, jobId);
      const first = await retry();
      assert.equal((await beginning(first)).state, 'ready');
      const again = (await bulk.items(first)).map(({ resource_id }) => resource_id);
      assert.deepEqual(again.toSorted(), resources.slice(1).toSorted());
      await tampered(jobId, left);
      const second = await retry();
      assert.equal((await beginning(second)).state, 'over');
      await assertDrifted(second);
    });
  });

  describe('on a platform that bounds how many are worked on at once', () => {
    const FULL = '1 resources of the platform are worked on by jobs by a plan, as many as it allows';

    const slotsOf = (platform: number) => estate.store.models.leases.find({ device_id: -platform }).lean();

    async function handedOn(count: number) {
      const made = await begun(count, { max_parallel: 1 });
      for (const resource of made.resources) await handOn(made.jobId, resource);
      const [first, second] = made.resources;
      assert.ok(first && second);
      return { ...made, first, second };
    }

    async function finish(jobId: number, resource: number, answer: BeginResult): Promise<void> {
      assert.ok(answer.state === 'ready');
      const { leaseToken, credentialId } = answer;
      const outcome = { status: 'succeeded', effect: 'applied', note: null } as const;
      const end = { leaseToken, credentialId, move: 'none', proven: true, step: 'finish', outcome } as const;
      await taken(conclude(dependencies), { ...itemRef(jobId, resource), ...end });
    }

    it('waits until another one is through', async () => {
      const { jobId, first, second } = await handedOn(2);
      const ready = await beginAlone(jobId, first);
      const waits = await beginAlone(jobId, second);
      assert.deepEqual(waits, { state: 'busy', reason: FULL, isSent: false });
      await finish(jobId, first, ready);
      assert.equal((await beginAlone(jobId, second, 2)).state, 'ready');
    });

    it('counts against batches too, for as long as it holds its lease', async () => {
      const { jobId, first, platform } = await handedOn(2);
      const answer = await beginAlone(jobId, first);
      assert.ok(answer.state === 'ready');
      const soon = new Date(Date.now() + 1_000);
      await estate.store.models.leases.updateMany({ device_id: -platform }, { $set: { expires_at: soon } });
      await assertLease(estate.store, { resourceId: first, jobId, token: answer.leaseToken });
      const [slot] = await slotsOf(platform);
      assert.ok(slot && slot.expires_at.getTime() > Date.now() + 60_000);
      const batch = await BatchLeases.begin(estate.store, { jobId, wave: 1, batch: 1 });
      assert.equal(await batch.takeSlots({ platform }, 1, 1), 0);
      await finish(jobId, first, answer);
      assert.equal(await batch.takeSlots({ platform }, 1, 1), 1);
    });

    it('takes the same place when it begins anew, and gives it back where the resource is busy or the job stands still', async () => {
      const { jobId, first, second, platform } = await handedOn(2);
      await beginAlone(jobId, first);
      assert.equal((await beginAlone(jobId, first, 2)).state, 'ready');
      await takeOver(first);
      assert.equal((await beginAlone(jobId, first, 3)).state, 'busy');
      assert.deepEqual(await slotsOf(platform), []);
      await beginAlone(jobId, second);
      assert.equal((await slotsOf(platform)).length, 1);
      await estate.store.models.jobs.updateOne({ _id: jobId }, { $set: { 'bulk.pause_requested': true } });
      assert.equal((await beginAlone(jobId, second, 2)).state, 'over');
      assert.deepEqual(await slotsOf(platform), []);
    });

    it('comes again later rather than fail for having waited long', async () => {
      const { jobId, first, second } = await handedOn(2);
      await beginAlone(jobId, first);
      assert.equal((await beginAlone(jobId, second, 90)).state, 'over');
      const item = await itemOf(jobId, second);
      assert.equal(item?.status, 'queued');
      assert.ok(item?.bulk?.not_before && item.bulk.not_before > new Date());
    });

    it('does not wait for a place with what was sent before', async () => {
      const { jobId, first, second, device } = await handedOn(2);
      await leaveInDoubt(jobId, device);
      await estate.store.models.leases.updateMany({ _id: { $in: [first, second] } }, { $set: { job_id: null } });
      for (const resource of [first, second]) assert.equal((await beginAlone(jobId, resource)).state, 'ready');
    });
  });
});
