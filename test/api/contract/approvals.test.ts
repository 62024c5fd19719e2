/** Requests for consent and delegations at the API: what it refuses, what it shows to whom, and what it leaves of a person. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eraseInApprovals } from '../../../activities/ledger/erase-approvals.ts';
import { findPolicyObjection } from '../../../activities/policy-objection.ts';
import type { ApprovalRule } from '../../../domain/policy/rules.ts';
import { askedOfJob } from '../../../store/approvals/asked-of-job.ts';
import { objectionToConsent } from '../../../store/approvals/consent.ts';
import { digestOf } from '../../../store/approvals/digest.ts';
import { passTime } from '../../../store/approvals/pass-time.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { loadGoverned } from '../../../store/policy/governed-resource.ts';
import { type ApiHarness, startApi, type TestUser } from '../../support/api-harness.ts';
import { apiKeyOf } from '../access/callers.ts';
import { assertOk, assertRefused } from './assert-refused.ts';
import { publishInboxKey, World } from './world.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let api: ApiHarness;
let world: World;
let approver: TestUser;

/** Users that may decide; sessions of a test, and nobody else's. */
const approvers = (...names: string[]) => Promise.all(names.map((name) => api.createUser(name, 'approver')));
const say = (move: string, id: number, as: TestUser, body: object = {}) =>
  api.call('POST', `/v1/approvals/${id}/${move}`, { as, body });
const leave = ({ id }: { readonly id: number }) =>
  api.store.models.users.updateOne({ _id: id }, { $set: { status: 'inactive' } });

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
  approver = await api.createUser('approver', 'approver');
});
after(() => api.close());

describe('asking for consent', () => {
  it('holds the job, and binds the request to exactly what is asked for', async () => {
    const id = await world.approval();
    const { body: approval } = assertOk(await world.call('GET', `/v1/approvals/${id}`));
    const { body: job } = assertOk(await world.call('GET', `/v1/jobs/${approval.job_id}`));
    assert.deepEqual([job.status, job.approval_id], ['awaiting_approval', id]);
    assert.equal((await api.store.models.jobs.findById(approval.job_id).lean())?.dispatch, 'held');
    assert.equal(approval.digest, digestOf(approval.asked));
    assert.match(approval.asked.nonce, /^[\w-]{22}$/);
    const { body: log } = await world.call('GET', `/v1/logs/audit?approval_id=${id}`);
    assert.deepEqual(
      log.events.map(({ operation, status, policy }: Record<string, unknown>) => [
        operation,
        status,
        Object(policy).decision,
      ]),
      [['verify', 'intended', 'needs_approval']],
    );
  });

  it('is one request a job, which is not asked for again by the same key', async () => {
    const headers = { 'Idempotency-Key': 'ask-once' };
    const { body: first } = await world.call('GET', `/v1/approvals/${await world.approval()}`);
    const path = `/v1/resources/${first.resource_id}/verify`;
    const [one, other] = [await world.call('POST', path, { headers }), await world.call('POST', path, { headers })];
    assert.deepEqual(one.body, other.body);
  });
});

