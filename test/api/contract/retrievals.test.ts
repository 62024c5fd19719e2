/** Retrievals of protected information: what is shown to whom, when, and what ends one before that. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { handOverSecret } from '../../../activities/hand-over/hand-over-secret.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { createLogger } from '../../../runtime/logger.ts';
import { passTime } from '../../../store/approvals/pass-time.ts';
import type { RetrievalDocument } from '../../../store/models/retrieval.ts';
import { passRetrievalTime } from '../../../store/retrievals/pass-retrieval-time.ts';
import type { Vault } from '../../../store/vault/vault.ts';
import { handOver } from '../../../worker-calls/hand-over.ts';
import type { HandOverInput } from '../../../workflows/contract.ts';
import { type ApiHarness, type CallAnswer, type Caller, startApi } from '../../support/api-harness.ts';
import { buildBundle } from '../../support/built-bundle.ts';
import { Robot } from '../../support/robot.ts';
import { assertNowhere, assertOk, assertRefused } from './assert-refused.ts';
import { freshName, type Person, publishInboxKey, World } from './world.ts';

const PATH = '/v1/retrievals';
const MIB = 1024 * 1024;
const FROM_ELSEWHERE = { 'X-Forwarded-For': '203.0.113.9' };
const FROM_INSIDE = { 'X-Forwarded-For': '10.0.0.9' };
const INSIDE_ONLY =
  'forbid(principal, action, resource) unless { context has address && context.address.isInRange(ip("10.0.0.0/8")) };';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi({ trustedProxies: ['127.0.0.1'] });
  world = await World.enter(api, api.admin);
  await publishInboxKey(api);
});
after(() => api.close());

interface Options {
  readonly as?: Caller;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}
type Asked = CallAnswer['body'];

const ask = (information_id: number, options: Options = {}) =>
  world.call('POST', PATH, { ...options, body: { information_id, ...options.body } });
const move = (what: 'reveal' | 'cancel', { id }: Asked, options: Options = {}) =>
  world.call('POST', `${PATH}/${id}/${what}`, options);
const read = async ({ id }: Asked) => (await world.call('GET', `${PATH}/${id}`)).body;
const codeOf = ({ status, body }: CallAnswer) => (status < 300 ? String(status) : `${status} ${body.code}`);
/** What the workflow does now and then. */
const look = ({ job_id: jobId }: Asked) => passRetrievalTime(api.store, { organizationId: 1, jobId });
const jobOf = async ({ job_id }: Asked) => (await world.call('GET', `/v1/jobs/${job_id}`)).body;

async function granted(information: number, options: Options = {}): Promise<Asked> {
  const answer = assertOk(await ask(information, options), 201);
  assert.equal(answer.body.status, 'granted');
  return answer.body;
}

/** Information in a scope of its own, under a policy. */
async function governed(rules: object, policy: object = {}): Promise<{ readonly id: number; readonly scope: number }> {
  const scope = await world.scope();
  const policy_id = await world.policy({ rules, ...policy });
  await world.policyBinding({ policy_id, target_id: scope });
  return { id: await world.protectedInformation({ scope_id: scope }), scope };
}

async function requester(scopeId?: number): Promise<Person> {
  const person = await world.person();
  await world.grant({ subject_id: person.id, role: 'requester', ...(scopeId ? { scope_id: scopeId } : {}) });
  return person;
}

async function stored({ id }: Asked): Promise<RetrievalDocument> {
  const found = await api.store.models.retrievals.findById(id).lean<RetrievalDocument>();
  assert.ok(found);
  return found;
}

async function recordsOf({ job_id }: Asked): Promise<string[]> {
  const { events } = (await world.call('GET', `/v1/logs/audit?job_id=${job_id}&limit=1000`)).body;
  return events.map(({ operation, status }: Asked) => `${operation} ${status}`).reverse();
}

