/** Plans against a real PostgreSQL: each says exactly what stands against each resource, and nothing was changed for it. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { requestDueRotations } from '../../api/dispatch/due-rotations.ts';
import { Secret } from '../../domain/secret.ts';
import { freshJob } from '../../store/fresh-job.ts';
import { HeldSlots } from '../../store/held-slots.ts';
import type { PlanItemDocument } from '../../store/models/plan.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { silentLogger } from '../support/ledger.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { bindPolicy, type EndedPreflight, Preflights } from '../support/preflights.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { until } from '../support/until.ts';

const WRONG = new Secret('changed by somebody else');
const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' });
const LEASED_BY = 77_777;
const CHECK_OUT = 88_888;
const CHECKED_OUT_UNTIL = new Date(Date.now() + 3_600_000);
/** Two batches. */
const ROLES = 300;

describe('a preflight', () => {
  let engines: Engines;
  let estate: Estate;
  let preflights: Preflights;
  let target: PostgresTarget;
  let worker: RoleProcess;

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    estate = await Estate.open(engines);
    preflights = await Preflights.over(estate);
    worker = await startWorker();
  });

  after(async () => {
    await worker.stop();
    await estate.close();
    await Promise.all([engines.stop(), target.stop()]);
  });

  async function startWorker(): Promise<RoleProcess> {
    const started = startRole('worker/main.ts', environmentOf(engines));
    await started.printed('Worker is ready');
    return started;
  }

  type Place = Awaited<ReturnType<PostgresTarget['register']>>;

  /** @param known what is stored of it; default: the password that it has. */
  async function role(at: Place, known?: Secret): Promise<{ resource: number; username: string }> {
    const { username, password } = await target.addRole();
    const fields = { device_id: at.device, platform_id: at.platform, type: 'postgres_role', username } as const;
    return { resource: await estate.addResource(fields, { kind: 'password', secret: known ?? password }), username };
  }

  async function failuresAtServer(username: string): Promise<number> {
    return (await target.log()).split(`password authentication failed for user "${username}"`).length - 1;
  }

  async function failuresAtGuard(resource: number): Promise<number> {
    const credential = await estate.store.models.credentials.findOne({ resource_id: resource }).lean();
    assert.deepEqual(credential?.open_logins ?? [], [], 'no login stands open');
    return credential?.failed_logins.length ?? -1;
  }

  /** By resource: they grow with each holder, and stay when it goes. */
  async function leaseTokens(): Promise<ReadonlyMap<number, number>> {
    const leases = await estate.store.models.leases.find({}, { token: 1 }).sort({ _id: 1 }).lean();
    return new Map(leases.map(({ _id, token }) => [_id, token]));
  }

  const setDevice = (_id: number, fields: object) => estate.store.models.devices.updateOne({ _id }, { $set: fields });
  const setResource = (_id: number, fields: object) =>
    estate.store.models.resources.updateOne({ _id }, { $set: fields });
  const setCredential = (resource_id: number, fields: object) =>
    estate.store.models.credentials.updateOne({ resource_id }, { $set: fields });

  const actor = {
    type: 'user',
    id: 1,
    name: 'ann',
    organization_id: 1,
    authentication: 'basic',
    address: null,
  } as const;

  /** A job that gives somebody access: only what is looked at is as it would be. */
  async function jobOf(operation: 'connect' | 'checkout', resourceId: number): Promise<number> {
    const { models } = estate.store;
    const jobId = await estate.store.nextId('job');
    const known = { actor, reason: null, ticketId: null, correlationId: 'test', traceId: null, now: new Date() };
    const of = { organizationId: 1, scopeId: 1, resourceId, resourceCount: 1, input: {}, eventId: 'evt_test' };
    const job = freshJob({ jobId, operation, ...of, ...known });
    await models.jobs.create({ ...job, status: 'running', started_at: new Date() });
    const about = { organization_id: 1, resource_id: resourceId, job_id: jobId };
    await models.jobItems.create({ _id: `${jobId}:${resourceId}`, ...about, status: 'running' });
    return jobId;
  }

  async function checkOut(resource_id: number): Promise<void> {
    const { models } = estate.store;
    const credential = await models.credentials.findOne({ resource_id }, { _id: 1 }).lean();
    assert.ok(credential);
    await models.custodies.create({
      _id: CHECK_OUT,
      organization_id: 1,
      scope_id: 1,
      resource_id,
      credential_id: credential._id,
      job_id: await jobOf('checkout', resource_id),
      holder: actor,
      exclusive: true,
      minutes: 60,
      status: 'held',
      expires_at: CHECKED_OUT_UNTIL,
      correlation_id: 'test',
      ...tracked(),
    });
    await setCredential(resource_id, { custody: { holders: [CHECK_OUT], exclusive: true, turning_due: false } });
  }

  /** Somebody works there. */
  async function workIn(resource_id: number): Promise<void> {
    await estate.store.models.connectSessions.create({
      _id: 'acs_01HX0000000000000000000000',
      organization_id: 1,
      resource_id,
      job_id: await jobOf('connect', resource_id),
      scope_id: 1,
      credential_id: 1,
      requester: actor,
      protocol: 'postgres',
      mode: 'native_client',
      minutes: 60,
      status: 'active',
      correlation_id: 'test',
      ...tracked(),
    });
  }

  /** `verdict: check code, check code`, of what is not simply passed or skipped. */
  function inWords({ verdict, findings }: PlanItemDocument): string {
    const told = findings.filter(({ outcome, code }) => outcome !== 'skipped' && code !== null);
    return `${verdict}: ${told.map(({ check, code, outcome }) => `${check} ${outcome} ${code}`).join(', ')}`;
  }

  /** As docs and code say it, and with neither of them. */
  function digestByHand({ plan, items }: EndedPreflight): string {
    const { organization_id, operation, scope_id } = plan;
    const lines = [
      `{"operation":"${operation}","organization_id":${organization_id},"plan_id":${plan._id},"scope_id":${scope_id}}`,
      ...items.map(({ fingerprint, resource_id, verdict }) => {
        const said = fingerprint === null ? 'null' : `"${fingerprint}"`;
        return `{"fingerprint":${said},"resource_id":${resource_id},"verdict":"${verdict}"}`;
      }),
    ];
    return createHash('sha256')
      .update(lines.map((line) => `${line}\n`).join(''))
      .digest('hex');
  }

  it('says of each resource what would fail, logs in no oftener than it says, and changes nothing', async () => {
    const mended = await target.register(estate, { reconcile: true });
    const expected = new Map<number, string>();
    const expect = async (made: Promise<{ resource: number }>, words: string) => {
      const { resource } = await made;
      expected.set(resource, words);
      return resource;
    };

    await expect(role(mended), 'ready: ');
    const wrong = await role(mended, WRONG);
    expected.set(wrong.resource, 'blocked: login failed credential_invalid');
    const nologin = await role(mended);
    expected.set(nologin.resource, 'blocked: login failed account_locked_out');
    await target.sql(`ALTER ROLE ${nologin.username} NOLOGIN`);

    const away = await target.register(estate, { port: 1 });
    await expect(
      role(away),
      'blocked: reachable failed unreachable, reconcile_account warned reconcile_account_missing',
    );
    const untrusted = await target.register(estate);
    await setDevice(untrusted.device, { trust: { kind: 'tls', ca_pem: null, server_name: null } });
    await expect(
      role(untrusted),
      'blocked: host_identity failed tls_untrusted, reconcile_account warned reconcile_account_missing',
    );

    const inactive = await expect(role(mended), 'blocked: active failed resource_inactive');
    await setResource(inactive, { status: 'inactive' });
    const bare = await expect(role(mended), 'blocked: credential failed credential_missing');
    await setCredential(bare, { status: 'inactive' });

    const rules = {
      length: 4,
      min_lowercase: 2,
      min_uppercase: 2,
      min_digits: 2,
      min_symbols: 0,
      symbols: '',
      excluded: '',
    };
    const platform = await estate.addPlatform({
      connector: 'postgres',
      settings: { database: 'postgres' },
      password_rules: rules,
    });
    await expect(role({ ...mended, platform }), 'blocked: password_rules failed password_rules_contradict');

    const tired = await role(mended, WRONG);
    expected.set(tired.resource, 'blocked: lockout_headroom failed lockout_guard');
    await setCredential(tired.resource, { failed_logins: Array.from({ length: 19 }, () => new Date()) });

    const frozen = await expect(role(mended), 'warned: window warned window_closed');
    await estate.freeze(frozen);
    await estate.store.models.organizations.updateOne({ _id: 1 }, { $inc: { policy_epoch: 1 } });

    const leased = await expect(role(mended, WRONG), 'warned: conflicts warned resource_busy');
    const inAnHour = new Date(Date.now() + 3_600_000);
    const lease = { token: 1, job_id: LEASED_BY, device_id: null, slot: null, expires_at: inAnHour };
    await estate.store.models.leases.create({ _id: leased, ...lease });
    const queued = await expect(role(mended, WRONG), 'warned: conflicts warned resource_busy');
    const item = { organization_id: 1, job_id: LEASED_BY, resource_id: queued, status: 'queued' } as const;
    await estate.store.models.jobItems.create({ _id: `${LEASED_BY}:${queued}`, ...item });

    const worked = await expect(role(mended), 'warned: conflicts warned in_session');
    await workIn(worked);
    const held = await expect(role(mended), 'warned: conflicts warned checked_out');
    await checkOut(held);

    const wordless = await expect(role(mended), 'warned: policy warned reason_required');
    await bindPolicy(estate.store, { reason_required: true }, { type: 'resource', id: wordless });

    // Its wrong password is not found out: a login would be the verification that needs consent.
    const shielded = await role(mended, WRONG);
    expected.set(shielded.resource, 'ready: ');
    const consent = { quorum: 1, approver_group_ids: [1], distinct_groups: false, expires_after_minutes: 60 };
    const approvals = { verify: { ...consent, escalation: null } };
    await bindPolicy(estate.store, { approvals }, { type: 'resource', id: shielded.resource });

    const alone = await target.register(estate);
    await expect(role(alone), 'warned: reconcile_account warned reconcile_account_missing');
    const needy = await target.register(estate, { changeBy: 'reconcile_account' });
    await expect(role(needy), 'blocked: reconcile_account failed reconcile_account_missing');
    // Nobody needs to know the password of what the reconcile account sets.
    const helped = await target.register(estate, { changeBy: 'reconcile_account', reconcile: true });
    await expect(role(helped, WRONG), 'warned: login warned credential_invalid');

    const refused = await target.register(estate, { changeBy: 'reconcile_account' });
    const account = await role(refused, WRONG);
    await setDevice(refused.device, { reconcile_resource_id: account.resource });
    for (let count = 0; count < 3; count += 1) {
      await expect(role(refused), 'blocked: reconcile_account failed reconcile_account_refused');
    }
    const kept = await target.register(estate, { changeBy: 'reconcile_account' });
    const keeper = await role(kept);
    await target.sql(`ALTER ROLE ${keeper.username} CREATEROLE`);
    await setDevice(kept.device, { reconcile_resource_id: keeper.resource });
    const granted = await role(kept);
    expected.set(granted.resource, 'ready: ');
    await target.sql(`GRANT ${granted.username} TO ${keeper.username} WITH ADMIN OPTION`);
    await expect(role(kept), 'blocked: reconcile_account failed access_denied');
    const root = await estate.store.models.resources.findOne({ device_id: mended.device, username: 'postgres' }).lean();
    assert.ok(root);
    expected.set(
      root._id,
      'warned: reconcile_account warned reconcile_account_missing, dependents warned has_dependents',
    );
    const gone = 999_999;
    expected.set(gone, 'blocked: active failed not_found');

    const [before, tokens] = [await target.roles(), await leaseTokens()];
    const versions = await estate.store.models.credentialVersions.find().sort({ _id: 1 }).lean();
    const ended = await preflights.run('rotate', { resource_ids: [...expected.keys()] });
    assert.deepEqual(await target.roles(), before, 'the target is as it was');
    assert.deepEqual(await estate.store.models.credentialVersions.find().sort({ _id: 1 }).lean(), versions);

    assert.equal(ended.job.status, 'succeeded', JSON.stringify(ended.job.result));
    const found = new Map(ended.items.map((one) => [one.resource_id, inWords(one)]));
    assert.deepEqual(found, new Map(ended.items.map(({ resource_id }) => [resource_id, expected.get(resource_id)])));
    assert.equal(ended.items.length, expected.size);

    assert.deepEqual([await failuresAtServer(wrong.username), await failuresAtGuard(wrong.resource)], [1, 1]);
    assert.deepEqual([await failuresAtServer(tired.username), await failuresAtGuard(tired.resource)], [0, 19]);
    assert.deepEqual([await failuresAtServer(account.username), await failuresAtGuard(account.resource)], [1, 1]);
    for (const resource of [leased, queued, shielded.resource]) assert.equal(await failuresAtGuard(resource), 0);
    await target.untilGone(keeper.username);
    assert.deepEqual(await leaseTokens(), tokens, 'no lease was taken, not even one that was given back');

    const words = [...expected.values()];
    const count = (verdict: string) => words.filter((one) => one.startsWith(verdict)).length;
    const counts = { pending: 0, ready: count('ready'), warned: count('warned'), blocked: count('blocked') };
    assert.deepEqual(ended.plan.counts, counts);
    assert.equal(ended.plan.status, 'ready');
    assert.equal(ended.plan.digest, digestByHand(ended));
    assert.deepEqual(ended.job.result, { plan_id: ended.plan._id, digest: ended.plan.digest, counts });
    assert.deepEqual(ended.job.progress, { done: expected.size, total: expected.size });
    const records = await estate.store.models.auditRecords.find({ job_id: ended.job._id }).lean();
    assert.deepEqual(
      records.map(({ operation, status }) => `${operation} ${status}`),
      ['bulk.preflight.begin succeeded', 'bulk.preflight succeeded'],
    );
    const steps = await estate.store.models.jobSteps.find({ job_id: ended.job._id }).sort({ started_at: 1 }).lean();
    assert.deepEqual(
      steps.map(({ step, resource_id, outcome }) => `${step} ${resource_id} ${outcome}`),
      ['begin null succeeded', 'work null succeeded', 'finish null succeeded'],
    );
  });

  it('chooses by scope and conditions, takes devices in turns, and keeps what policies say of the whole', async () => {
    const [scope, other] = [101, 102];
    for (const _id of [scope, other]) {
      const fields = { organization_id: 1, name: `scope ${_id}`, parent_id: 1, ancestors: [1], ...tracked() };
      await estate.store.models.scopes.create({ _id, ...fields });
    }
    const devices = [await target.register(estate), await target.register(estate)];
    const [one, two] = devices as [Place, Place];
    const made: number[] = [];
    for (const at of [one, one, one, two]) {
      const { resource } = await role(at);
      made.push(resource);
      await setResource(resource, { scope_id: scope });
    }
    const elsewhere = await role(one);
    await setResource(elsewhere.resource, { scope_id: other });
    const [first, second, third, fourth] = made as [number, number, number, number];
    await setResource(third, { rotated_at: new Date() });
    const rule = {
      quorum: 2,
      approver_group_ids: [],
      distinct_groups: false,
      expires_after_minutes: 60,
      escalation: null,
    };
    const binding = await bindPolicy(
      estate.store,
      {
        approvals: { bulk_rotate: rule },
        canary: { count: 1, percent: 50 },
        failure_budget: { count: 10, percent: null, wave_percent: 12, per_device: 3 },
      },
      { type: 'scope', id: scope },
    );
    await bindPolicy(
      estate.store,
      { failure_budget: { count: 2, percent: 10, wave_percent: 8, per_device: 5 } },
      { type: 'resource', id: first },
    );

    const all = await preflights.run('rotate', { scope_id: scope });
    assert.deepEqual(
      all.items.map(({ resource_id }) => resource_id),
      [first, fourth, second, third],
    );
    assert.ok(all.items.every(({ findings }) => findings.find(({ code }) => code === 'needs_approval')));
    assert.deepEqual(all.plan.limits, {
      canary: 2,
      failure_budget: { count: 2, percent: 10, wave_percent: 8, per_device: 3 },
      approvals: [{ rule, policy_id: binding, version: 1, binding_id: binding, resources: 4 }],
    });
    assert.ok(all.plan.estimated_seconds !== null && all.plan.estimated_seconds >= 1);

    const longAgo = {
      scope_id: scope,
      device_id: one.device,
      rotated_before: new Date(Date.now() - 60_000).toISOString(),
    };
    const some = await preflights.run('verify', longAgo, { max_parallel_per_device: 2 });
    assert.deepEqual(
      some.items.map(({ measured }) => measured?.parallel),
      [2, 2],
      'the estimate counts with the options of the plan',
    );
    assert.deepEqual(
      some.items.map(({ resource_id }) => resource_id),
      [first, second],
    );
    assert.deepEqual(some.plan.counts, { pending: 0, ready: 2, warned: 0, blocked: 0 });
    assert.deepEqual((await preflights.run('verify', { scope_id: scope, status: 'locked_out' })).plan.counts, {
      pending: 0,
      ready: 0,
      warned: 0,
      blocked: 0,
    });
  });

  it('does not ask a device again and again that is silent, and says so', async () => {
    const away = await target.register(estate, { port: 1, platform: { max_parallel_per_device: 1 } });
    const roles = await preflights.bulk.addRoles(target, 10, away);
    const { items } = await preflights.run('verify', { resource_ids: roles.map(({ resource }) => resource) });
    const details = items.map(({ findings }) => findings.find(({ check }) => check === 'reachable')?.detail ?? '');
    assert.ok(items.every((item) => inWords(item) === 'blocked: reachable failed unreachable'));
    const untried = details.filter((detail) => /^not tried: the device gave no answer to the 3 logins/.test(detail));
    assert.equal(untried.length, 7);
  });

  it('keeps to what a device bears together with others, and single operations go before them', async () => {
    const { store } = estate;
    const proxy = await startCuttingProxy(target.server.port);
    try {
      const at = await target.register(estate, { port: proxy.port, platform: { max_parallel_per_device: 1 } });
      const roles = await preflights.bulk.addRoles(target, 41, at);
      const [single, ...others] = roles.map(({ resource }) => resource) as [number, ...number[]];
      const halves = [others.slice(0, 20), others.slice(20)];
      // Another job has the one place until all of them wait for it.
      const held = new HeldSlots(store, LEASED_BY, 'a test');
      assert.equal(await held.take({ device: at.device }, 1, 1), 1);
      const verification = await estate.request('verify', single);
      const { placeWaits, jobSteps, leases } = store.models;
      await until(
        'the single one to wait',
        async () => (await placeWaits.exists({ device_id: at.device })) ?? undefined,
      );
      const asked = await Promise.all(
        halves.map((resource_ids) => preflights.request('verify', { resource_ids }, { max_parallel_per_device: 5 })),
      );
      for (const job_id of asked) {
        const looking = { job_id, step: 'work' } as const;
        await until('the preflight to look', async () => (await jobSteps.exists(looking)) ?? undefined);
      }
      await held.leave();
      const { job } = await estate.ended(verification, 60_000);
      const ended = await Promise.all(asked.map((jobId) => preflights.ended(jobId)));
      assert.equal(job.status, 'succeeded');
      for (const { plan, job: look } of ended) {
        assert.deepEqual(plan.counts, { pending: 0, ready: 20, warned: 0, blocked: 0 });
        assert.ok((job.ended_at ?? 0) < (look.ended_at ?? 0), 'the single one went first');
      }
      assert.equal(proxy.mostAtOnce(), 1);
      assert.equal(await leases.countDocuments({ device_id: at.device, slot: { $ne: null } }), 0);
    } finally {
      await proxy.close();
    }
  });

  it('waits for logins of others that stand open with an account: they do not mean that it is refused', async () => {
    const at = await target.register(estate, { reconcile: true, changeBy: 'reconcile_account' });
    const { resource } = await role(at);
    const account = (await estate.store.models.devices.findById(at.device).lean())?.reconcile_resource_id ?? -1;
    const open_logins = Array.from({ length: 20 }, (_, count) => ({ id: `of a job ${count}`, at: new Date() }));
    await setCredential(account, { open_logins });
    // Gone once the role itself has logged in: then the preflight has seen what stands open, and waits for the account alone.
    await setCredential(resource, { failed_logins: [new Date()] });
    const asked = await preflights.request('rotate', { resource_ids: [resource, account] });
    await until('the role to have logged in', async () => {
      const { credentials } = estate.store.models;
      return (await credentials.exists({ resource_id: resource, failed_logins: [] })) !== null || undefined;
    });
    await setCredential(account, { open_logins: [] });
    const { items } = await preflights.ended(asked);
    assert.deepEqual(
      new Map(items.map((item) => [item.resource_id, inWords(item)])),
      new Map([
        [resource, 'ready: '],
        [account, 'blocked: reconcile_account failed reconcile_account_missing, dependents warned has_dependents'],
      ]),
    );
  });

  it('comes to the same plan where its worker is killed in the middle, and stops where somebody asks for it', async () => {
    const at = await target.register(estate, { reconcile: true });
    const roles = await preflights.bulk.addRoles(target, ROLES, at);
    const resource_ids = roles.map(({ resource }) => resource);

    const whole = await preflights.run('rotate', { resource_ids });
    assert.deepEqual(whole.plan.counts, { pending: 0, ready: ROLES, warned: 0, blocked: 0 });

    const cut = await preflights.request('rotate', { resource_ids });
    await preflights.planThat('is half made', cut, ({ counts }) => counts.ready >= 100);
    await worker.kill();
    const { counts } = await preflights.planOf(cut);
    assert.ok(counts.pending > 0, 'it was killed in the middle');
    worker = await startWorker();
    const again = await preflights.ended(cut, 90_000);
    assert.equal(again.plan.digest, digestByHand(again));
    const said = ({ items }: EndedPreflight) =>
      items.map(({ resource_id, position, verdict, fingerprint }) => ({ resource_id, position, verdict, fingerprint }));
    assert.deepEqual(said(again), said(whole));
    assert.ok(
      (await estate.store.models.jobSteps.find({ job_id: cut }).lean()).every(({ outcome }) => outcome !== 'running'),
      'an interrupted attempt is named as such',
    );

    const stopped = await preflights.request('rotate', { resource_ids });
    await preflights.planThat('is begun', stopped, (plan) => plan.counts.ready > 0);
    await estate.store.models.jobs.updateOne({ _id: stopped }, { $set: { cancel_requested: true } });
    const { job, plan } = await preflights.ended(stopped);
    assert.deepEqual(
      [job.status, plan.status, job.result?.['code'], plan.digest],
      ['canceled', 'canceled', 'canceled', null],
    );
    const record = await estate.store.models.auditRecords
      .findOne({ job_id: stopped, operation: 'bulk.preflight' })
      .lean();
    assert.deepEqual([record?.status, record?.code], ['failed', 'canceled']);
    assert.ok(await until('that no login stands open', async () => noneOpen(resource_ids)));
  });

  it('of rotations that are due by policy is run by itself, asks nobody, and leaves alone what it cannot do', async () => {
    const { store } = estate;
    const scope = 103;
    const fields = { organization_id: 1, name: 'yearly', parent_id: 1, ancestors: [1] };
    await store.models.scopes.create({ _id: scope, ...fields, ...tracked() });
    const rule = {
      quorum: 1,
      approver_group_ids: [],
      distinct_groups: false,
      expires_after_minutes: 60,
      escalation: null,
    };
    const rules = { rotation_interval_days: 365, reason_required: true, approvals: { bulk_rotate: rule } };
    await bindPolicy(store, rules, { type: 'scope', id: scope });
    const at = await target.register(estate, { reconcile: true });
    const [fine, wrong, closed] = [await role(at), await role(at, WRONG), await role(at)];
    await bindPolicy(store, { ticket_required: true }, { type: 'resource', id: closed.resource });
    const longAgo = { scope_id: scope, rotated_at: new Date('2020-01-01T00:00:00Z') };
    for (const { resource } of [fine, wrong, closed]) await setResource(resource, longAgo);

    assert.equal(await requestDueRotations({ store, logger: silentLogger() }), 1);
    const planned = await store.models.jobs.findOne({ operation: 'bulk_preflight', 'actor.type': 'system' }).lean();
    assert.ok(planned);
    await preflights.start(planned._id);
    const ended = await preflights.ended(planned._id);
    assert.deepEqual(
      new Map(ended.items.map((item) => [item.resource_id, inWords(item)])),
      new Map([
        [fine.resource, 'ready: '],
        [wrong.resource, 'blocked: login failed credential_invalid'],
        [closed.resource, 'blocked: policy failed policy_refused'],
      ]),
    );
    assert.deepEqual(ended.plan.limits?.approvals, [], 'the policy that makes them due is the consent');
    const runId = Number(ended.job.result?.['run_job_id']);
    const run = await preflights.bulk.job(runId);
    assert.deepEqual(
      [run.operation, run.status, run.dispatch, run.actor.name, run.reason, run.resource_count, run.bulk?.plan_id],
      ['bulk_rotate', 'queued', 'accepted', 'rotation schedule', ended.job.reason, 1, ended.plan._id],
    );
    const record = await store.models.auditRecords.findById(run.last_event_id).lean();
    assert.deepEqual([record?.operation, record?.status, record?.job_id], ['bulk.rotate', 'intended', runId]);

    await preflights.start(runId);
    const { status } = await preflights.bulk.ended(runId);
    assert.equal(status, 'succeeded', JSON.stringify(await preflights.bulk.items(runId)));
    const current = (await estate.secrets(fine.resource)).find((version) => version.state === 'current');
    assert.ok(current && current.version > 1 && (await target.accepts(fine.username, current.secret)));
    const later = new Date(Date.now() + 20 * 60_000);
    assert.equal(await requestDueRotations({ store, logger: silentLogger(), now: later }), 0);
  });

  async function noneOpen(resources: readonly number[]): Promise<true | undefined> {
    const open = await estate.store.models.credentials.countDocuments({
      resource_id: { $in: resources },
      'open_logins.0': { $exists: true },
    });
    return open === 0 ? true : undefined;
  }
});