describe('consent that was given', () => {
  /** The resource of a request with its device, its job, and what is asked of that now. */
  async function about(id: number) {
    const { models } = api.store;
    const approval = await models.approvals.findById(id).lean().orFail();
    const job = await models.jobs.findById(approval.job_id).lean().orFail();
    const resource = await models.resources.findById(approval.resource_id).lean().orFail();
    const device = await models.devices.findById(resource.device_id).lean().orFail();
    const { rule } = approval.rules[0] ?? {};
    assert.ok(rule);
    return { approval, job, resource, device, rule };
  }

  it('counts as long as what was asked for is what would be done', async () => {
    const { job, resource, device, rule } = await about(await world.approvedApproval());
    const objection = (now: typeof resource) => objectionToConsent(api.store, job, rule, askedOfJob(job, now, device));
    assert.equal(await objection(resource), null);
    const elsewhere = await objection({ ...resource, scope_id: resource.scope_id + 1 });
    assert.equal(elsewhere, 'what was approved is not what would be done now');
  });

  it('counts as long as whoever gave it is an active user', async () => {
    const [leaver = approver] = await approvers('leaves after the consent');
    const id = await world.approval();
    assertOk(await say('approve', id, leaver));
    const { job, resource, device, rule } = await about(id);
    const asked = askedOfJob(job, resource, device);
    assert.equal(await objectionToConsent(api.store, job, rule, asked), null);
    await leave(leaver);
    const objection = await objectionToConsent(api.store, job, rule, asked);
    assert.equal(objection, 'the policy wants the consent of 1 by now, of which 0 is there');
  });

  it('counts, while others are waited for, as long as that, too', async () => {
    const [leaver = approver, second = approver, third = approver] = await approvers('leaves soon', 'second', 'third');
    const id = await world.approval();
    const quorum = { $set: { 'rules.0.rule.quorum': 2 } };
    await api.store.models.approvals.updateOne({ _id: id }, quorum);
    assertOk(await say('approve', id, leaver));
    await leave(leaver);
    const { body: waiting } = assertOk(await say('approve', id, second));
    assert.deepEqual([waiting.status, waiting.decisions.length, waiting.rules[0].consents], ['pending', 2, 1]);
    assert.equal((await say('approve', id, third)).body.status, 'approved');
  });

  it('is wanted of a look that runs by itself unless the policy that wants it still makes it due', async () => {
    const { approval, job, resource, device } = await about(await world.approval());
    const actor = { ...job.actor, type: 'system', id: null } as const;
    const look = { ...job, operation: 'discover', actor, approval_id: null } as const;
    const objection = async () => {
      const governed = await loadGoverned(api.store, resource);
      return (await findPolicyObjection({ store: api.store }, look, 'discover', governed, device)).objection;
    };
    const wanted = 'the policy wants the consent of others by now';
    assert.equal(await objection(), wanted);
    const rules = { discovery_interval_days: 1 };
    const beside = await world.policy({ rules });
    const at = { target_type: 'resource', target_id: resource._id };
    const bound = await world.policyBinding({ ...at, policy_id: beside });
    assert.equal(await objection(), wanted);
    assertOk(await world.call('POST', `/v1/policy-bindings/${bound}/deactivate`));
    const path = `/v1/policies/${approval.rules[0]?.policy_id}`;
    const body = { rules: { ...rules, approvals: { verify: { quorum: 1 } } } };
    assertOk(await world.call('PATCH', path, { body }));
    assert.equal(await objection(), null);
  });
});

describe('a request of somebody who is not active any more', () => {
  it('cannot be approved, and can be denied', async () => {
    const requester = await api.createUser('asks and leaves', 'admin');
    const id = await world.approval(requester);
    await leave(requester);
    const refused = await say('approve', id, approver);
    assertRefused(refused, 409, 'conflict');
    assert.match(refused.body.detail, /not active any more.*deny it/);
    assert.equal((await say('deny', id, approver, { comment: 'nobody wants it now' })).body.status, 'denied');
  });

  it('is reviewed all the same where it was an emergency', async () => {
    const requester = await api.createUser('breaks glass and leaves', 'admin');
    const { resource_id } = (await world.call('GET', `/v1/approvals/${await world.approval()}`)).body;
    const body = { break_glass: true, reason: 'an outage' };
    const { body: job } = await api.call('POST', `/v1/resources/${resource_id}/verify`, { as: requester, body });
    await leave(requester);
    assert.equal((await say('approve', job.approval_id, approver)).body.status, 'approved');
  });
});