describe('the content of protected information', () => {
  it('is shown once to whoever may retrieve it where no policy wants more, on record, and is nowhere in clear', async () => {
    const content = `canary-${randomBytes(12).toString('hex')} ü\n\t"`;
    const id = await world.protectedInformation({ content });
    const as = await requester();
    const asked = await granted(id, { as, body: { reason: 'a code is asked for', ticket_id: 'CHG-7' } });
    assert.deepEqual(
      [asked.information_id, asked.requester, asked.reason, asked.ticket_id, asked.approval_id],
      [id, as.name, 'a code is asked for', 'CHG-7', null],
    );
    assert.equal(Date.parse(asked.expires_at) - Date.parse(asked.granted_at), 15 * 60_000);
    const shown = assertOk(await move('reveal', asked, { as })).body;
    assert.deepEqual(shown, {
      retrieval_id: asked.id,
      information_id: id,
      version: 1,
      kind: 'text',
      size: Buffer.byteLength(content),
      file_name: null,
      media_type: null,
      content,
    });
    const again = await move('reveal', asked, { as });
    assertRefused(again, 409, 'conflict');
    assert.match(again.body.detail, /shown before/);
    const after = await read(asked);
    assert.deepEqual([after.status, after.revealed_version, after.end_detail], ['revealed', 1, null]);
    assert.ok(after.revealed_at !== null && after.ended_at !== null);
    const job = await jobOf(asked);
    assert.deepEqual(
      [job.operation, job.status, job.resource_id, job.resource_count, job.result],
      ['retrieve', 'succeeded', null, 0, { retrieval_id: asked.id, version: 1 }],
    );
    const records = await recordsOf(asked);
    assert.deepEqual(records.slice(0, 2), ['retrieval succeeded', 'retrieval.reveal succeeded']);
    assert.equal((await look(asked)).quietMs, null);
    for (const form of [content.slice(0, 31), Buffer.from(content).toString('base64').slice(0, 30)]) {
      await assertNowhere(api, form);
    }
    assert.equal(await api.store.models.secretIntents.countDocuments(), 0);
  });

  it('comes back byte for byte, at its longest too', async () => {
    const bytes = randomBytes(MIB);
    const file = {
      kind: 'file',
      content: bytes.toString('base64'),
      file_name: 'a key.p12',
      media_type: 'application/x',
    };
    const ofFile = await granted(await world.protectedInformation(file));
    const { body } = assertOk(await move('reveal', ofFile));
    assert.deepEqual(
      [body.kind, body.size, body.file_name, body.media_type],
      ['file', MIB, 'a key.p12', 'application/x'],
    );
    assert.ok(Buffer.from(body.content, 'base64').equals(bytes));
    // The longest that JSON makes of a mebibyte.
    const text = '\u0001'.repeat(MIB);
    const ofText = await granted(await world.protectedInformation({ content: text }));
    assert.equal(assertOk(await move('reveal', ofText)).body.content, text);
  });

  it('is that of the version which is current when it is shown', async () => {
    const id = await world.protectedInformation({ content: 'first' });
    const [before, then] = [await granted(id), await granted(id)];
    await world.call('POST', `/v1/protected-information/${id}/versions`, { body: { content: 'second' } });
    assert.deepEqual(
      [(await move('reveal', before)).body.content, (await read(before)).revealed_version],
      ['second', 2],
    );
    await world.call('POST', `/v1/protected-information/${id}/restore`, { body: { version: 1 } });
    assert.deepEqual([(await move('reveal', then)).body.content, (await read(then)).revealed_version], ['first', 1]);
  });

  it('is shown to whoever has asked for it, and to nobody else, whatever they may do', async () => {
    const asked = await granted(await world.protectedInformation(), { as: await requester() });
    for (const what of ['reveal', 'cancel'] as const) {
      assertRefused(await move(what, asked), 404, 'not_found');
      assertRefused(await move(what, asked, { as: await requester() }), 404, 'not_found');
    }
    assert.equal((await read(asked)).status, 'granted');
  });

  it('is shown to one of two who ask at the same moment, and to neither twice', async () => {
    const asked = await granted(await world.protectedInformation());
    const answers = await Promise.all([1, 2, 3, 4].map(() => move('reveal', asked)));
    const codes = answers.map(codeOf).sort();
    assert.deepEqual(codes, ['200', '409 conflict', '409 conflict', '409 conflict']);
    assert.equal((await recordsOf(asked)).filter((record) => record === 'retrieval.reveal succeeded').length, 1);
  });

  it('is not shown where the information is deactivated while a worker opens it', async () => {
    const asked = await granted(await world.protectedInformation());
    const vault: Pick<Vault, 'open' | 'seal'> = {
      open: async (...sealed) => {
        assertOk(await world.call('POST', `/v1/protected-information/${asked.information_id}/deactivate`));
        return api.vault.open(...sealed);
      },
      seal: (...secret) => api.vault.seal(...secret),
    };
    const logger = createLogger({ service: 'worker', level: 'error' });
    const worker = handOverSecret({ store: api.store, vault, logger });
    const handOvers = {
      ask: async (input: HandOverInput) => {
        // It is tried again, and asked about anew.
        await assert.rejects(worker(input));
        return (await worker(input)).objection;
      },
    };
    const { requester: auditActor } = await stored(asked);
    const ids = { organizationId: 1, correlationId: freshName('c'), traceId: null };
    const shown = handOver(
      { store: api.store, handOvers, actor: auditActor, ...ids },
      { purpose: 'reveal_retrieval', subjectId: asked.id },
    );
    await assert.rejects(shown, (error) => error instanceof CapstanError && error.code === 'policy_refused');
    assert.equal((await stored(asked)).revealed_at, null);
  });

  it('is either shown or given up where both are asked for at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const asked = await granted(await world.protectedInformation());
      const answers = await Promise.all([move('reveal', asked), move('cancel', asked)]);
      const [revealed, canceled] = answers.map(({ status }) => status === 200);
      assert.notEqual(revealed, canceled, answers.map(codeOf).join(', '));
      assert.equal((await read(asked)).status, revealed ? 'revealed' : 'canceled');
    }
  });
});

