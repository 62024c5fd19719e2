/** Check-outs at their edges: who is shut out when, and what becomes of one when the ground under it moves. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { handOverSecret } from '../../../activities/hand-over/hand-over-secret.ts';
import { findPolicyObjection } from '../../../activities/policy-objection.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { createLogger } from '../../../runtime/logger.ts';
import { promoteCandidate, restorePrevious } from '../../../store/credential-versions.ts';
import { settleTurning } from '../../../store/custody/hold.ts';
import { passCustodyTime } from '../../../store/custody/pass-custody-time.ts';
import type { CredentialVersionDocument } from '../../../store/models/credential.ts';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { loadGoverned } from '../../../store/policy/governed-resource.ts';
import type { Vault } from '../../../store/vault/vault.ts';
import { handOver } from '../../../worker-calls/hand-over.ts';
import type { HandOverInput } from '../../../workflows/contract.ts';
import { type ApiHarness, type CallAnswer, type Caller, startApi } from '../../support/api-harness.ts';
import { Robot } from '../../support/robot.ts';
import { freshName, publishInboxKey, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi({ trustedProxies: ['127.0.0.1'] });
  world = await World.enter(api, api.admin);
  await publishInboxKey(api);
});
after(() => api.close());

const FROM_ELSEWHERE = { 'X-Forwarded-For': '203.0.113.9' };
const FROM_INSIDE = { 'X-Forwarded-For': '10.0.0.9' };

interface Held {
  readonly id: number;
  readonly job_id: number;
  readonly credential_id: number;
  readonly resource_id: number;
}

const ask = (credential_id: number, options: { as?: Caller; headers?: Record<string, string>; body?: object } = {}) =>
  world.call('POST', '/v1/check-outs', { ...options, body: { credential_id, ...options.body } });

async function hold(credentialId: number, as?: Caller): Promise<Held> {
  const answer = await ask(credentialId, as ? { as } : {});
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

const move = (what: 'reveal' | 'release' | 'recall', { id }: Pick<Held, 'id'>, options: object = {}) =>
  world.call('POST', `/v1/check-outs/${id}/${what}`, options);
const codeOf = ({ status, body }: CallAnswer) => (status < 300 ? String(status) : `${status} ${body.code}`);
/** What the workflow does now and then. */
const look = ({ job_id: jobId }: Pick<Held, 'job_id'>) => passCustodyTime(api.store, { organizationId: 1, jobId });

async function stored<Document>(found: Promise<unknown>): Promise<Document> {
  const document = await found;
  assert.ok(document);
  return document as Document;
}
const custodyOf = ({ id }: Pick<Held, 'id'>) =>
  stored<CustodyDocument>(api.store.models.custodies.findById(id).lean().exec());
const jobOf = (id: number | null | undefined) => stored<JobDocument>(api.store.models.jobs.findById(id).lean().exec());
const isToBeTurned = async ({ credential_id }: Held) =>
  (await api.store.models.credentials.findById(credential_id).lean())?.custody?.turning_due;

/** The rotation that has been asked for, which ends as a worker would end it. */
async function endTurning(held: Held, status: JobDocument['status'], code: string | null = null): Promise<void> {
  const { turning } = await custodyOf(held);
  const ended_at = new Date();
  await api.store.models.jobs.updateOne({ _id: turning?.job_id ?? 0 }, { $set: { status, ended_at } });
  await api.store.models.jobItems.updateOne({ job_id: turning?.job_id ?? 0 }, { $set: { status, code, ended_at } });
}

async function addCandidate(credentialId: number, version: number, rotation_id: string): Promise<void> {
  const { credentialVersions } = api.store.models;
  const current = await stored<CredentialVersionDocument>(
    credentialVersions.findOne({ credential_id: credentialId, state: 'current' }).lean().exec(),
  );
  const _id = `${credentialId}:${version}`;
  await credentialVersions.create({ ...current, _id, version, state: 'pending', rotation_id, promoted_at: null });
}