describe('what becomes of a request', () => {
  const eventsOf = async (id: number) => {
    const events = await api.store.models.operationalEvents.find({ 'attributes.approval_id': id }).lean();
    return events.map(({ code, level, message }) => [code, level, message]);
  };
  const jobOf = async (id: number) => (await api.store.models.approvals.findById(id).lean())?.job_id;

  it('is told to the operational log in the same commit, with how many have consented', async () => {
    const [denied, withdrawn, revoked] = [
      await world.approval(),
      await world.approval(world.admin),
      await world.approvedApproval(),
    ];
    assertOk(await say('deny', denied, approver, { comment: 'no' }));
    assertOk(await world.call('POST', `/v1/approvals/${withdrawn}/withdraw`));
    assertOk(await say('revoke', revoked, approver, { reason: 'called off' }));
    const told = async (id: number, how: string) =>
      `The request for consent ${id} (verify, job ${await jobOf(id)}) ${how}`;
    const asked = async (id: number) => ['asked', 'info', await told(id, 'waits for people')];
    const approved = ['approved', 'info', await told(revoked, 'was approved')];
    assert.deepEqual(await eventsOf(denied), [
      await asked(denied),
      ['denied', 'warn', await told(denied, 'was denied')],
    ]);
    assert.deepEqual(await eventsOf(withdrawn), [
      await asked(withdrawn),
      ['withdrawn', 'info', await told(withdrawn, 'was withdrawn')],
    ]);
    assert.deepEqual(await eventsOf(revoked), [
      await asked(revoked),
      approved,
      ['revoked', 'warn', await told(revoked, 'was revoked')],
    ]);
  });

  it('is told where time has passed: what it waits for is said as it is', async () => {
    const id = await world.approval();
    const escalation = { after_minutes: 1, group_ids: [await world.group()] };
    const group = await world.group();
    const [one = approver] = await approvers('one of two');
    const rule: Partial<ApprovalRule> = { quorum: 2, approver_group_ids: [group], escalation };
    const set = Object.fromEntries(Object.entries(rule).map(([name, value]) => [`rules.0.rule.${name}`, value]));
    await api.store.models.approvals.updateOne({ _id: id }, { $set: set });
    assertOk(await world.call('PUT', `/v1/groups/${group}/members/${one.id}`));
    assertOk(await say('approve', id, one));
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const hasPassed = { created_at: ago(2), escalates_at: ago(1) };
    await api.store.models.approvals.updateOne({ _id: id }, { $set: hasPassed });
    await passTime(api.store, 1, id);
    const what = `The request for consent ${id} (verify, job ${await jobOf(id)})`;
    const escalated = ['escalated', 'warn', `${what} asks other groups as well: 1 of 2 have consented`];
    const asked = ['asked', 'info', `${what} waits for people`];
    assert.deepEqual(await eventsOf(id), [asked, escalated]);
    await api.store.models.approvals.updateOne({ _id: id }, { $set: { expires_at: ago(1) } });
    await passTime(api.store, 1, id);
    const expired = ['expired', 'warn', `${what} has expired: 1 of 2 have consented`];
    assert.deepEqual(await eventsOf(id), [asked, escalated, expired]);
  });

  it('is told from the beginning where nobody could approve it, by its policy as well', async () => {
    const [group, other] = [await world.group(), await world.group()];
    assertOk(await world.call('PUT', `/v1/groups/${group}/members/${approver.id}`));
    const resource = await world.readyResource();
    const verify = { quorum: 2, approver_group_ids: [group, other] };
    const policy = await world.policy({ rules: { approvals: { verify, rotate: { ...verify, quorum: 1 } } } });
    const undecidable = async () => (await world.call('GET', `/v1/policies/${policy}`)).body.undecidable;
    assert.deepEqual(await undecidable(), ['verify']);
    await world.policyBinding({ policy_id: policy, target_type: 'resource', target_id: resource });
    const { body: accepted } = await world.call('POST', `/v1/resources/${resource}/verify`);
    const id = accepted.approval_id;
    const { body: approval } = assertOk(await world.call('GET', `/v1/approvals/${id}`));
    assert.deepEqual([approval.rules[0].undecidable, approval.escalated], [true, false]);
    const [asked, told, ...others] = await eventsOf(id);
    assert.deepEqual([asked?.[0], told?.[0], told?.[1], others.length], ['asked', 'undecidable', 'warn', 0]);
    assert.match(String(told?.[2]), new RegExp(`approved by nobody at present: policy ${policy} wants 2`));
    const [added] = await approvers('one more');
    assertOk(await world.call('PUT', `/v1/groups/${other}/members/${added?.id}`));
    assert.deepEqual(await undecidable(), []);
  });

  it('is found with what was refused', async () => {
    const id = await world.approval(world.admin);
    assertRefused(await world.call('POST', `/v1/approvals/${id}/approve`), 403, 'own_request');
    const { body } = await world.call('GET', `/v1/logs/audit?approval_id=${id}&status=denied`);
    assert.deepEqual(
      body.events.map(({ operation, code }: Record<string, unknown>) => [operation, code]),
      [['approval.approve', 'own_request']],
    );
  });
});

