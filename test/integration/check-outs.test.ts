/** Credentials in somebody's custody, at a real target: shown once, to one, for a time, and changed afterwards. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { type Answer, ConsentEstate, type Person } from '../support/consent-estate.ts';
import { until } from '../support/until.ts';

const OPEN = { checkout_allowed: true };

describe('a check-out', () => {
  let estate: ConsentEstate;
  let group: number;
  let ann: Person;
  let bob: Person;
  let approver: Person;

  before(async () => {
    estate = await ConsentEstate.start();
    group = await estate.group();
    [ann, bob] = [await estate.person('requester'), await estate.person('requester')];
    approver = await estate.person('approver', group);
  });
  after(() => estate.stop());

  const byOne = () => ({ quorum: 1, approver_group_ids: [group] });
  const codeOf = ({ status, body }: Answer) => (status < 300 ? String(status) : `${status} ${body.code}`);

  async function place(rules: object = OPEN, approvals = {}) {
    const { resource, policy } = await estate.governed(approvals, rules);
    const { credentials } = await estate.expect(200, 'GET', `/v1/credentials?resource_id=${resource}`);
    const { username } = await estate.expect(200, 'GET', `/v1/resources/${resource}`);
    return { resource, policy, credential: credentials[0].id, username };
  }

  const checkOut = (credential: number, as: Person, body: object = {}) =>
    estate.call('POST', '/v1/check-outs', { as, body: { credential_id: credential, ...body } });
  const move = (what: 'reveal' | 'release' | 'recall', id: number, as: Person, body?: object) =>
    estate.call('POST', `/v1/check-outs/${id}/${what}`, { as, ...(body ? { body } : {}) });
  const read = (id: number) => estate.expect(200, 'GET', `/v1/check-outs/${id}`);
  const whenIs = (id: number, what: string, holds: (found: Answer['body']) => boolean) =>
    until(`check-out ${id} ${what}`, async () => {
      const found = await read(id);
      return holds(found) ? found : undefined;
    });
  const turned = (id: number) =>
    whenIs(id, 'to have its credential turned', ({ rotation }) => rotation?.status === 'succeeded');

  async function held(credential: number, as: Person, body: object = {}): Promise<number> {
    const answer = await checkOut(credential, as, body);
    assert.equal(codeOf(answer), '201', JSON.stringify(answer.body));
    assert.equal(answer.body.status, 'held');
    return answer.body.id;
  }

  async function shown(id: number, as: Person): Promise<Secret> {
    const answer = await move('reveal', id, as);
    assert.equal(codeOf(answer), '200', JSON.stringify(answer.body));
    return new Secret(answer.body.secret);
  }

  it('shows the secret that works, once, and turns it when it is given back', async () => {
    const { credential, resource, username } = await place();
    const id = await held(credential, ann, { reason: 'a restore', ticket_id: 'CHG-7', minutes: 5 });
    const secret = await shown(id, ann);
    assert.ok(await estate.target.accepts(username, secret));
    assert.equal(codeOf(await move('reveal', id, ann)), '409 conflict');
    assert.equal(codeOf(await move('reveal', id, bob)), '404 not_found');

    const released = await move('release', id, ann);
    assert.equal(released.body.status, 'released');
    assert.equal(codeOf(await move('release', id, ann)), '409 conflict');
    const { rotation, job_id } = await turned(id);
    assert.ok(!(await estate.target.accepts(username, secret)), 'what was shown does not work any more');
    const { job } = await estate.ended(job_id);
    assert.equal(job.status, 'succeeded');
    const rotated = await estate.job(rotation.job_id);
    assert.deepEqual(
      [rotated.operation, rotated.status, rotated.actor, rotated.actor_type, rotated.reason],
      ['rotate', 'succeeded', 'custody', 'system', `after check-out ${id}`],
    );
    const { events } = await estate.expect(200, 'GET', `/v1/logs/audit?resource_id=${resource}&limit=1000`);
    const told = events.map(({ operation, status }: Answer['body']) => `${operation} ${status}`).reverse();
    const expected = [
      'checkout succeeded',
      'checkout.reveal succeeded',
      'checkout.release succeeded',
      'rotate intended',
    ];
    assert.deepEqual(
      expected.filter((record) => !told.includes(record)),
      [],
      told.join(', '),
    );
    assert.ok(told.indexOf('checkout.reveal succeeded') < told.indexOf('checkout.release succeeded'));
  });

  it('is closed until a policy opens it, and bounded by what that says', async () => {
    const closed = await place({});
    assert.equal(codeOf(await checkOut(closed.credential, ann)), '403 policy_refused');
    const bounded = await place({ ...OPEN, checkout_max_minutes: 10, reason_required: true });
    const tooLong = await checkOut(bounded.credential, ann, { reason: 'long', minutes: 11 });
    assert.deepEqual([codeOf(tooLong), tooLong.body.errors[0].pointer], ['422 unprocessable', '/body/minutes']);
    assert.equal(codeOf(await checkOut(bounded.credential, ann)), '422 unprocessable');
    const id = await held(bounded.credential, ann, { reason: 'short' });
    assert.equal((await read(id)).minutes, 10);
  });

  it('has one holder of fifty who want it alone at the same moment', async () => {
    const { credential } = await place();
    const answers = await Promise.all(Array.from({ length: 50 }, () => checkOut(credential, ann)));
    const codes = answers.map(codeOf);
    assert.deepEqual([codes.filter((code) => code === '201').length, new Set(codes).size], [1, 2], codes.join(' '));
    assert.ok(codes.includes('409 conflict'));
    const { check_outs } = await estate.expect(200, 'GET', `/v1/check-outs?credential_id=${credential}`);
    assert.equal(check_outs.length, 1);
  });

  it('may be shared, and turns when the last holder has gone', async () => {
    const { credential, resource, username } = await place();
    const [first, second] = [
      await held(credential, ann, { exclusive: false }),
      await held(credential, bob, { exclusive: false }),
    ];
    assert.equal(codeOf(await checkOut(credential, bob)), '409 conflict', 'alone');
    const secret = await shown(first, ann);
    await move('release', first, ann);
    assert.equal(codeOf(await checkOut(credential, ann, { exclusive: false })), '409 conflict', 'before it has turned');
    assert.ok(await estate.target.accepts(username, secret), 'the other one still needs it');
    await move('release', second, bob);
    await turned(second);
    // Looks again after a minute by itself.
    await estate.wake((await read(first)).job_id);
    await turned(first);
    const { jobs } = await estate.expect(200, 'GET', `/v1/jobs?resource_id=${resource}&operation=rotate`);
    assert.equal(jobs.length, 1);
    assert.ok(!(await estate.target.accepts(username, secret)));
    await held(credential, ann);
  });

  it('keeps the credential as it is while it is held', async () => {
    const { credential, resource, username } = await place();
    const id = await held(credential, ann);
    const secret = await shown(id, ann);
    const rotation = await estate.call('POST', `/v1/resources/${resource}/rotate`);
    assert.equal(codeOf(rotation), '409 conflict');
    assert.match(rotation.body.detail, /checked out/);
    assert.equal(codeOf(await estate.call('POST', `/v1/credentials/${credential}/deactivate`)), '409 conflict');
    const { job_id } = await estate.expect(202, 'POST', `/v1/resources/${resource}/verify`);
    assert.equal((await estate.ended(job_id)).job.status, 'succeeded');
    assert.ok(await estate.target.accepts(username, secret));
  });

  it('ends by itself, and when somebody takes it away', async () => {
    const { credential, username } = await place();
    const id = await held(credential, ann, { minutes: 1 });
    const secret = await shown(id, ann);
    // A minute is the shortest that can be asked for.
    await estate.estate.store.models.custodies.updateOne({ _id: id }, { $set: { expires_at: new Date() } });
    assert.equal(codeOf(await move('reveal', id, ann)), '409 conflict');
    await estate.wake((await read(id)).job_id);
    assert.equal((await turned(id)).status, 'expired');
    assert.ok(!(await estate.target.accepts(username, secret)));

    const again = await held(credential, ann);
    assert.equal(codeOf(await move('recall', again, bob, { reason: 'not now' })), '403 forbidden');
    const operator = await estate.person('operator');
    const recalled = await move('recall', again, operator, { reason: 'an incident' });
    assert.deepEqual([recalled.body.status, recalled.body.end_reason], ['recalled', 'an incident']);
    assert.equal(codeOf(await move('reveal', again, ann)), '409 conflict');
    await turned(again);
  });

  it('waits for consent, is shown once that is there, and ends when it is taken back', async () => {
    const { credential, username } = await place(OPEN, { checkout: byOne() });
    const asked = await checkOut(credential, ann, { reason: 'a restore' });
    assert.deepEqual([codeOf(asked), asked.body.status], ['202', 'pending_approval']);
    const { id, approval_id } = asked.body;
    assert.equal(codeOf(await move('reveal', id, ann)), '409 conflict');
    const { asked: what } = await estate.approval(approval_id);
    assert.deepEqual(what.options, { credential_id: credential, exclusive: true, minutes: 60 });
    assert.equal(codeOf(await estate.say('approve', approval_id, { as: approver })), '200');
    await whenIs(id, 'to be held', ({ status }) => status === 'held');
    const secret = await shown(id, ann);
    assert.ok(await estate.target.accepts(username, secret));
    const revoked = await estate.say('revoke', approval_id, { as: approver, body: { reason: 'a mistake' } });
    assert.equal(codeOf(revoked), '200', JSON.stringify(revoked.body));
    const ended = await turned(id);
    assert.deepEqual([ended.status, ended.end_detail], ['revoked', 'the consent that the policy wants was taken back']);
    assert.ok(!(await estate.target.accepts(username, secret)));
  });

  it('that is refused, or canceled before it began, is never held', async () => {
    const { credential } = await place(OPEN, { checkout: byOne() });
    const [refused, canceled] = [(await checkOut(credential, ann)).body, (await checkOut(credential, ann)).body];
    await estate.say('deny', refused.approval_id, { as: approver, body: { comment: 'no' } });
    assert.equal((await read(refused.id)).status, 'denied');
    await estate.expect(200, 'POST', `/v1/jobs/${canceled.job_id}/cancel`);
    assert.equal((await read(canceled.id)).status, 'canceled');
    assert.equal((await estate.job(canceled.job_id)).status, 'canceled');
  });

  it('ends when its holder loses the right to it', async () => {
    const cid = await estate.person('requester');
    const { credential } = await place();
    const id = await held(credential, cid);
    const { grants } = await estate.expect(200, 'GET', `/v1/grants?subject_type=user&subject_id=${cid.id}`);
    await estate.expect(200, 'POST', `/v1/grants/${grants[0].id}/revoke`);
    assert.equal(codeOf(await move('reveal', id, cid)), '403 forbidden');
    await estate.wake((await read(id)).job_id);
    const ended = await turned(id);
    assert.equal(ended.status, 'revoked');
    assert.match(ended.end_detail, /may not check it out any more/);
  });

  it('shows nothing any more once the policy that let it happen is another, or its job was canceled', async () => {
    const { credential, policy } = await place();
    const id = await held(credential, ann);
    await estate.expect(200, 'PATCH', `/v1/policies/${policy}`, { body: { rules: { checkout_allowed: false } } });
    // Its workflow may have looked, and ended it, just before.
    assert.match(codeOf(await move('reveal', id, ann)), /^(403 policy_refused|409 conflict)$/);
    const { job_id } = await read(id);
    await estate.wake(job_id);
    const ended = await turned(id);
    assert.equal(ended.status, 'revoked');
    assert.match(ended.end_detail, /no policy allows check-outs here/);

    const other = await place();
    const canceled = await held(other.credential, ann);
    await estate.expect(202, 'POST', `/v1/jobs/${(await read(canceled)).job_id}/cancel`);
    assert.equal(codeOf(await move('reveal', canceled, ann)), '409 conflict');
    assert.equal((await turned(canceled)).status, 'recalled');
  });

  it('leaves the credential as it is where the policy says so', async () => {
    const { credential, username } = await place({ ...OPEN, rotate_after_checkout: false });
    const id = await held(credential, ann);
    const secret = await shown(id, ann);
    const { body } = await move('release', id, ann);
    assert.equal(body.rotation.status, 'not_wanted');
    assert.equal((await estate.ended(body.job_id)).job.status, 'succeeded');
    assert.ok(await estate.target.accepts(username, secret));
  });
});