/** Given back, and the rotation asked for. */
async function turningAfter(held: Held): Promise<number | null> {
  assert.equal(codeOf(await move('release', held)), '200');
  await look(held);
  const { turning } = await custodyOf(held);
  assert.equal(turning?.status, 'running');
  return turning?.job_id ?? null;
}

describe('whoever has been shown a secret', () => {
  it('is shut out once an old key is off the target, and not when there is a new one', async () => {
    const held = await hold(await world.openCredential());
    const job = await turningAfter(held);
    await addCandidate(held.credential_id, 2, `job:${job}:${held.resource_id}:1:1`);
    await api.store.transaction((session) =>
      promoteCandidate(api.store, session, held.credential_id, new Date(), true),
    );
    // As the workflow ends it where the old key could not be removed.
    await endTurning(held, 'succeeded');
    await look(held);
    assert.deepEqual([(await custodyOf(held)).turning?.status, await isToBeTurned(held)], ['due', true]);
    assert.equal(codeOf(await ask(held.credential_id)), '409 conflict');

    await settleTurning(api.store, held.credential_id);
    await api.store.models.custodies.updateOne({ _id: held.id }, { $set: { 'turning.next_at': new Date(0) } });
    await look(held);
    assert.equal((await custodyOf(held)).turning?.status, 'succeeded');
  });

  it('is not shut out by handing in the same secret, or another one while it is held', async () => {
    const held = await hold(await world.openCredential());
    const path = `/v1/credentials/${held.credential_id}/secret`;
    const { body } = await move('reveal', held);
    assert.equal(codeOf(await world.call('PUT', path, { body: { secret: 'another one' } })), '409 conflict');
    assert.equal(codeOf(await move('release', held)), '200');
    assert.equal(codeOf(await world.call('PUT', path, { body: { secret: body.secret } })), '200');
    await look(held);
    assert.equal((await custodyOf(held)).turning?.status, 'running', 'it is rotated all the same');
  });

  it('is not let in again by a version that the target has been set back to', async () => {
    const held = await hold(await world.openCredential());
    assert.equal(codeOf(await move('reveal', held)), '200');
    const job = await turningAfter(held);
    await addCandidate(held.credential_id, 2, `job:${job}:${held.resource_id}:1:1`);
    const { store } = api;
    await store.transaction((session) => promoteCandidate(store, session, held.credential_id, new Date(), false));
    assert.equal(await isToBeTurned(held), false);
    await store.transaction((session) => restorePrevious(store, session, held.credential_id, new Date()));
    assert.equal(await isToBeTurned(held), true);
  });

  it('waits in vain for a rotation that people cancel again and again, and nobody else gets it', async () => {
    const held = await hold(await world.openCredential());
    assert.equal(codeOf(await move('release', held)), '200');
    for (let tries = 0; (await custodyOf(held)).turning?.status !== 'failed'; tries += 1) {
      assert.ok(tries < 40, 'it comes to an end');
      const due = { _id: held.id, 'turning.status': 'due' } as const;
      await api.store.models.custodies.updateOne(due, { $set: { 'turning.next_at': new Date(0) } });
      await look(held);
      if ((await custodyOf(held)).turning?.status === 'running') await endTurning(held, 'canceled');
    }
    assert.deepEqual([(await jobOf(held.job_id)).status, await isToBeTurned(held)], ['failed', true]);
    assert.equal(codeOf(await ask(held.credential_id)), '409 conflict');
    const { events } = (await world.call('GET', `/v1/logs/events?kind=access&resource_id=${held.resource_id}`)).body;
    const { turning } = await custodyOf(held);
    assert.deepEqual(
      events.map((event: Record<string, unknown>) => [event['level'], event['code'], event['job_id']]),
      [['error', 'out_of_sync', turning?.job_id]],
      'whoever runs Capstan is told once',
    );
    assert.match(events[0].message, new RegExp(`After check-out ${held.id} .* rotate resource ${held.resource_id}`));
    assert.deepEqual(events[0].attributes, { check_out_id: held.id });
  });
});