describe('a job by a plan that ends before it begins', () => {
  async function held(): Promise<{ readonly job: number; readonly approval: number }> {
    const rule = {
      quorum: 1,
      approver_group_ids: [],
      distinct_groups: false,
      expires_after_minutes: 60,
      escalation: null,
    };
    const approvals = [{ rule, policy_id: 3, version: 2, binding_id: 9, resources: 3 }];
    const failure_budget = { count: null, percent: null, wave_percent: null, per_device: null };
    const requester = await api.createUser(`asks for a plan ${Math.random()}`, 'admin');
    const { id: plan_id, digest } = await world.plan({ fields: { limits: { canary: 0, failure_budget, approvals } } });
    const start_at = inDays(1);
    const answer = await api.call('POST', '/v1/bulk/rotate', { as: requester, body: { plan_id, digest, start_at } });
    const { job_id: job, approval_id: approval } = assertOk(answer, 202).body;
    return { job, approval };
  }
  const endOf = async (id: number) => {
    const { body } = assertOk(await world.call('GET', `/v1/jobs/${id}`));
    return [body.status, body.bulk.counts, body.bulk.waiting_until, body.result, body.progress.done];
  };
  const counts = (fields: object) => ({ queued: 0, succeeded: 0, failed: 0, unknown: 0, canceled: 0, ...fields });

  it('counts all of its resources as failed or canceled, and says why', async () => {
    const [denied, revoked, canceled] = [await held(), await held(), await held()];
    assertOk(await say('deny', denied.approval, approver, { comment: 'no' }));
    const refused = { code: 'approval_denied', message: 'consent was refused' };
    assert.deepEqual(await endOf(denied.job), ['failed', counts({ failed: 3 }), null, refused, 3]);
    assertOk(await say('approve', revoked.approval, approver));
    assertOk(await say('revoke', revoked.approval, approver, { reason: 'called off' }));
    const back = { code: 'approval_revoked', message: 'consent was taken back before it began' };
    assert.deepEqual(await endOf(revoked.job), ['failed', counts({ failed: 3 }), null, back, 3]);
    const [record] = await api.store
      .auditCollection()
      .find({ operation: 'approval.revoke', job_id: revoked.job })
      .toArray();
    assert.equal(record?.change, `job ${revoked.job} was ended before it began`);
    assertOk(await world.call('POST', `/v1/jobs/${canceled.job}/cancel`));
    const unwanted = { code: 'canceled', message: 'canceled before a worker began' };
    assert.deepEqual(await endOf(canceled.job), ['canceled', counts({ canceled: 3 }), null, unwanted, 3]);
  });
});

