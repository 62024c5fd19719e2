/** Protected information that is retrieved through a real worker: with consent and without, once, in time, or not at all. */

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Answer, ConsentEstate, type Person } from '../support/consent-estate.ts';
import { until } from '../support/until.ts';

const MIB = 1024 * 1024;

describe('a retrieval', () => {
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

  const codeOf = ({ status, body }: Answer) => (status < 300 ? String(status) : `${status} ${body.code}`);

  /** Information in a scope of its own, under a policy with `rules`. */
  async function information(rules: object, content: object = { kind: 'text', content: 'a code' }): Promise<number> {
    const scope = await estate.expect(201, 'POST', '/v1/scopes', { body: { name: randomUUID(), parent_id: 1 } });
    const policy = await estate.expect(201, 'POST', '/v1/policies', { body: { name: randomUUID(), rules } });
    const binding = { policy_id: policy.id, target_type: 'scope', target_id: scope.id };
    await estate.expect(201, 'POST', '/v1/policy-bindings', { body: binding });
    const body = { name: randomUUID(), scope_id: scope.id, ...content };
    return (await estate.expect(201, 'POST', '/v1/protected-information', { body })).id;
  }

  const byOne = () => ({ approvals: { retrieve: { quorum: 1, approver_group_ids: [group] } } });
  const ask = (id: number, as: Person, body: object = {}) =>
    estate.call('POST', '/v1/retrievals', { as, body: { information_id: id, ...body } });
  const move = (what: 'reveal' | 'cancel', id: number, as: Person) =>
    estate.call('POST', `/v1/retrievals/${id}/${what}`, { as });
  const whenIs = (id: number, status: string) =>
    until(`retrieval ${id} to be ${status}`, async () => {
      const found = await estate.expect(200, 'GET', `/v1/retrievals/${id}`);
      return found.status === status ? found : undefined;
    });

  async function granted(id: number, as: Person): Promise<Answer['body']> {
    const answer = await ask(id, as);
    assert.equal(codeOf(answer), '201', JSON.stringify(answer.body));
    return answer.body;
  }

  it('shows a text once, and a file of a mebibyte byte for byte', async () => {
    const text = '\u{feff}Ünïcode\r\n\ttext \u0001 🔑 ';
    const ofText = await granted(await information({}, { kind: 'text', content: text }), ann);
    const shown = await move('reveal', ofText.id, ann);
    assert.equal(codeOf(shown), '200', JSON.stringify(shown.body));
    assert.equal(shown.body.content, text);
    assert.equal(codeOf(await move('reveal', ofText.id, ann)), '409 conflict');
    assert.equal(codeOf(await move('reveal', ofText.id, bob)), '404 not_found');
    assert.equal(
      (await estate.jobWhere(ofText.job_id, 'its job to end', ({ ended_at }) => ended_at)).status,
      'succeeded',
    );

    const bytes = randomBytes(MIB);
    const file = {
      kind: 'file',
      content: bytes.toString('base64'),
      file_name: 'k.p12',
      media_type: 'application/x-pkcs12',
    };
    const ofFile = await granted(await information({}, file), ann);
    const { body } = await move('reveal', ofFile.id, ann);
    assert.deepEqual([body.file_name, body.media_type, body.size], ['k.p12', 'application/x-pkcs12', MIB]);
    assert.ok(Buffer.from(body.content, 'base64').equals(bytes));
  });

  it('is shown to one of many who ask at the same moment', async () => {
    const { id } = await granted(await information({}), ann);
    const codes = (await Promise.all(Array.from({ length: 8 }, () => move('reveal', id, ann)))).map(codeOf);
    assert.deepEqual([codes.filter((code) => code === '200').length, new Set(codes).size], [1, 2], codes.join(' '));
    assert.ok(codes.includes('409 conflict'));
  });

  it('waits for consent, and is granted and shown once that is there', async () => {
    const asked = await ask(await information(byOne()), ann, { reason: 'a code is asked for' });
    assert.deepEqual([codeOf(asked), asked.body.status], ['202', 'pending_approval']);
    const { id, approval_id } = asked.body;
    assert.equal(codeOf(await move('reveal', id, ann)), '409 conflict');
    assert.equal(codeOf(await estate.say('approve', approval_id, { as: approver })), '200');
    await whenIs(id, 'granted');
    const shown = await move('reveal', id, ann);
    assert.equal(shown.body.content, 'a code', JSON.stringify(shown.body));
    const records = await estate.recordsOf(approval_id);
    const expected = [
      'retrieval intended',
      'approval.approve succeeded',
      'retrieval.grant succeeded',
      'retrieval.reveal succeeded',
    ];
    assert.deepEqual(
      expected.filter((record) => !records.includes(record)),
      [],
      records.join(', '),
    );
  });

  it('ends when the consent is taken back, and is shown to nobody then', async () => {
    const { id, approval_id, job_id } = (await ask(await information(byOne()), ann)).body;
    await estate.say('approve', approval_id, { as: approver });
    await whenIs(id, 'granted');
    const revoked = await estate.say('revoke', approval_id, { as: approver, body: { reason: 'a mistake' } });
    assert.equal(codeOf(revoked), '200', JSON.stringify(revoked.body));
    assert.equal(codeOf(await move('reveal', id, ann)), '409 conflict');
    const ended = await whenIs(id, 'revoked');
    assert.equal(ended.end_detail, 'the consent that the policy wants was taken back');
    assert.equal((await estate.job(job_id)).status, 'failed');
  });

  it('ends by itself when nobody has seen it in time, or the information is inactive', async () => {
    const [late, inactive] = [await granted(await information({}), ann), await granted(await information({}), ann)];
    // A quarter of an hour, which nothing shortens from outside.
    const over = { $set: { expires_at: new Date() } };
    await estate.estate.store.models.retrievals.updateOne({ _id: late.id }, over);
    assert.equal(codeOf(await move('reveal', late.id, ann)), '409 conflict');
    await whenIs(late.id, 'expired');
    await estate.expect(200, 'POST', `/v1/protected-information/${inactive.information_id}/deactivate`);
    // Its workflow may have looked, and ended it, just before.
    assert.match(codeOf(await move('reveal', inactive.id, ann)), /^(403 policy_refused|409 conflict)$/);
    assert.equal((await whenIs(inactive.id, 'revoked')).end_detail, 'the information is inactive');
  });

  it('is given up by whoever has asked, or with its job', async () => {
    const [own, waiting] = [
      await granted(await information({}), ann),
      (await ask(await information(byOne()), bob)).body,
    ];
    assert.equal((await move('cancel', own.id, ann)).body.status, 'canceled');
    assert.equal(codeOf(await move('reveal', own.id, ann)), '409 conflict');
    await estate.expect(200, 'POST', `/v1/jobs/${waiting.job_id}/cancel`);
    assert.equal((await whenIs(waiting.id, 'canceled')).revealed_at, null);
  });
});