describe('a check-out', () => {
  it('shows with its credential, to all who may see that, for as long as it is held', async () => {
    const id = await world.openCredential();
    const shown = async () => (await world.call('GET', `/v1/credentials/${id}`)).body.checked_out;
    assert.equal(await shown(), null);
    const held = await hold(id);
    const { holder, holder_type, holder_id, expires_at } = (await world.call('GET', `/v1/check-outs/${held.id}`)).body;
    const holders = [{ check_out_id: held.id, holder, holder_type, holder_id, expires_at }];
    assert.deepEqual(await shown(), { exclusive: true, count: 1, holders });
    const { credentials } = (await world.call('GET', `/v1/credentials?resource_id=${held.resource_id}`)).body;
    assert.deepEqual(credentials[0].checked_out.holders, holders);
    assert.equal(codeOf(await move('release', held)), '200');
    assert.equal(await shown(), null);
  });

  it('that is shared shows with the first of its holders, and how many there are', async () => {
    const id = await world.openCredential();
    const others = await Promise.all([1, 2].map(() => world.person()));
    for (const { id: subject_id } of others) await world.grant({ subject_id, role: 'requester' });
    const first = (await ask(id, { body: { exclusive: false } })).body;
    for (const as of others) assert.equal(codeOf(await ask(id, { as, body: { exclusive: false } })), '201');
    const { checked_out } = (await world.call('GET', `/v1/credentials/${id}`)).body;
    assert.deepEqual([checked_out.exclusive, checked_out.count, checked_out.holders.length], [false, 3, 3]);
    assert.equal(checked_out.holders[0].check_out_id, first.id);
  });

  it('is found by its job', async () => {
    const [held] = [await hold(await world.openCredential()), await hold(await world.openCredential())];
    const { check_outs } = (await world.call('GET', `/v1/check-outs?job_id=${held.job_id}`)).body;
    assert.deepEqual(
      check_outs.map((one: Held) => one.id),
      [held.id],
    );
  });

  it('goes with its resource to another scope, and so does the right to recall it', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const credential = await world.openCredential({}, { scope_id: from });
    const [before, then] = [await world.person(), await world.person()];
    await world.grant({ subject_id: before.id, role: 'operator', scope_id: from });
    await world.grant({ subject_id: then.id, role: 'operator', scope_id: to });
    const held = await hold(credential);
    const moved = await world.call('PATCH', `/v1/resources/${held.resource_id}`, { body: { scope_id: to } });
    assert.equal(moved.status, 200);
    const body = { reason: 'an incident' };
    assert.equal(codeOf(await move('recall', held, { as: before, body })), '404 not_found');
    assert.equal(codeOf(await move('recall', held, { as: then, body })), '200');
  });

  it('waits while a rotation has sent a candidate, also where that has lost its lease', async () => {
    const credential = await world.openCredential();
    const { resource_id } = (await world.call('GET', `/v1/credentials/${credential}`)).body;
    const { job_id } = (await world.call('POST', `/v1/resources/${resource_id}/rotate`)).body;
    await addCandidate(credential, 2, `job:${job_id}:${resource_id}:1:1`);
    assert.equal(codeOf(await ask(credential)), '409 conflict');
    await world.call('POST', `/v1/jobs/${job_id}/cancel`);
    await hold(credential);
  });

  it('is not begun of what nobody could rotate afterwards, unless it is not to be', async () => {
    const platform_id = await world.platform({ change_by: 'reconcile_account' });
    assert.equal(codeOf(await ask(await world.openCredential({}, { platform_id }))), '409 resource_not_ready');
    await hold(await world.openCredential({ rotate_after_checkout: false }, { platform_id }));
  });

  it('ends when its resource is deactivated', async () => {
    const held = await hold(await world.openCredential());
    assert.equal((await world.call('POST', `/v1/resources/${held.resource_id}/deactivate`)).status, 200);
    assert.equal(codeOf(await move('reveal', held)), '403 policy_refused');
    await look(held);
    assert.equal((await custodyOf(held)).status, 'revoked');
    await look(held);
    const { status } = await jobOf(held.job_id);
    assert.deepEqual([status, await isToBeTurned(held)], ['failed', true], 'somebody has to see to it');
  });

  it('ends when an application is authorized for it no more', async () => {
    const credential = await world.openCredential();
    const areas = ['auth', 'check-outs'];
    const robot = await Robot.make(api, { authorized_resources: [{ areas }] }, 'requester');
    const held = await hold(credential, await robot.token());
    const body = { authorized_resources: [{ areas: ['auth'] }] };
    assert.equal((await world.call('PATCH', `/v1/applications/${robot.id}`, { body })).status, 200);
    await look(held);
    assert.equal((await custodyOf(held)).status, 'revoked');
  });

  it('is shown nowhere that the conditions of its policy forbid, wherever it was asked for', async () => {
    const conditions =
      'forbid(principal, action, resource) unless { context has address && context.address.isInRange(ip("10.0.0.0/8")) };';
    const credential = await world.openCredential({}, {}, { conditions });
    assert.equal(codeOf(await ask(credential, { headers: FROM_ELSEWHERE })), '403 policy_refused');
    const held: Held = (await ask(credential, { headers: FROM_INSIDE })).body;
    assert.equal(codeOf(await move('reveal', held, { headers: FROM_ELSEWHERE })), '403 policy_refused');
    assert.equal(codeOf(await move('reveal', held, { headers: FROM_INSIDE })), '200');
  });

  it('is taken away by those alone who may recall it, by whichever door', async () => {
    const held = await hold(await world.openCredential());
    const person = await world.person();
    const role = await world.role(['job:read', 'job:cancel', 'credential:read']);
    await world.grant({ subject_id: person.id, role });
    assert.equal(codeOf(await world.call('POST', `/v1/jobs/${held.job_id}/cancel`, { as: person })), '403 forbidden');
    await look(held);
    assert.equal((await custodyOf(held)).status, 'held');
  });
});