describe('an emergency', () => {
  it('is for persons who have just shown who they are', async () => {
    const { body: approval } = await world.call('GET', `/v1/approvals/${await world.approval()}`);
    const path = `/v1/resources/${approval.resource_id}/verify`;
    const body = { break_glass: true, reason: 'an outage' };
    const admin = await api.createUser('admin with a key', 'admin');
    assertRefused(await api.call('POST', path, { as: await apiKeyOf(api, admin), body }), 403, 'password_required');
    assertRefused(await api.call('POST', path, { as: admin, body: { break_glass: true } }), 422, 'unprocessable');
    const { body: accepted } = assertOk(await api.call('POST', path, { as: admin, body }), 202);
    const { body: review } = await world.call('GET', `/v1/approvals/${accepted.approval_id}`);
    const days = (Date.parse(review.expires_at) - Date.parse(review.created_at)) / DAY_MS;
    assert.deepEqual([accepted.status, review.kind, days], ['queued', 'review', 7]);
  });

  it('whose review refuses it ends what has not begun', async () => {
    const { body: approval } = await world.call('GET', `/v1/approvals/${await world.approval()}`);
    const body = { break_glass: true, reason: 'an outage' };
    const { body: accepted } = await world.call('POST', `/v1/resources/${approval.resource_id}/verify`, { body });
    const denial = { as: approver, body: { comment: 'this was none' } };
    assertOk(await api.call('POST', `/v1/approvals/${accepted.approval_id}/deny`, denial));
    const { body: job } = await world.call('GET', `/v1/jobs/${accepted.job_id}`);
    assert.equal(job.status, 'failed');
  });
});

describe('the list', () => {
  it('holds for somebody what they can decide on at the moment, page by page', async () => {
    const open = [await world.approval(), await world.approval(), await world.approval()] as const;
    const decided = await world.approval();
    assertOk(await api.call('POST', `/v1/approvals/${decided}/approve`, { as: approver }));
    const own = await world.approval(world.admin);
    const found: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = assertOk(await world.call('GET', `/v1/approvals?decidable=true&limit=2${from}`));
      found.push(...body.approvals.map(({ id }: { id: number }) => id));
      cursor = body.next_cursor;
    }
    for (const id of open) assert.ok(found.includes(id), `${id} is missing`);
    for (const id of [decided, own]) assert.ok(!found.includes(id), `${id} is shown`);
    const theirs = await world.group();
    const strange = { 'rules.0.rule.approver_group_ids': [theirs] };
    await api.store.models.approvals.updateOne({ _id: open[0] }, { $set: strange });
    const isListed = async () => {
      const { body } = assertOk(await api.call('GET', '/v1/approvals?decidable=true&limit=200', { as: approver }));
      return body.approvals.some(({ id }: { id: number }) => id === open[0]);
    };
    assert.equal(await isListed(), false, 'it asks a group that the caller is not in');
    assertOk(await world.call('PUT', `/v1/groups/${theirs}/members/${approver.id}`));
    assert.equal(await isListed(), true);
    const { body: viewed } = await api.call('GET', '/v1/approvals?decidable=true', {
      as: await api.createUser('a viewer', 'viewer'),
    });
    assert.deepEqual(viewed.approvals, []);
  });
});

