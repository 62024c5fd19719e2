/** Consent from its request to its end: through the API, its workflow and a worker, at a real target. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { approvalWorkflowIdOf, reviewWorkflowIdOf } from '../../workflows/contract.ts';
import { type Answer, ConsentEstate, type Person } from '../support/consent-estate.ts';
import { until } from '../support/until.ts';

interface Recorded {
  readonly operation: string;
  readonly status: string;
  readonly policy: { readonly decision: string } | null;
}

describe('consent', () => {
  let estate: ConsentEstate;
  let operations: number;
  let security: number;
  /** Asks, and is in a group that consents. */
  let requester: Person;
  let [ann, bob, cid]: Person[] = [];

  before(async () => {
    estate = await ConsentEstate.start();
    [operations, security] = [await estate.group(), await estate.group()];
    requester = await estate.person('admin', operations, security);
    ann = await estate.person('approver', operations);
    bob = await estate.person('approver', security);
    cid = await estate.person('approver', operations, security);
  });

  after(() => estate.stop());

  const is = (person: Person | undefined): Person => {
    if (!person) throw new Error('there is nobody');
    return person;
  };
  const byBoth = () => ({ quorum: 2, approver_group_ids: [operations, security], distinct_groups: true });
  const byOne = () => ({ quorum: 1, approver_group_ids: [operations] });
  const codeOf = ({ status, body }: Answer) => (status === 200 ? '200' : `${status} ${body.code}`);

  it('lets a job go on once two people of two groups have given it', async () => {
    const { resource } = await estate.governed({ rotate: byBoth() });
    const asked = await estate.ask(requester, 'rotate', resource, { reason: 'a leak', ticket_id: 'CHG-1' });
    assert.equal(asked.status, 'awaiting_approval');
    const { asked: what, digest, rules } = await estate.approval(asked.approval);
    assert.equal(what.reason, 'a leak');
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.deepEqual(rules[0].group_ids, [operations, security]);
    const mine = await estate.expect(200, 'GET', '/v1/approvals?decidable=true', { as: is(ann) });
    assert.ok(mine.approvals.some(({ id }: { id: number }) => id === asked.approval));

    const first = await estate.say('approve', asked.approval, { as: is(ann), body: { comment: 'seen' } });
    assert.equal(codeOf(first), '200', JSON.stringify(first.body));
    assert.equal(first.body.status, 'pending');
    assert.equal((await estate.job(asked.job)).status, 'awaiting_approval');
    const rest = await estate.expect(200, 'GET', '/v1/approvals?decidable=true', { as: is(ann) });
    assert.ok(rest.approvals.every(({ id }: { id: number }) => id !== asked.approval));

    const second = await estate.say('approve', asked.approval, { as: is(bob) });
    assert.equal(second.body.status, 'approved');
    assert.equal((await estate.ended(asked.job)).job.status, 'succeeded');
    const records = await estate.recordsOf(asked.approval);
    assert.deepEqual(
      records.filter((record) => record.startsWith('approval.') || record === 'rotate intended'),
      ['rotate intended', 'approval.approve succeeded', 'approval.approve succeeded'],
    );
    assert.ok(records.includes('rotate succeeded'), 'what was done names the consent that it rests on');
    const { events } = await estate.expect(200, 'GET', `/v1/logs/audit?job_id=${asked.job}&limit=1000`);
    const decisions = ['rotate intended', 'rotate.begin succeeded'].map((what) => {
      const event = events.find(({ operation, status }: Recorded) => `${operation} ${status}` === what);
      return event.policy?.decision;
    });
    assert.deepEqual(decisions, ['needs_approval', 'needs_approval'], 'asked for, and asked again when it begins');
  });

  it('is not for whoever has asked, nor for those who are not asked, and says so on record', async () => {
    const { resource } = await estate.governed({ verify: byOne() });
    const { approval } = await estate.ask(requester, 'verify', resource);
    assert.equal(codeOf(await estate.say('approve', approval, { as: requester })), '403 own_request');
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(bob) })), '403 not_an_approver');
    const nobody = await estate.person('operator', operations);
    assert.equal(codeOf(await estate.say('approve', approval, { as: nobody })), '403 forbidden');
    const denied = await estate.expect(200, 'GET', '/v1/logs/audit?operation=approval.approve&status=denied');
    const codes = denied.events.slice(0, 3).map(({ code }: { code: string }) => code);
    assert.deepEqual(codes, ['forbidden', 'not_an_approver', 'own_request']);
  });

  it('that is refused ends the job, with the reason', async () => {
    const { resource } = await estate.governed({ verify: byBoth() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    assert.equal((await estate.say('deny', approval, { as: is(ann), body: {} })).status, 400);
    const denied = await estate.say('deny', approval, { as: is(ann), body: { comment: 'not during the audit' } });
    assert.equal(denied.body.status, 'denied');
    const ended = await estate.ended(job);
    assert.deepEqual([ended.job.status, ended.item.code], ['failed', 'approval_denied']);
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(bob) })), '409 conflict');
  });

  it('that nobody gives in time expires, and the job with it', async () => {
    const { resource, policy } = await estate.governed({ verify: byOne() });
    await estate.hurry(policy, { expires: 1 / 60 });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const ended = await estate.ended(job);
    assert.deepEqual([ended.job.status, ended.item.code], ['timed_out', 'approval_expired']);
    assert.equal((await estate.approval(approval)).status, 'expired');
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(ann) })), '409 conflict');
    const records = await estate.recordsOf(approval);
    assert.deepEqual(records.slice(-3), ['approval.expire succeeded', 'verify failed', 'approval.approve failed']);
    const { events } = await estate.expect(200, 'GET', `/v1/logs/events?kind=approval&job_id=${job}`);
    assert.deepEqual(
      events.map(({ code }: { code: string }) => code),
      ['expired', 'asked'],
    );
  });

  it('is asked of other people once nobody has given it for a while', async () => {
    const escalation = { after_minutes: 1, group_ids: [security] };
    const { resource, policy } = await estate.governed({ verify: { ...byOne(), escalation } });
    await estate.hurry(policy, { escalates: 1 / 20 });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(bob) })), '403 not_an_approver');
    await until('the request to escalate', async () => (await estate.approval(approval)).escalated || undefined);
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(bob) })), '200');
    assert.equal((await estate.ended(job)).job.status, 'succeeded');
    assert.ok((await estate.recordsOf(approval)).includes('approval.escalate succeeded'));
  });

  it('is asked of those others at once where the first are too few, and what they say counts when the job begins', async () => {
    const escalation = { after_minutes: 60, group_ids: [security] };
    const few = { quorum: 1, approver_group_ids: [await estate.group()], escalation };
    const { resource } = await estate.governed({ verify: few });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const asked = await estate.approval(approval);
    assert.deepEqual([asked.escalated, asked.escalates_at, asked.rules[0].undecidable], [true, null, false]);
    assert.equal((await estate.say('approve', approval, { as: is(bob) })).body.status, 'approved');
    assert.equal((await estate.ended(job)).job.status, 'succeeded');
    assert.ok((await estate.recordsOf(approval)).includes('approval.escalate succeeded'));
    const { events } = await estate.expect(200, 'GET', `/v1/logs/events?kind=approval&job_id=${job}`);
    const codes = events.map(({ code }: { code: string }) => code);
    assert.deepEqual([codes[0], ...codes.slice(1).sort()], ['approved', 'asked', 'escalated']);
  });

  it('can be withdrawn by whoever has asked, and by nobody else', async () => {
    const { resource } = await estate.governed({ verify: byOne() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    assert.equal(codeOf(await estate.say('withdraw', approval, { as: is(ann) })), '404 not_found');
    const answer = await estate.say('withdraw', approval, { as: requester, body: { reason: 'not needed' } });
    assert.deepEqual([answer.body.status, answer.body.ended_reason], ['canceled', 'not needed']);
    assert.equal((await estate.ended(job)).job.status, 'canceled');
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(ann) })), '409 conflict');
  });

  it('goes with a job that is canceled while it waits, and so does its workflow', async () => {
    const { resource } = await estate.governed({ verify: byOne() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const handle = estate.estate.client.workflow.getHandle(approvalWorkflowIdOf(approval));
    await until('the workflow to start', async () => handle.describe().catch(() => undefined));
    await estate.expect(200, 'POST', `/v1/jobs/${job}/cancel`);
    assert.equal((await estate.approval(approval)).status, 'canceled');
    await handle.result();
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(ann) })), '409 conflict');
  });

  it('that is revoked ends a job that waits, and asks one that runs to stop', async () => {
    const { resource } = await estate.governed({ rotate: byOne(), verify: byOne() });
    const release = await estate.target.holdRoles();
    try {
      const running = await estate.ask(requester, 'rotate', resource);
      await estate.say('approve', running.approval, { as: is(ann) });
      await estate.jobWhere(running.job, 'the rotation to run', ({ status }) => status === 'running');
      const waiting = await estate.ask(requester, 'verify', resource);
      await estate.say('approve', waiting.approval, { as: is(ann) });
      assert.equal((await estate.job(waiting.job)).status, 'queued');
      const revoke = (approval: number, as: Person) =>
        estate.say('revoke', approval, { as, body: { reason: 'called off' } });
      assert.equal(codeOf(await revoke(waiting.approval, requester)), '403 own_request');
      assert.equal(codeOf(await revoke(waiting.approval, is(bob))), '403 not_an_approver');
      assert.equal((await revoke(waiting.approval, is(cid))).body.status, 'revoked');
      const ended = await estate.ended(waiting.job);
      assert.deepEqual([ended.job.status, ended.item.code], ['failed', 'approval_revoked']);
      assert.equal((await revoke(running.approval, is(cid))).body.status, 'revoked');
      assert.equal((await estate.job(running.job)).cancel_requested, true);
      assert.equal(codeOf(await revoke(running.approval, is(cid))), '409 conflict');
    } finally {
      await release();
    }
  });

  it('can be given in the place of somebody who is away, once', async () => {
    const { resource } = await estate.governed({ verify: { quorum: 2, approver_group_ids: [operations] } });
    const dan = await estate.person('approver');
    const ends_at = new Date(Date.now() + 3_600_000).toISOString();
    const body = { to_user_public_id: dan.publicId, ends_at };
    const lent = await estate.expect(201, 'POST', '/v1/approval-delegations', { as: is(ann), body });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const [decision] = (await estate.say('approve', approval, { as: dan })).body.decisions;
    assert.deepEqual([decision.instead_of_user_ids, decision.delegation_ids], [[is(ann).id], [lent.id]]);
    assert.equal(codeOf(await estate.say('approve', approval, { as: is(ann) })), '409 conflict');
    assert.equal((await estate.say('approve', approval, { as: is(cid) })).body.status, 'approved');
    assert.equal((await estate.ended(job)).job.status, 'succeeded');
    await estate.expect(200, 'POST', `/v1/approval-delegations/${lent.id}/end`, { as: is(ann) });
    const next = await estate.ask(requester, 'verify', resource);
    assert.equal(codeOf(await estate.say('approve', next.approval, { as: dan })), '403 not_an_approver');
  });

  it('is bound to the target that it was asked for', async () => {
    const { resource, device } = await estate.governed({ verify: byOne() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    await estate.estate.store.models.devices.updateOne({ _id: device }, { $set: { address: '127.0.0.2' } });
    assert.equal((await estate.say('approve', approval, { as: is(ann) })).body.status, 'approved');
    const { item } = await estate.ended(job);
    assert.deepEqual([item.code, item.message], ['policy_refused', 'what was approved is not what would be done now']);
  });

  it('is not enough for a policy that has become stricter', async () => {
    const { resource, policy } = await estate.governed({ verify: byOne() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const body = { rules: { approvals: { verify: { ...byOne(), quorum: 2 } } } };
    await estate.expect(200, 'PATCH', `/v1/policies/${policy}`, { body });
    assert.equal((await estate.say('approve', approval, { as: is(ann) })).body.status, 'approved');
    assert.equal((await estate.ended(job)).item.code, 'policy_refused');
    const { events } = await estate.expect(200, 'GET', `/v1/logs/audit?job_id=${job}&limit=1000`);
    const begun = events.filter(({ operation }: Recorded) => operation === 'verify.begin');
    const told = begun.map(({ status, policy: said }: Recorded) => [status, said?.decision]).reverse();
    assert.deepEqual(told, [
      ['succeeded', undefined],
      ['denied', 'needs_approval'],
    ]);
  });

  it('is of no use to somebody who has lost the right meanwhile: nothing is sent to the target', async () => {
    const asker = await estate.person('operator');
    const { resource } = await estate.governed({ rotate: byOne() });
    const { approval, job } = await estate.ask(asker, 'rotate', resource);
    const held = `/v1/grants?subject_type=user&subject_id=${asker.id}`;
    const [grant] = (await estate.expect(200, 'GET', held)).grants;
    await estate.expect(200, 'POST', `/v1/grants/${grant.id}/revoke`);
    assert.equal((await estate.say('approve', approval, { as: is(ann) })).body.status, 'approved');
    const ended = await estate.ended(job);
    const LOST = 'whoever has asked for the job may not rotate it any more';
    assert.deepEqual([ended.job.status, ended.item.code, ended.item.message], ['failed', 'policy_refused', LOST]);
    const { events } = await estate.expect(200, 'GET', `/v1/logs/audit?job_id=${job}&limit=1000`);
    const denied = events.find(({ operation, status }: Recorded) => `${operation} ${status}` === 'rotate.begin denied');
    assert.deepEqual([denied?.code, denied?.change, denied?.actor_id], ['policy_refused', LOST, asker.id]);
    const { steps } = await estate.expect(200, 'GET', `/v1/jobs/${job}/timeline`);
    assert.deepEqual([...new Set(steps.map(({ step }: { step: string }) => step))], ['begin', 'finish']);
    const credential = await estate.estate.store.models.credentials.findOne({ resource_id: resource }).lean();
    assert.equal(credential?.latest_version, 1, 'no candidate was made');
  });

  it('is done without in an emergency, which is told, on record, and reviewed by others', async () => {
    const blackouts = [{ from: '2026-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z', note: null }];
    const { resource } = await estate.governed({ rotate: byOne() }, { blackouts, ticket_required: true });
    const rotate = (body: object, as = requester) =>
      estate.call('POST', `/v1/resources/${resource}/rotate`, { as, body });
    const body = { break_glass: true, reason: 'the target is under attack', ticket_id: 'INC-7' };
    assert.equal(codeOf(await rotate({ ...body, break_glass: false })), '403 policy_refused');
    assert.equal(codeOf(await rotate({ ...body, reason: undefined })), '422 unprocessable');
    assert.equal(codeOf(await rotate({ ...body, ticket_id: undefined })), '422 unprocessable');
    assert.equal(codeOf(await rotate(body, await estate.person('operator'))), '403 forbidden');
    const { resource: free } = await estate.governed({});
    const needless = await estate.call('POST', `/v1/resources/${free}/verify`, { as: requester, body });
    assert.equal(needless.body.errors[0].pointer, '/body/break_glass');

    const asked = await estate.ask(requester, 'rotate', resource, body);
    assert.equal(asked.status, 'queued');
    assert.equal((await estate.ended(asked.job)).job.status, 'succeeded');
    const review = await estate.approval(asked.approval);
    assert.deepEqual([review.kind, review.status], ['review', 'pending']);
    assert.ok((await estate.recordsOf(asked.approval)).includes('break_glass.use succeeded'));
    const { events } = await estate.expect(200, 'GET', `/v1/logs/events?kind=break_glass.used&job_id=${asked.job}`);
    assert.equal(events[0].level, 'error');
    assert.equal(codeOf(await estate.say('approve', asked.approval, { as: requester })), '403 own_request');
    assert.equal(codeOf(await estate.say('withdraw', asked.approval, { as: requester })), '409 conflict');
    assert.equal((await estate.say('approve', asked.approval, { as: is(ann) })).body.status, 'approved');
  });

  it('counts each of several words that come at once, and the job runs once', async () => {
    const { resource } = await estate.governed({ verify: { quorum: 2, approver_group_ids: [operations, security] } });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const words = await Promise.all([ann, bob, cid].map((as) => estate.say('approve', approval, { as: is(as) })));
    assert.deepEqual(words.map(codeOf).sort(), ['200', '200', '409 conflict']);
    assert.equal((await estate.approval(approval)).decisions.length, 2);
    assert.equal((await estate.ended(job)).job.status, 'succeeded');
    const begun = (await estate.recordsOf(approval)).filter((record) => record === 'verify.begin succeeded');
    assert.equal(begun.length, 1);
  });

  it('is either given or withdrawn, where both come at once', async () => {
    const { resource } = await estate.governed({ verify: byOne() });
    for (let turn = 0; turn < 3; turn += 1) {
      const { approval, job } = await estate.ask(requester, 'verify', resource);
      const both = [
        estate.say('approve', approval, { as: is(ann) }),
        estate.say('withdraw', approval, { as: requester }),
      ];
      const answers = (await Promise.all(turn % 2 === 0 ? both : both.reverse())).map(codeOf).sort();
      assert.deepEqual(answers, ['200', '409 conflict']);
      const { status } = await estate.approval(approval);
      assert.equal((await estate.ended(job)).job.status, status === 'approved' ? 'succeeded' : 'canceled');
    }
  });

  it('is either given or expired, where both come at once', async () => {
    const { resource, policy } = await estate.governed({ verify: byOne() });
    await estate.hurry(policy, { expires: 1 / 60 });
    for (const beforeMs of [40, 20, 5]) {
      const { approval, job } = await estate.ask(requester, 'verify', resource);
      const { expires_at } = await estate.approval(approval);
      const at = new Date(expires_at).getTime() - beforeMs;
      await until('the last moment', async () => (Date.now() >= at ? true : undefined));
      const answer = codeOf(await estate.say('approve', approval, { as: is(ann) }));
      const { job: ended } = await estate.ended(job);
      const { status, decisions } = await estate.approval(approval);
      const given = [`200 approved 1 succeeded`, `409 conflict expired 0 timed_out`];
      assert.ok(given.includes(`${answer} ${status} ${decisions.length} ${ended.status}`), `${answer} ${status}`);
    }
  });

  it('that is sent again with its key is answered again, also when all is over and the answer was not kept', async () => {
    const { resource } = await estate.governed({ verify: byOne() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const saying = { as: is(ann), key: randomUUID(), body: { comment: 'seen' } };
    const [first, twin] = await Promise.all([
      estate.say('approve', approval, saying),
      estate.say('approve', approval, saying),
    ]);
    assert.deepEqual([first, twin].map(codeOf), ['200', '200']);
    await estate.ended(job);
    const again = await estate.say('approve', approval, saying);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    await estate.estate.store.models.idempotencyRecords.deleteMany({});
    const later = await estate.say('approve', approval, saying);
    assert.deepEqual([codeOf(later), later.headers.get('idempotency-replayed')], ['200', 'true']);
    assert.equal(later.body.decisions.length, 1);
    await estate.estate.store.models.idempotencyRecords.deleteMany({});
    const other = await estate.say('approve', approval, { ...saying, body: { comment: 'something else' } });
    assert.equal(codeOf(other), '422 idempotency_key_reused');
    const taken = (await estate.recordsOf(approval)).filter((record) => record === 'approval.approve succeeded');
    // Those that were only answered again say so.
    const { events } = await estate.expect(200, 'GET', `/v1/logs/audit?approval_id=${approval}&limit=1000`);
    const repeats = events.filter(({ change }: { change: string | null }) => change?.startsWith('answered again'));
    assert.equal(taken.length - repeats.length, 1);
  });

  it('gets another workflow where its own was lost, from the watch or from whoever decides', async () => {
    const { resource } = await estate.governed({ verify: byOne() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const handle = estate.estate.client.workflow.getHandle(approvalWorkflowIdOf(approval));
    await until('the workflow to start', async () => handle.describe().catch(() => undefined));
    await handle.terminate('lost');
    // Due again after a minute by itself.
    const due = { $set: { dispatch_due_at: new Date() } };
    await estate.estate.store.models.approvals.updateOne({ _id: approval }, due);
    await until('the watch to start another one', async () =>
      (await handle.describe()).status.name === 'RUNNING' ? true : undefined,
    );
    await handle.terminate('lost again');
    const saying = { as: requester, key: randomUUID() };
    assert.equal((await estate.say('withdraw', approval, saying)).body.status, 'canceled');
    assert.equal((await estate.ended(job)).job.status, 'canceled');
    const again = await estate.say('withdraw', approval, saying);
    assert.deepEqual([again.body.status, again.headers.get('idempotency-replayed')], ['canceled', 'true']);
  });

  it('of a review of access ends grants by a worker, also by another workflow where its own was lost', async () => {
    const { id: scope } = await estate.expect(201, 'POST', '/v1/scopes', { body: { name: 'reviewed', parent_id: 1 } });
    const given = async () => {
      const body = { subject_type: 'user', subject_id: (await estate.person('viewer')).id, role: 'operator' };
      return (await estate.expect(201, 'POST', '/v1/grants', { body: { ...body, scope_id: scope } })).id;
    };
    const [kept, revoked, forgotten] = [await given(), await given(), await given()];
    const due_at = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const asked = { name: 'yearly', scope_id: scope, due_at, reviewer_user_ids: [is(ann).id] };
    const { id } = await estate.expect(201, 'POST', '/v1/access-reviews', { body: asked });
    const review = `/v1/access-reviews/${id}`;
    const { items } = await estate.expect(200, 'GET', `${review}/items?decidable=true`, { as: is(ann) });
    const itemOf = (grant: number) => items.find(({ grant_id }: { grant_id: number }) => grant_id === grant).id;
    const decide = (grant: number, verdict: string) =>
      estate.expect(200, 'POST', `${review}/decisions`, {
        as: is(ann),
        key: randomUUID(),
        body: { item_ids: [itemOf(grant)], verdict, reason: 'looked at' },
      });
    await decide(kept, 'keep');
    await decide(revoked, 'revoke');
    const statusOf = async (grant: number) => (await estate.expect(200, 'GET', `/v1/grants/${grant}`)).status;
    await until('the grant to be revoked', async () => (await statusOf(revoked)) === 'revoked' || undefined);

    const handle = estate.estate.client.workflow.getHandle(reviewWorkflowIdOf(id));
    await handle.terminate('lost');
    // Time that has passed; the watch looks again after a minute by itself.
    const passed = { due_at: new Date(), dispatch_due_at: new Date() };
    await estate.estate.store.models.accessReviews.updateOne({ _id: id }, { $set: passed });
    const closed = await until('the review to be closed', async () => {
      const now = await estate.expect(200, 'GET', review);
      return now.status === 'closed' ? now : undefined;
    });
    assert.deepEqual([closed.counts.kept, closed.counts.revoked, closed.counts.undecided], [1, 1, 0]);
    assert.deepEqual([await statusOf(kept), await statusOf(forgotten)], ['active', 'active']);
    const { digest, is_intact } = await estate.expect(200, 'GET', `${review}/evidence`);
    assert.deepEqual([digest, is_intact], [closed.digest, true]);
  });

  it('outlives Temporal: nobody knows for a while, and a repetition with the key tells', async () => {
    const { resource } = await estate.governed({ verify: byOne() });
    const { approval, job } = await estate.ask(requester, 'verify', resource);
    const saying = { as: is(ann), key: randomUUID() };
    await estate.engines.temporal.stop();
    const away = await estate.say('approve', approval, saying);
    assert.equal(codeOf(away), '503 not_ready');
    assert.match(away.body.detail, /same Idempotency-Key/);
    assert.ok(Number(away.headers.get('retry-after')) > 0);
    await estate.engines.restartTemporal();
    const taken = await until('the word to be taken', async () => {
      const answer = await estate.say('approve', approval, saying);
      return answer.status === 503 ? undefined : answer;
    });
    assert.deepEqual([codeOf(taken), taken.body.status, taken.body.decisions.length], ['200', 'approved', 1]);
    assert.equal((await estate.ended(job)).job.status, 'succeeded');
  });
});