describe('a retrieval', () => {
  it('is asked for what the nearest policy of its scope wants', async () => {
    const { id, scope } = await governed({ reason_required: true, ticket_required: { pattern: 'CHG-[0-9]+' } });
    assertRefused(await ask(id), 422, 'unprocessable', '/body/reason');
    const body = { reason: 'a check' };
    assertRefused(await ask(id, { body }), 422, 'unprocessable', '/body/ticket_id');
    assertRefused(await ask(id, { body: { ...body, ticket_id: 'INC-1' } }), 422, 'unprocessable', '/body/ticket_id');
    assertOk(await ask(id, { body: { ...body, ticket_id: 'CHG-1' } }), 201);
    const below = await world.scope(scope);
    const policy_id = await world.policy({ rules: { reason_required: false } });
    await world.policyBinding({ policy_id, target_id: below });
    const nearer = await world.protectedInformation({ scope_id: below });
    assertOk(await ask(nearer, { body: { ticket_id: 'CHG-1' } }), 201);
  });

  it('takes no notice of what policies ask of targets', async () => {
    const blackouts = [{ from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' }];
    const { id } = await governed({ checkout_allowed: false, verification_required: true, blackouts });
    await granted(id);
  });

  it('is asked for and shown where conditions let it be', async () => {
    const { id } = await governed({}, { conditions: INSIDE_ONLY });
    assertRefused(await ask(id, { headers: FROM_ELSEWHERE }), 403, 'policy_refused');
    const asked = await granted(id, { headers: FROM_INSIDE });
    assertRefused(await move('reveal', asked, { headers: FROM_ELSEWHERE }), 403, 'policy_refused');
    await look(asked);
    assert.equal((await read(asked)).status, 'granted', 'whoever asked from inside may still see it there');
    assertOk(await move('reveal', asked, { headers: FROM_INSIDE }));
  });

  it('is one thing to conditions, and its information another than a resource', async () => {
    const about = (condition: string) => governed({}, { conditions: `@reason("no") ${condition};` });
    const refused = await about(
      'forbid(principal, action == Action::"retrieve", resource) when { resource.type == "text" }',
    );
    assertRefused(await ask(refused.id), 403, 'policy_refused');
    const { id } = await about('forbid(principal, action, resource) when { resource.username == "root" }');
    await granted(id);
    const other = await about('forbid(principal, action == Action::"checkout", resource)');
    await granted(other.id);
  });

  it('is asked for all of it once more when it is shown', async () => {
    const { id, scope } = await governed({});
    const asked = await granted(id, { body: { reason: 'a check' } });
    const policy_id = await world.policy({ rules: { ticket_required: true } });
    await world.policyBinding({ policy_id, target_id: scope });
    assertRefused(await move('reveal', asked), 403, 'policy_refused');
    await look(asked);
    const { status, end_detail } = await read(asked);
    assert.deepEqual([status, end_detail], ['revoked', 'refused by policy: ticket_required is needed by policy']);
  });

  it('ends when its time is over', async () => {
    const asked = await granted(await world.protectedInformation());
    const { quietMs } = await look(asked);
    assert.ok(quietMs !== null && quietMs > 0);
    await api.store.models.retrievals.updateOne({ _id: asked.id }, { $set: { expires_at: new Date() } });
    assertRefused(await move('reveal', asked), 409, 'conflict');
    assert.equal((await look(asked)).quietMs, null);
    assert.deepEqual([(await read(asked)).status, (await jobOf(asked)).status], ['expired', 'timed_out']);
    assert.ok((await recordsOf(asked)).includes('retrieval.end succeeded'));
    assertRefused(await move('cancel', asked), 409, 'conflict');
  });

  it('is revoked when its requester loses the right, is not there any more, or the information is inactive', async () => {
    const as = await requester();
    const id = await world.protectedInformation();
    const [unheld, gone] = [await granted(id, { as }), await granted(id, { as: await requester() })];
    const { grants } = (await world.call('GET', `/v1/grants?subject_type=user&subject_id=${as.id}`)).body;
    assertOk(await world.call('POST', `/v1/grants/${grants[0].id}/revoke`));
    assertRefused(await move('reveal', unheld, { as }), 403, 'forbidden');
    assertOk(await world.call('POST', `/v1/users/${gone.requester_id}/deactivate`));
    const inactive = await granted(id);
    await look(unheld);
    await look(gone);
    assertOk(await world.call('POST', `/v1/protected-information/${id}/deactivate`));
    assertRefused(await ask(id), 409, 'resource_inactive');
    assertRefused(await move('reveal', inactive), 403, 'policy_refused');
    await look(inactive);
    const ended = [await read(unheld), await read(gone), await read(inactive)];
    assert.deepEqual(
      ended.map(({ status, end_detail }) => [status, end_detail]),
      [
        ['revoked', 'whoever has asked may not retrieve it any more'],
        ['revoked', 'whoever has asked is not active any more'],
        ['revoked', 'the information is inactive'],
      ],
    );
    assert.deepEqual(
      [(await jobOf(inactive)).status, (await jobOf(inactive)).result.code],
      ['failed', 'policy_refused'],
    );
  });

  it('is revoked when an application is authorized for it no more', async () => {
    const areas = ['auth', 'retrievals'];
    const robot = await Robot.make(api, { authorized_resources: [{ areas }] }, 'requester');
    const asked = await granted(await world.protectedInformation(), { as: await robot.token() });
    assert.equal(asked.requester_type, 'application');
    const body = { authorized_resources: [{ areas: ['auth', 'protected-information'] }] };
    assertOk(await world.call('PATCH', `/v1/applications/${robot.id}`, { body }));
    await look(asked);
    assert.equal((await read(asked)).status, 'revoked');
  });

  it('goes with its information to another scope, under the rights and the policy of that one', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const id = await world.protectedInformation({ scope_id: from });
    const as = await requester(from);
    const asked = await granted(id, { as });
    const byAdmin = await granted(id);
    const watcher = await api.createUser(freshName('watcher'), 'viewer', { scopeId: to });
    assert.equal((await world.call('GET', `${PATH}/${asked.id}`, { as: watcher })).status, 404);
    const policy_id = await world.policy({ rules: { approvals: { retrieve: { quorum: 1 } } } });
    await world.policyBinding({ policy_id, target_id: to });
    assertOk(await world.call('PATCH', `/v1/protected-information/${id}`, { body: { scope_id: to } }));
    assert.equal((await world.call('GET', `${PATH}/${asked.id}`, { as: watcher })).body.scope_id, to);
    assertRefused(await move('reveal', asked, { as }), 403, 'forbidden');
    assertRefused(await move('reveal', byAdmin), 403, 'policy_refused');
    await look(byAdmin);
    assert.match((await read(byAdmin)).end_detail, /consent of others by now/);
  });

  it('lies where its information lies, also when it is asked for while that moves', async () => {
    const places = [await world.scope(), await world.scope()];
    const id = await world.protectedInformation({ scope_id: places[0] });
    for (let round = 1; round <= 8; round += 1) {
      const body = { scope_id: places[round % 2] };
      const [asked, moved] = await Promise.all([
        ask(id),
        world.call('PATCH', `/v1/protected-information/${id}`, { body }),
      ]);
      assert.deepEqual([asked.status, moved.status], [201, 200]);
      assert.equal((await read(asked.body)).scope_id, body.scope_id);
    }
  });

  it('may be given up, also by those who may cancel its job', async () => {
    const id = await world.protectedInformation();
    const [own, others] = [await granted(id), await granted(id)];
    const canceled = assertOk(await move('cancel', own)).body;
    assert.deepEqual([canceled.status, (await jobOf(own)).status], ['canceled', 'canceled']);
    assertRefused(await move('reveal', own), 409, 'conflict');
    assertRefused(await move('cancel', own), 409, 'conflict');
    assertOk(await world.call('POST', `/v1/jobs/${others.job_id}/cancel`), 202);
    assertRefused(await move('reveal', others), 409, 'conflict');
    await look(others);
    assert.deepEqual([(await read(others)).status, (await jobOf(others)).status], ['canceled', 'canceled']);
  });

  it('is one of twenty at most that somebody has open of the same information', async () => {
    const id = await world.protectedInformation();
    for (let count = 0; count < 20; count += 1) await granted(id);
    assertRefused(await ask(id), 409, 'conflict');
    await granted(id, { as: await requester() });
    const { retrievals } = (await world.call('GET', `${PATH}?information_id=${id}&status=granted`)).body;
    assert.equal(retrievals.length, 21);
  });

  it('is evidence as any job is, though it is about no resource', async () => {
    const asked = await granted(await world.protectedInformation());
    assertOk(await move('reveal', asked));
    const { items } = (await world.call('GET', `/v1/jobs/${asked.job_id}/items`)).body;
    assert.deepEqual(items, []);
    assertOk(await world.call('GET', `/v1/jobs/${asked.job_id}/timeline`));
    await world.endLedgerJobs();
    const body = { job_id: asked.job_id };
    const bundle = assertOk(await world.call('POST', '/v1/evidence-bundles', { body }), 202).body;
    const ledger = api.ledger();
    await buildBundle(api.store, bundle.job_id);
    assert.equal((await world.call('GET', `/v1/evidence-bundles/${bundle.bundle_id}`)).body.state, 'ready');
    await ledger.stop();
  });
});

describe('a retrieval that needs consent', () => {
  const WANTED = { approvals: { retrieve: { quorum: 1 } } };

  async function waiting(rules: object = WANTED): Promise<Asked & { readonly as: Person; readonly scope: number }> {
    const { id, scope } = await governed(rules);
    const as = await requester();
    const answer = assertOk(await ask(id, { as, body: { reason: 'a check' } }), 202);
    assert.equal(answer.headers.get('location'), `/v1/jobs/${answer.body.job_id}`);
    assert.equal(answer.body.status, 'pending_approval');
    return { ...answer.body, as, scope };
  }
  const say = ({ approval_id }: Asked, word: string, body?: object) =>
    world.call('POST', `/v1/approvals/${approval_id}/${word}`, body ? { body } : {});

  it('waits for it, is granted once it is there, and is shown then', async () => {
    const asked = await waiting();
    const approval = (await world.call('GET', `/v1/approvals/${asked.approval_id}`)).body;
    const { nonce, ...what } = approval.asked;
    const { name } = (await world.call('GET', `/v1/protected-information/${asked.information_id}`)).body;
    assert.match(nonce, /./);
    assert.deepEqual([approval.operation, approval.resource_id, approval.scope_id], ['retrieve', null, asked.scope]);
    assert.deepEqual(what, {
      operation: 'retrieve',
      information_id: asked.information_id,
      scope_id: asked.scope,
      name,
      kind: 'text',
      reason: 'a check',
      ticket_id: null,
      options: {},
    });
    assertRefused(await move('reveal', asked, { as: asked.as }), 409, 'conflict');
    assertOk(await say(asked, 'approve'));
    assert.equal((await read(asked)).status, 'pending');
    assertRefused(await move('reveal', asked, { as: asked.as }), 409, 'conflict');
    await look(asked);
    assert.deepEqual([(await read(asked)).status, (await jobOf(asked)).status], ['granted', 'running']);
    assertOk(await move('reveal', asked, { as: asked.as }));
    const records = await recordsOf(asked);
    for (const record of ['retrieval intended', 'approval.approve succeeded', 'retrieval.grant succeeded']) {
      assert.ok(records.includes(record), records.join(', '));
    }
  });

  it('is denied, canceled with its job or by whoever asked, and then is no request for consent either', async () => {
    const [denied, canceled, givenUp] = [await waiting(), await waiting(), await waiting()];
    assertOk(await say(denied, 'deny', { comment: 'no' }));
    assertOk(await world.call('POST', `/v1/jobs/${canceled.job_id}/cancel`));
    assertOk(await move('cancel', givenUp, { as: givenUp.as }));
    const found = await Promise.all([denied, canceled, givenUp].map(async (asked) => (await read(asked)).status));
    assert.deepEqual(found, ['denied', 'canceled', 'canceled']);
    const approval = (await world.call('GET', `/v1/approvals/${givenUp.approval_id}`)).body;
    assert.equal(approval.status, 'canceled');
    assert.ok((await recordsOf(denied)).includes('retrieval failed'));
    assertRefused(await move('reveal', denied, { as: denied.as }), 409, 'conflict');
  });

  it('is revoked when the consent is taken back, before it is granted and afterwards', async () => {
    const [pending, open] = [await waiting(), await waiting()];
    for (const asked of [pending, open]) assertOk(await say(asked, 'approve'));
    await look(open);
    for (const asked of [pending, open]) assertOk(await say(asked, 'revoke', { reason: 'a mistake' }));
    assertRefused(await move('reveal', open, { as: open.as }), 409, 'conflict');
    await look(open);
    assert.deepEqual([(await read(pending)).status, (await read(open)).status], ['revoked', 'revoked']);
    assert.match((await read(open)).end_detail, /taken back/);
  });

  it('is not granted where the information is called otherwise, or lies elsewhere, than people have consented to', async () => {
    const [renamed, moved] = [await waiting(), await waiting()];
    const policy_id = await world.policy({ rules: WANTED });
    const elsewhere = await world.scope();
    await world.policyBinding({ policy_id, target_id: elsewhere });
    const change = ({ information_id }: Asked, body: object) =>
      world.call('PATCH', `/v1/protected-information/${information_id}`, { body });
    for (const asked of [renamed, moved]) assertOk(await say(asked, 'approve'));
    assertOk(await change(renamed, { name: freshName('another') }));
    assertOk(await change(moved, { scope_id: elsewhere }));
    for (const asked of [renamed, moved]) {
      await look(asked);
      const { status, end_detail } = await read(asked);
      assert.deepEqual([status, end_detail], ['failed', 'what was approved is not what would be done now']);
      assert.ok((await recordsOf(asked)).includes('retrieval denied'));
    }
  });

  it('expires with the time that people have to decide', async () => {
    const asked = await waiting();
    assert.deepEqual(await look(asked), { quietMs: 30_000 });
    await api.store.models.approvals.updateOne({ _id: asked.approval_id }, { $set: { expires_at: new Date() } });
    await passTime(api.store, 1, asked.approval_id);
    const { status, result } = await jobOf(asked);
    assert.deepEqual([(await read(asked)).status, status, result.code], ['expired', 'timed_out', 'approval_expired']);
    assertRefused(await move('reveal', asked, { as: asked.as }), 409, 'conflict');
  });

  it('is granted without in an emergency, which is reviewed, and not where none is', async () => {
    const { id } = await governed(WANTED);
    const body = { break_glass: true, reason: 'an outage' };
    assertRefused(await ask(id, { as: await requester(), body }), 403, 'forbidden');
    const asked = await granted(id, { body });
    const review = (await world.call('GET', `/v1/approvals/${asked.approval_id}`)).body;
    assert.deepEqual([review.kind, review.operation], ['review', 'retrieve']);
    assertOk(await move('reveal', asked));
    const open = await world.protectedInformation();
    assertRefused(await ask(open, { body }), 422, 'unprocessable', '/body/break_glass');
    const objected = await granted(id, { body });
    const approver = await api.createUser(freshName('approver'), 'approver');
    const objection = { as: approver, body: { comment: 'no outage' } };
    assertOk(await world.call('POST', `/v1/approvals/${objected.approval_id}/deny`, objection));
    assert.match(codeOf(await move('reveal', objected)), /^4/);
    await look(objected);
    assert.equal((await read(objected)).status, 'revoked');
  });
});