describe('a delegation', () => {
  const delegate = (body: object, as = approver) => api.call('POST', '/v1/approval-delegations', { as, body });

  it('is of the own place, to another active person here, for ninety days at most', async () => {
    const { publicId, id } = await world.person();
    const to = { to_user_public_id: publicId };
    const field = '/body/to_user_public_id';
    assertRefused(await delegate({ ...to, ends_at: inDays(91) }), 422, 'unprocessable', '/body/ends_at');
    assertRefused(await delegate({ ...to, ends_at: inDays(-1) }), 422, 'unprocessable', '/body/ends_at');
    const late = { ...to, starts_at: inDays(3), ends_at: inDays(2) };
    assertRefused(await delegate(late), 422, 'unprocessable', '/body/ends_at');
    const both = { ...to, to_user_id: id, ends_at: inDays(1) };
    assertRefused(await delegate(both), 422, 'unprocessable', '/body/to_user_id');
    assertRefused(await delegate({ ends_at: inDays(1) }), 422, 'unprocessable', field);
    const unknown = { to_user_public_id: 'usr_nobody', ends_at: inDays(1) };
    assertRefused(await delegate(unknown), 422, 'unprocessable', field);
    const foreign = await World.enter(api, (await api.createOrganization('foreign')).admin);
    const foreigner = { to_user_public_id: (await foreign.person()).publicId, ends_at: inDays(1) };
    assertRefused(await delegate(foreigner), 422, 'unprocessable', field);
    const me = await api.store.models.users.findById(approver.id).lean();
    assertRefused(
      await delegate({ to_user_public_id: me?.public_id, ends_at: inDays(1) }),
      422,
      'unprocessable',
      field,
    );
    // Who may not read users does not find them by their numbers either.
    assertRefused(await delegate({ to_user_id: id, ends_at: inDays(1) }), 422, 'unprocessable', '/body/to_user_id');
    assertOk(await delegate({ ...to, ends_at: inDays(90) }), 201);
  });

  it('is seen by both, by those who read approvals everywhere, and by nobody else', async () => {
    const to = await world.person();
    const { body: made } = assertOk(await delegate({ to_user_public_id: to.publicId, ends_at: inDays(1) }), 201);
    const path = `/v1/approval-delegations/${made.id}`;
    for (const as of [approver, to, api.admin]) assertOk(await api.call('GET', path, { as }));
    const stranger = await world.person();
    assertRefused(await api.call('GET', path, { as: stranger }), 404, 'not_found');
    assertRefused(await api.call('POST', `${path}/end`, { as: stranger }), 404, 'not_found');
    assertRefused(await api.call('POST', `${path}/end`, { as: api.admin }), 404, 'not_found');
    const { body: theirs } = await api.call('GET', '/v1/approval-delegations', { as: stranger });
    assert.deepEqual(theirs.approval_delegations, []);
    const ended = assertOk(await api.call('POST', `${path}/end`, { as: to }));
    assert.deepEqual([ended.body.status, ended.body.in_force], ['inactive', false]);
  });
});

describe('the erasure of a person', () => {
  it('takes names and words out of requests and delegations, and leaves who has decided what by number', async () => {
    const person = await api.createUser('somebody to be erased', 'admin');
    const asked = await world.approval(person);
    assertOk(await api.call('POST', `/v1/approvals/${asked}/withdraw`, { as: person, body: { reason: 'my words' } }));
    const decided = await world.approval();
    const saying = { as: person, body: { comment: 'my words, too' } };
    assertOk(await api.call('POST', `/v1/approvals/${decided}/approve`, saying));
    const lent = { to_user_id: approver.id, ends_at: inDays(1), reason: 'my leave' };
    assertOk(await api.call('POST', '/v1/approval-delegations', { as: person, body: lent }), 201);
    const { asked: before } = (await world.call('GET', `/v1/approvals/${asked}`)).body;
    const erasure = { last_event_id: 'evt_erasure' } as JobDocument;
    await eraseInApprovals(api.store, { organizationId: 1, userId: person.id }, erasure);
    const kept = JSON.stringify([
      await api.store.models.approvals.find({ _id: { $in: [asked, decided] } }).lean(),
      await api.store.models.approvalDelegations.find({ from_user_id: person.id }).lean(),
    ]);
    for (const word of ['somebody to be erased', 'my words', 'my leave']) assert.ok(!kept.includes(word), word);
    assert.ok(!kept.includes(before.nonce), 'whoever knows the rest could try out reasons against the digest');
    const { body } = await world.call('GET', `/v1/approvals/${decided}`);
    assert.deepEqual([body.decisions[0].user_id, body.decisions[0].name], [person.id, 'erased']);
  });
});