describe('a check-out that is not held yet', () => {
  async function consented(): Promise<Held & { readonly approval_id: number; readonly as: Caller }> {
    const credential = await world.openCredential({ approvals: { checkout: { quorum: 1 } } });
    const as = await world.person();
    await world.grant({ subject_id: as.id, role: 'requester' });
    const { status, body } = await ask(credential, { as });
    assert.equal(status, 202);
    assert.equal(codeOf(await world.call('POST', `/v1/approvals/${body.approval_id}/approve`)), '200');
    // A job works on it meanwhile.
    const lease = {
      token: 1,
      job_id: 999_999,
      device_id: null,
      slot: null,
      expires_at: new Date(Date.now() + 600_000),
    };
    await api.store.models.leases.updateOne({ _id: body.resource_id }, { $set: lease }, { upsert: true });
    await look(body);
    return { ...body, as };
  }

  it('is revoked where the consent to it is', async () => {
    const asked = await consented();
    const body = { reason: 'a mistake' };
    assert.equal(codeOf(await world.call('POST', `/v1/approvals/${asked.approval_id}/revoke`, { body })), '200');
    await look(asked);
    const { status } = await jobOf(asked.job_id);
    assert.deepEqual([(await custodyOf(asked)).status, status], ['revoked', 'failed']);
  });

  it('may be given up, while people are asked and afterwards', async () => {
    const asked = await consented();
    assert.equal((await move('release', asked, { as: asked.as })).body.status, 'canceled');
    assert.equal((await jobOf(asked.job_id)).status, 'canceled');
    const credential = await world.openCredential({ approvals: { checkout: { quorum: 1 } } });
    const waiting = (await ask(credential)).body;
    assert.equal((await move('release', waiting)).body.status, 'canceled');
    const approval = await world.call('GET', `/v1/approvals/${waiting.approval_id}`);
    assert.equal(approval.body.status, 'canceled');
  });
});

