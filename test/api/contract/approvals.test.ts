/** Requests for consent and delegations at the API: what it refuses, what it shows to whom, and what it leaves of a person. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eraseInApprovals } from '../../../activities/ledger/erase-approvals.ts';
import { digestOf } from '../../../store/approvals/digest.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { type ApiHarness, startApi, type TestUser } from '../../support/api-harness.ts';
import { apiKeyOf } from '../access/callers.ts';
import { assertOk, assertRefused } from './assert-refused.ts';
import { publishInboxKey, World } from './world.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let api: ApiHarness;
let world: World;
let approver: TestUser;

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
    const open = [await world.approval(), await world.approval(), await world.approval()];
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
    const erasure = { last_event_id: 'evt_erasure' } as JobDocument;
    await eraseInApprovals(api.store, { organizationId: 1, userId: person.id }, erasure);
    const kept = JSON.stringify([
      await api.store.models.approvals.find({ _id: { $in: [asked, decided] } }).lean(),
      await api.store.models.approvalDelegations.find({ from_user_id: person.id }).lean(),
    ]);
    for (const word of ['somebody to be erased', 'my words', 'my leave']) assert.ok(!kept.includes(word), word);
    const { body } = await world.call('GET', `/v1/approvals/${decided}`);
    assert.deepEqual([body.decisions[0].user_id, body.decisions[0].name], [person.id, 'erased']);
  });
});