describe('the rotation after a check-out', () => {
  it('begins in no blackout, and waits for the end of it as if it had not been tried', async () => {
    const held = await hold(await world.openCredential());
    const jobId = await turningAfter(held);
    const blackouts = [{ from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' }];
    const binding = { policy_id: await world.policy({ rules: { blackouts } }), target_type: 'resource' };
    await world.policyBinding({ ...binding, target_id: held.resource_id });
    const { resources, devices } = api.store.models;
    const resource = await stored<ResourceDocument>(resources.findById(held.resource_id).lean().exec());
    const device = await stored<DeviceDocument>(devices.findById(resource.device_id).lean().exec());
    const governed = await loadGoverned(api.store, resource);
    const found = await findPolicyObjection({ store: api.store }, await jobOf(jobId), 'rotate', governed, device);
    assert.match(found.objection ?? '', /blackouts/);
    assert.equal(found.policy?.decision, 'refused');
    await endTurning(held, 'failed', 'policy_refused');
    await look(held);
    await look(held);
    const { turning } = await custodyOf(held);
    assert.deepEqual([turning?.status, turning?.attempts], ['due', 0]);
  });
});

describe('a secret that was shown', () => {
  const worker = (vault: Pick<Vault, 'open' | 'seal'>) =>
    handOverSecret({ store: api.store, vault, logger: createLogger({ service: 'worker', level: 'error' }) });

  async function askBy(held: Held, answer: (input: HandOverInput) => ReturnType<ReturnType<typeof worker>>) {
    const { holder } = await custodyOf(held);
    const handOvers = { ask: async (input: HandOverInput) => (await answer(input)).objection };
    const ids = { organizationId: 1, correlationId: freshName('c'), traceId: null };
    return handOver(
      { store: api.store, handOvers, actor: holder, ...ids },
      { purpose: 'reveal_check_out', subjectId: held.id },
    );
  }

  it('reaches whoever has asked, also where the news of it is lost', async () => {
    const held = await hold(await world.openCredential());
    const secret = await askBy(held, async (input) => {
      await worker(api.vault)(input);
      throw new CapstanError('not_ready', 'no worker has answered in time');
    });
    assert.equal(secret.reveal(), 'a password for tests');
  });

  it('is refused where a policy forbids it by now, and the refusal says which for the record', async () => {
    const held = await hold(await world.openCredential());
    const conditions = 'forbid(principal, action == Action::"checkout", resource);';
    const policy_id = await world.policy({ rules: {}, conditions });
    await world.policyBinding({ policy_id, target_type: 'resource', target_id: held.resource_id });
    await assert.rejects(askBy(held, worker(api.vault)), (error: unknown) => {
      assert.ok(error instanceof CapstanError);
      assert.deepEqual(
        [error.code, error.policy?.policy_id, error.policy?.decision],
        ['policy_refused', policy_id, 'refused'],
      );
      return true;
    });
  });

  it('reaches them where a slower attempt finds that it was shown before', async () => {
    const held = await hold(await world.openCredential());
    let [hasBegun, mayGoOn] = [() => {}, () => {}];
    const begun = new Promise<void>((resolve) => {
      hasBegun = resolve;
    });
    const first = new Promise<void>((resolve) => {
      mayGoOn = resolve;
    });
    const slow: Pick<Vault, 'open' | 'seal'> = {
      open: async (...sealed) => {
        hasBegun();
        await first;
        return api.vault.open(...sealed);
      },
      seal: (...secret) => api.vault.seal(...secret),
    };
    const secret = await askBy(held, async (input) => {
      const second = worker(slow)(input);
      await begun;
      assert.equal((await worker(api.vault)(input)).objection, null);
      mayGoOn();
      return second;
    });
    assert.equal(secret.reveal(), 'a password for tests');
  });
});
