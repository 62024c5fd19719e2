/** Sessions at their edges: who gets one when, and what becomes of it when the ground under it moves. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { SessionStatus } from '../../../domain/connect-session.ts';
import { passTime } from '../../../store/approvals/pass-time.ts';
import { endingOf } from '../../../store/connect-sessions/end-session.ts';
import {
  checkHeld,
  endHeld,
  type HeldEnd,
  SessionLost,
  tellHeld,
} from '../../../store/connect-sessions/gateway-writes.ts';
import { removeGateway, renewGateway, sessionsAt } from '../../../store/connect-sessions/gateways.ts';
import { type LaunchRequest, launchSession } from '../../../store/connect-sessions/launch-session.ts';
import { passExtensionTime } from '../../../store/connect-sessions/pass-extension-time.ts';
import { passSessionTime } from '../../../store/connect-sessions/pass-session-time.ts';
import { settleTurning } from '../../../store/custody/hold.ts';
import { passCustodyTime } from '../../../store/custody/pass-custody-time.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import { busyResources, countLiveSessions } from '../../../store/plans/surroundings.ts';
import { handOver } from '../../../worker-calls/hand-over.ts';
import { type ApiHarness, type CallAnswer, type Caller, startApi } from '../../support/api-harness.ts';
import { directHandOvers } from '../../support/direct-hand-overs.ts';
import { applicationWith } from '../access/callers.ts';
import { begin, GATEWAY, GATEWAY_ID, launch, launchRequest, leave, record, runGateway } from './made-session.ts';
import { type Person, publishInboxKey, World } from './world.ts';

let api: ApiHarness;
let world: World;
/** Asks for sessions. */
let ann: Person;
/** Where whoever may connect needs nothing else. */
let account: number;
/** Where somebody has to consent. */
let governed: number;

before(async () => {
  api = await startApi({ trustedProxies: ['127.0.0.1'] });
  world = await World.enter(api, api.admin);
  await publishInboxKey(api);
  ann = await requester();
  account = await world.openAccount();
  governed = await world.openAccount({ approvals: { connect: { quorum: 1 } } });
  await runGateway(api.store);
});
after(() => api.close());

const FROM_ELSEWHERE = { 'X-Forwarded-For': '203.0.113.9' };
const FROM_INSIDE = { 'X-Forwarded-For': '10.0.0.9' };
const PATH = '/v1/connect/sessions';

interface AskOptions {
  readonly as?: Caller;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

interface Requester extends Person {
  readonly grantId: number;
}

async function requester(): Promise<Requester> {
  const person = await world.person();
  return { ...person, grantId: await world.grant({ subject_id: person.id, role: 'requester' }) };
}

const loseGrant = async ({ grantId }: Requester) =>
  assert.equal(codeOf(await world.call('POST', `/v1/grants/${grantId}/revoke`)), '200');

const ask = (resource_id: number, { body, as = ann, ...options }: AskOptions = {}) =>
  world.call('POST', PATH, { ...options, as, body: { resource_id, ...body } });

async function asked(status: 201 | 202, resource = account, options: AskOptions = {}): Promise<string> {
  const answer = await ask(resource, options);
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer.body.session.public_id;
}

type Move = 'launch' | 'end' | 'terminate' | 'suspend' | 'resume' | 'watch' | 'moderate';

/** By whom it may be done: what is one's own is nobody else's. */
function move(what: Move, id: string, options: { as?: Caller; headers?: Record<string, string> } = {}) {
  const as = what === 'launch' || what === 'end' ? ann : api.admin;
  const body = what === 'terminate' || what === 'suspend' ? { reason: 'an incident' } : undefined;
  return world.call('POST', `${PATH}/${id}/${what}`, { as, ...(body ? { body } : {}), ...options });
}

const codeOf = ({ status, body }: CallAnswer) => (status < 300 ? String(status) : `${status} ${body.code}`);
async function refusedAt(pointer: string, answer: Promise<CallAnswer>): Promise<void> {
  const refused = await answer;
  assert.deepEqual([codeOf(refused), refused.body.errors?.[0].pointer], ['422 unprocessable', pointer]);
}
const tokenOf = (id: string, as: Caller = ann) => world.launchToken(id, as);

async function stored(id: string): Promise<ConnectSessionDocument> {
  const found = await api.store.models.connectSessions.findById(id).lean<ConnectSessionDocument>();
  assert.ok(found);
  return found;
}

const change = (id: string, fields: Partial<ConnectSessionDocument>) =>
  api.store.models.connectSessions.updateOne({ _id: id }, { $set: fields });

/** What the workflow does now and then. */
async function look(id: string): Promise<number | null> {
  const { job_id: jobId } = await stored(id);
  return passSessionTime(api.store, { organizationId: 1, jobId });
}

/** Of the session, and why it is so. */
async function standing(id: string): Promise<string> {
  const { status, ending } = await stored(id);
  return ending ? `${status}: ${ending.reason}` : status;
}

async function jobOf(id: string): Promise<string> {
  const { job_id } = await stored(id);
  const [job, item] = await Promise.all([
    api.store.models.jobs.findById(job_id).lean(),
    api.store.models.jobItems.findOne({ job_id }).lean(),
  ]);
  return [job?.status, item?.status, item?.code].filter((word) => word !== null).join(' ');
}

/** What the audit log has of a session, oldest first: operation and status. */
async function told(id: string): Promise<string[]> {
  const records = await api.store.auditCollection().find({ session_id: id }).sort({ _id: 1 }).toArray();
  return records.map(({ operation, status }) => `${operation} ${status}`);
}

async function launched(resource = account, options: AskOptions = {}): Promise<string> {
  const id = await asked(201, resource, options);
  await launch(api.store, id, await tokenOf(id, options.as));
  return id;
}

async function active(resource = account, options: AskOptions = {}): Promise<string> {
  const id = await launched(resource, options);
  await begin(api.store, id);
  return id;
}

const endAs = (id: string, end: HeldEnd) => endHeld(api.store, { sessionId: id, gatewayId: GATEWAY_ID }, end);
const TARGET_FAILED: HeldEnd = {
  status: 'failed',
  ending: { ...endingOf('target_failed', 'it refuses the login'), code: 'credential_invalid' },
  head: null,
};

const approve = async (id: string, word: 'approve' | 'deny' | 'revoke' = 'approve') =>
  decide((await stored(id)).approval_id, word);

const decide = async (approval_id: number | null, word: 'approve' | 'deny' | 'revoke') => {
  const body = { [word === 'revoke' ? 'reason' : 'comment']: 'as agreed' };
  assert.equal(codeOf(await world.call('POST', `/v1/approvals/${approval_id}/${word}`, { body })), '200');
};

async function consented(): Promise<string> {
  const id = await asked(202, governed);
  await approve(id);
  return id;
}

describe('a request for a session', () => {
  it('takes what the device speaks, and says by what it is worked on', async () => {
    const ssh = (await ask(account)).body.session;
    assert.deepEqual([ssh.protocol, ssh.mode, ssh.minutes, ssh.status], ['ssh', 'web_terminal', 60, 'pending_launch']);
    const native = (await ask(account, { body: { mode: 'native_client', protocol: 'ssh' } })).body.session;
    assert.deepEqual([native.protocol, native.mode], ['ssh', 'native_client']);
    await refusedAt('/body/protocol', ask(account, { body: { protocol: 'postgres' } }));
  });

  it('has no terminal over PostgreSQL', async () => {
    const resource = await world.readyResource();
    const policy_id = await world.policy({ rules: { connect_allowed: true } });
    await world.policyBinding({ policy_id, target_type: 'resource', target_id: resource });
    const { protocol, mode } = (await ask(resource)).body.session;
    assert.deepEqual([protocol, mode], ['postgres', 'native_client']);
    await refusedAt('/body/mode', ask(resource, { body: { mode: 'web_terminal' } }));
  });

  it('is closed until a policy opens it, and lasts no longer than that says', async () => {
    const closed = await world.openAccount({ connect_allowed: false });
    assert.equal(codeOf(await ask(closed)), '403 policy_refused');
    const short = await world.openAccount({ session_max_minutes: 10 });
    await refusedAt('/body/minutes', ask(short, { body: { minutes: 11 } }));
    assert.equal((await ask(short, { body: { minutes: 9 } })).body.session.minutes, 9);
    assert.equal((await ask(short)).body.session.minutes, 10);
  });

  it('gives the reason and the ticket that the policy wants', async () => {
    const strict = await world.openAccount({ reason_required: true, ticket_required: { pattern: 'CHG-[0-9]+' } });
    await refusedAt('/body/reason', ask(strict));
    await refusedAt('/body/ticket_id', ask(strict, { body: { reason: 'on call', ticket_id: 'INC-1' } }));
    const { session } = (await ask(strict, { body: { reason: 'on call', ticket_id: 'CHG-1' } })).body;
    assert.deepEqual([session.reason, session.ticket_id], ['on call', 'CHG-1']);
  });

  it('is not granted where nobody can log in', async () => {
    const [noResource, noDevice, noCredential] = [
      await world.openAccount(),
      await world.openAccount(),
      await world.openAccount(),
    ];
    const { device_id } = (await world.call('GET', `/v1/resources/${noDevice}`)).body;
    const { credentials } = (await world.call('GET', `/v1/credentials?resource_id=${noCredential}`)).body;
    await world.call('POST', `/v1/resources/${noResource}/deactivate`);
    await world.call('POST', `/v1/devices/${device_id}/deactivate`);
    await world.call('POST', `/v1/credentials/${credentials[0].id}/deactivate`);
    assert.equal(codeOf(await ask(noResource)), '409 resource_inactive');
    assert.equal(codeOf(await ask(noDevice)), '409 resource_inactive');
    assert.equal(codeOf(await ask(noCredential)), '409 resource_not_ready');
  });

  it('waits for whoever has the credential alone, and not for oneself', async () => {
    const bob = await requester();
    const resource = await world.openAccount({ checkout_allowed: true, rotate_after_checkout: false });
    const before = await asked(201, resource);
    const { credentials } = (await world.call('GET', `/v1/credentials?resource_id=${resource}`)).body;
    const body = { credential_id: credentials[0].id, exclusive: true };
    const held = await world.call('POST', '/v1/check-outs', { as: bob, body });
    assert.equal(held.status, 201, JSON.stringify(held.body));
    assert.equal(codeOf(await ask(resource)), '409 conflict');
    assert.equal(codeOf(await move('launch', before)), '403 policy_refused', 'nor may an earlier one be launched');
    assert.equal(codeOf(await ask(resource, { as: bob })), '201');
    await world.call('POST', `/v1/check-outs/${held.body.id}/release`, { as: bob });
    assert.equal(codeOf(await move('launch', before)), '200');
  });

  it('keeps nothing of itself where it is refused', async () => {
    const closed = await world.openAccount({ connect_allowed: false });
    await ask(closed);
    const of = { resource_id: closed };
    assert.equal(await api.store.models.connectSessions.countDocuments(of), 0);
    assert.equal(await api.store.models.jobs.countDocuments({ ...of, operation: 'connect' }), 0);
  });
});

describe('a session that needs consent', () => {
  it('waits for it, and may be launched for a while once it is there', async () => {
    const answer = await ask(governed);
    const { session, launch_token_expires_at } = answer.body;
    const id: string = session.public_id;
    assert.deepEqual([answer.status, session.status, launch_token_expires_at], [202, 'pending_approval', null]);
    assert.equal(answer.headers.get('location'), `/v1/jobs/${session.job_id}`);
    assert.equal(codeOf(await move('launch', id)), '409 conflict');
    assert.equal(await look(id), 15_000);
    await approve(id);
    const { status, launch_by } = (await world.call('GET', `${PATH}/${id}`)).body;
    assert.equal(status, 'pending_launch');
    const left = Date.parse(launch_by) - Date.now();
    assert.ok(left > 14 * 60_000 && left <= 15 * 60_000 + 1_000, `${left} ms`);
    await look(id);
    assert.equal(await jobOf(id), 'running running');
    assert.equal(codeOf(await move('launch', id)), '200');
  });

  it('is not there for whoever has had it denied', async () => {
    const id = await asked(202, governed);
    await approve(id, 'deny');
    assert.deepEqual(
      [await standing(id), await jobOf(id)],
      ['denied: consent_denied', 'failed failed approval_denied'],
    );
    assert.deepEqual(await told(id), ['session.request intended', 'session.end failed']);
    assert.equal(codeOf(await move('launch', id)), '409 conflict');
    assert.equal(await look(id), null);
  });

  it('expires with the request for consent', async () => {
    const id = await asked(202, governed);
    const { approval_id } = await stored(id);
    await api.store.models.approvals.updateOne({ _id: approval_id ?? 0 }, { $set: { expires_at: new Date(0) } });
    await passTime(api.store, 1, approval_id ?? 0);
    assert.deepEqual(
      [await standing(id), await jobOf(id)],
      ['expired: consent_expired', 'timed_out failed approval_expired'],
    );
  });

  it('is given up with the request for consent, and the other way round', async () => {
    const [withdrawn, ended] = [await asked(202, governed), await asked(202, governed)];
    const { approval_id } = await stored(withdrawn);
    const body = { reason: 'too late' };
    assert.equal(codeOf(await world.call('POST', `/v1/approvals/${approval_id}/withdraw`, { as: ann, body })), '200');
    assert.deepEqual([await standing(withdrawn), await jobOf(withdrawn)], ['canceled: canceled', 'canceled canceled']);
    assert.equal(codeOf(await move('end', ended)), '200');
    assert.deepEqual([await standing(ended), await jobOf(ended)], ['canceled: canceled', 'canceled canceled']);
    const approval = await world.call('GET', `/v1/approvals/${(await stored(ended)).approval_id}`);
    assert.equal(approval.body.status, 'canceled');
  });

  it('leaves its job to be canceled where it was given up before anybody has looked after it', async () => {
    const id = await consented();
    assert.equal(codeOf(await move('end', id)), '200');
    const path = `/v1/jobs/${(await stored(id)).job_id}/cancel`;
    assert.equal(codeOf(await world.call('POST', path)), '200');
    assert.deepEqual([await standing(id), await jobOf(id)], ['canceled: canceled', 'canceled canceled']);
  });

  it('says who has called it off while people were asked, and in which words', async () => {
    const { body } = await move('terminate', await asked(202, governed));
    assert.deepEqual([body.status, body.ended_by, body.end_comment], ['canceled', 'admin', 'an incident']);
  });

  it('is not launched once the consent is taken back', async () => {
    const id = await consented();
    const token = await tokenOf(id);
    await approve(id, 'revoke');
    assert.equal(await standing(id), 'canceled: revoked');
    assert.equal(codeOf(await move('launch', id)), '409 conflict');
    assert.equal(await launchSession(api.store, launchRequest(id, token)), null, 'nor by a token from before');
    assert.equal(await jobOf(id), 'failed failed approval_revoked');
  });

  it('is given up where somebody looks after it already when the consent is taken back', async () => {
    const id = await consented();
    await look(id);
    await approve(id, 'revoke');
    assert.equal(codeOf(await move('launch', id)), '403 policy_refused');
    await look(id);
    assert.equal(await standing(id), 'canceled: revoked');
    await look(id);
    assert.equal(await jobOf(id), 'failed failed policy_refused');
  });

  it('ends where it is live when the consent is taken back, also where nobody has looked after it so far', async () => {
    const id = await consented();
    await launch(api.store, id, await tokenOf(id));
    await approve(id, 'revoke');
    await look(id);
    assert.equal(await standing(id), 'terminating: revoked');
  });
});

describe('a session in an emergency', () => {
  it('waits for nobody, and ends where the review of it refuses it', async () => {
    const judge = await world.person();
    await world.grant({ subject_id: judge.id, role: 'approver' });
    const emergency = { break_glass: true, reason: 'an outage' };
    assert.equal(codeOf(await ask(governed, { body: emergency })), '403 forbidden', 'not for a requester');
    const id = await launched(governed, { as: api.admin, body: emergency });
    const { approval_id } = await stored(id);
    const path = `/v1/approvals/${approval_id}/deny`;
    assert.equal(codeOf(await world.call('POST', path, { as: judge, body: { comment: 'this was none' } })), '200');
    await look(id);
    assert.equal(await standing(id), 'terminating: revoked');
  });
});

describe('a launch', () => {
  it('waits for a gateway that serves the session', async () => {
    const [web, native] = [await asked(201), await asked(201, account, { body: { mode: 'native_client' } })];
    const standing = { sessions: [], isDraining: false, leaseMs: 60_000 };
    await removeGateway(api.store, GATEWAY_ID);
    const none = await move('launch', web);
    assert.deepEqual([codeOf(none), none.headers.get('retry-after')], ['503 not_ready', '5']);
    await renewGateway(api.store, { ...GATEWAY, web_url: null, postgres: null }, standing);
    assert.equal(codeOf(await move('launch', web)), '503 not_ready');
    const [place] = (await move('launch', native)).body.gateways;
    assert.deepEqual(place, { web_url: null, ssh: GATEWAY.ssh, postgres: null });
    await renewGateway(api.store, GATEWAY, { ...standing, isDraining: true });
    assert.equal(codeOf(await move('launch', web)), '503 not_ready', 'one that stops takes no more');
    await renewGateway(api.store, GATEWAY, { ...standing, leaseMs: -1 });
    assert.equal(codeOf(await move('launch', web)), '503 not_ready', 'one that is not heard of is not there');
    await runGateway(api.store);
    const { gateways } = (await move('launch', web)).body;
    assert.deepEqual(gateways, [{ web_url: `${GATEWAY.web_url}/connect/${web}`, ssh: null, postgres: null }]);
  });

  it('has one token at a time, of which the database holds a hash, and no answer that could be repeated', async () => {
    const id = await asked(201);
    const headers = { 'Idempotency-Key': `launch-${id}` };
    const first = await move('launch', id, { headers });
    assert.equal(codeOf(await move('launch', id, { headers })), '409 conflict');
    const [one, two] = [first.body.launch_token, await tokenOf(id)];
    assert.notEqual(one, two);
    const { sessionTokens, idempotencyRecords } = api.store.models;
    const kept = await sessionTokens.find({ session_id: id }).lean();
    assert.deepEqual(
      kept.map(({ _id }) => _id),
      [createHash('sha256').update(two).digest('hex')],
    );
    const everywhere = JSON.stringify([
      kept,
      await idempotencyRecords.find({}).lean(),
      await api.store.auditCollection().find({ session_id: id }).toArray(),
      api.log,
    ]);
    for (const token of [one, two]) assert.ok(!everywhere.includes(token.slice('cap_st_'.length)));
    assert.equal(await launchSession(api.store, launchRequest(id, one)), null);
    assert.ok(await launchSession(api.store, launchRequest(id, two)));
    assert.equal(await launchSession(api.store, launchRequest(id, two)), null);
  });

  it('is won by one of fifty who show the same token at once', async () => {
    const id = await asked(201);
    const request = launchRequest(id, await tokenOf(id));
    const won = await Promise.all(Array.from({ length: 50 }, () => launchSession(api.store, request)));
    assert.equal(won.filter((one) => one !== null).length, 1);
    assert.equal((await told(id)).filter((one) => one === 'session.launch succeeded').length, 1);
  });

  it('comes before the end of a session or not at all, where both are wanted at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await asked(201);
      const request = launchRequest(id, await tokenOf(id));
      const [won, ended] = await Promise.all([launchSession(api.store, request), move('end', id)]);
      assert.equal(codeOf(ended), '200');
      assert.equal(await standing(id), won ? 'terminating: closed' : 'canceled: canceled');
    }
  });

  it('is for whoever has asked alone, who may still connect there', async () => {
    const bob = await requester();
    const id = await asked(201, account, { as: bob });
    for (const as of [ann, api.admin]) assert.equal(codeOf(await move('launch', id, { as })), '404 not_found');
    const token = await tokenOf(id, bob);
    await loseGrant(bob);
    assert.equal(codeOf(await move('launch', id, { as: bob })), '403 forbidden');
    assert.equal(await launchSession(api.store, launchRequest(id, token)), null);
    assert.deepEqual((await told(id)).slice(-1), ['session.launch denied']);
  });

  it('is refused to whoever only sees the place by now, and what they have they may end', async () => {
    const bob = await requester();
    await world.grant({ subject_id: bob.id, role: 'viewer' });
    const id = await asked(201, account, { as: bob });
    await loseGrant(bob);
    assert.equal(codeOf(await move('launch', id, { as: bob })), '403 forbidden');
    assert.equal(codeOf(await move('end', id, { as: bob })), '200');
  });

  it('comes in time or not at all', async () => {
    const [late, last, slow] = [await asked(201), await asked(201), await asked(201)];
    await change(late, { launch_by: new Date(Date.now() - 1) });
    assert.equal(codeOf(await move('launch', late)), '409 conflict');
    const token = await tokenOf(last);
    await change(last, { launch_by: new Date(Date.now() - 1) });
    await look(last);
    assert.ok(await launchSession(api.store, launchRequest(last, token)), 'a token from before is good for its minute');
    const old = await tokenOf(slow);
    await api.store.models.sessionTokens.updateMany({ session_id: slow }, { $set: { expires_at: new Date() } });
    assert.equal(await launchSession(api.store, launchRequest(slow, old)), null);
  });

  it('is by the client that was asked for, and at the place that conditions allow', async () => {
    const conditions =
      'forbid(principal, action, resource) unless { context has address && context.address.isInRange(ip("10.0.0.0/8")) };';
    const inside = await world.openAccount({}, {}, { conditions });
    assert.equal(codeOf(await ask(inside, { headers: FROM_ELSEWHERE })), '403 policy_refused');
    const id = await asked(201, inside, { headers: FROM_INSIDE });
    assert.equal(codeOf(await move('launch', id, { headers: FROM_ELSEWHERE })), '403 policy_refused');
    const show = async (fields: Partial<LaunchRequest>) => {
      const token = (await move('launch', id, { headers: FROM_INSIDE })).body.launch_token;
      return launchSession(api.store, { ...launchRequest(id, token), ...fields });
    };
    assert.equal(await show({ client: { address: '203.0.113.9', version: null } }), null);
    assert.equal(await show({ client: { address: '10.0.0.9', version: null }, mode: 'native_client' }), null);
    assert.ok(await show({ client: { address: '10.0.0.9', version: null } }));
    const denied = { session_id: id, operation: 'session.launch', status: 'denied' } as const;
    const records = await api.store.auditCollection().find(denied).sort({ _id: 1 }).toArray();
    const decisions = records.map(({ policy }) => policy?.decision);
    assert.deepEqual(decisions, ['refused', undefined], 'by the condition, and by the client alone');
  });

  it('goes by what the policy says then, and keeps to that', async () => {
    const resource = await world.openAccount({ session_activities: ['exec'], session_idle_minutes: 3 });
    const id = await launched(resource);
    const { terms } = (await world.call('GET', `${PATH}/${id}`)).body;
    assert.deepEqual([terms.activities, terms.idle_minutes, terms.is_recorded], [['exec'], 3, true]);
  });
});

describe('a web session by device and credential', () => {
  const PROXY = '/v1/proxy/sessions';
  const from = (address: string) => ({ client: { address, version: 'a page' } });
  const propose = (body: object, as: Caller = ann) => world.call('POST', PROXY, { as, body });
  const codeIn = (answer: CallAnswer): string => {
    assert.match(answer.body.url, /^https:\/\/gateway\.example\/connect\/acs_[^#]+#code=cap_sl_[\w-]{43}$/);
    return answer.body.url.split('#code=')[1];
  };
  const linkOf = async (id: string, body: object = {}, as: Caller = ann) => {
    const answer = await world.call('POST', `${PROXY}/${id}/url`, { as, body });
    assert.equal(codeOf(answer), '200', JSON.stringify(answer.body));
    return codeIn(answer);
  };
  const open = (id: string, code: string, fields: Partial<LaunchRequest> = {}) =>
    launchSession(api.store, { ...launchRequest(id, code), purpose: 'link', ...fields });

  it('is a session like any other, with a link that opens it once', async () => {
    const place = await world.webPlace();
    const answer = await propose({ ...place, reason: 'a ticket', ticket_id: 'CHG-7', minutes: 10 });
    assert.equal(codeOf(answer), '201', JSON.stringify(answer.body));
    const { session } = answer.body;
    assert.deepEqual(
      [session.credential_id, session.mode, session.minutes, session.ticket_id, session.status],
      [place.credential_id, 'web_terminal', 10, 'CHG-7', 'pending_launch'],
    );
    const id = session.public_id;
    assert.equal(answer.headers.get('location'), `${PATH}/${id}`);
    const code = codeIn(answer);
    const { sessionTokens } = api.store.models;
    const everywhere = JSON.stringify([
      await sessionTokens.find({ session_id: id }).lean(),
      await api.store.auditCollection().find({ session_id: id }).toArray(),
      api.log,
    ]);
    assert.ok(!everywhere.includes(code.slice('cap_sl_'.length)));
    assert.ok(await open(id, code));
    assert.equal(await open(id, code), null);
    assert.deepEqual(await told(id), ['session.request succeeded', 'session.launch succeeded']);
    assert.equal(codeOf(await world.call('POST', `${PROXY}/${id}/terminate`, { as: ann })), '200');
    assert.equal(await standing(id), 'terminating: terminated');
  });

  it('is of that device, by a credential that is in use, and on a page', async () => {
    const [place, other] = [await world.webPlace(), await world.webPlace()];
    await refusedAt('/body/device_id', propose({ ...place, device_id: other.device_id }));
    await refusedAt('/body/credential_id', propose({ ...place, credential_id: 9_999_999 }));
    await refusedAt('/body/opened_from/1', propose({ ...place, opened_from: ['192.0.2.1', 'the portal'] }));
    const role = await world.readyResource();
    await world.policyBinding({
      policy_id: await world.policy({ rules: { connect_allowed: true } }),
      target_type: 'resource',
      target_id: role,
    });
    const { device_id } = (await world.call('GET', `/v1/resources/${role}`)).body;
    const { credentials } = (await world.call('GET', `/v1/credentials?resource_id=${role}`)).body;
    await refusedAt('/body/device_id', propose({ device_id, credential_id: credentials[0].id }));
    const closed = await propose(await world.webPlace({ connect_allowed: false }));
    assert.equal(codeOf(closed), '403 policy_refused');
    await world.call('POST', `/v1/credentials/${other.credential_id}/deactivate`);
    assert.equal(codeOf(await propose(other)), '409 resource_not_ready');
    await removeGateway(api.store, GATEWAY_ID);
    const before = await api.store.models.connectSessions.countDocuments();
    assert.equal(codeOf(await propose(place)), '503 not_ready');
    assert.equal(await api.store.models.connectSessions.countDocuments(), before, 'nothing is left of what failed');
    await runGateway(api.store);
  });

  it('has its link once people have consented, and not before', async () => {
    const answer = await propose(await world.webPlace({ approvals: { connect: { quorum: 1 } } }));
    assert.deepEqual([codeOf(answer), answer.body.url, answer.body.url_expires_at], ['202', null, null]);
    const id = answer.body.session.public_id;
    const early = await world.call('POST', `${PROXY}/${id}/url`, { as: ann, body: {} });
    assert.equal(codeOf(early), '409 conflict');
    await approve(id);
    assert.equal(codeOf(await world.call('POST', `${PROXY}/${id}/url`, { as: api.admin, body: {} })), '404 not_found');
    assert.ok(await open(id, await linkOf(id)));
  });

  it('has one way in at a time: a link ends the one before and a launch token, and is none', async () => {
    const id = await asked(201);
    const [first, token] = [await linkOf(id), await tokenOf(id)];
    assert.equal(await open(id, first), null, 'a token was made since');
    const code = await linkOf(id);
    assert.equal(await launchSession(api.store, launchRequest(id, token)), null, 'a link was made since');
    assert.equal(await launchSession(api.store, launchRequest(id, code)), null, 'a link is no token');
    const other = await asked(201);
    assert.equal(await open(other, code), null, 'it is of another session');
    assert.equal(await open(id, code, { mode: 'native_client' }), null);
    const last = await tokenOf(id);
    assert.equal(await open(id, last), null, 'a token is no link');
    assert.ok(await launchSession(api.store, launchRequest(id, last)));
    const native = await asked(201, account, { body: { mode: 'native_client' } });
    assert.equal(codeOf(await world.call('POST', `${PROXY}/${native}/url`, { as: ann, body: {} })), '409 conflict');
  });

  it('is opened by one of those that were made at once', async () => {
    const id = await asked(201);
    const made = await Promise.all([linkOf(id), linkOf(id), linkOf(id), tokenOf(id), tokenOf(id)]);
    assert.equal(new Set(made).size, 5);
    assert.equal(await api.store.models.sessionTokens.countDocuments({ session_id: id, used_at: null }), 1);
  });

  it('is opened within a minute, and from where it may be; from elsewhere its link is used up', async () => {
    const late = await asked(201);
    const old = await linkOf(late);
    await api.store.models.sessionTokens.updateMany({ session_id: late }, { $set: { expires_at: new Date() } });
    assert.equal(await open(late, old), null);
    const id = await asked(201);
    const opened_from = ['192.0.2.0/24', '2001:db8::/32'];
    const code = await linkOf(id, { opened_from });
    assert.equal(await open(id, code, from('203.0.113.9')), null);
    assert.equal(await open(id, code, from('192.0.2.17')), null, 'it is used up');
    assert.deepEqual((await told(id)).slice(-1), ['session.launch denied']);
    assert.ok(await open(id, await linkOf(id, { opened_from }), from('::ffff:192.0.2.17')));
    const six = await asked(201);
    assert.ok(await open(six, await linkOf(six, { opened_from }), from('2001:db8::7')));
  });

  it('may be had by an application, which says from where, for as long as it is authorized', async () => {
    const program = await applicationWith(api, 'requester', [{ areas: ['connect'] }]);
    const place = await world.webPlace();
    await refusedAt('/body/opened_from', propose(place, program));
    const answer = await propose({ ...place, opened_from: ['127.0.0.1'] }, program);
    const id = answer.body.session.public_id;
    assert.deepEqual([codeOf(answer), answer.body.session.requester_type], ['201', 'application']);
    await refusedAt('/body/opened_from', world.call('POST', `${PROXY}/${id}/url`, { as: program, body: {} }));
    assert.ok(await open(id, codeIn(answer)));
    await begin(api.store, id);
    await api.store.models.applications.updateOne({ _id: program.id }, { $set: { authorized_resources: [] } });
    await checkHeld(api.store, { sessionId: id, gatewayId: GATEWAY_ID });
    assert.equal(await standing(id), 'terminating: revoked');
  });
});

type Made = Readonly<Record<SessionStatus, () => Promise<string>>>;

const MADE: Made = {
  pending_approval: () => asked(202, governed),
  pending_launch: () => asked(201),
  launching: () => launched(),
  active: () => active(),
  paused: async () => {
    const id = await active();
    assert.equal(codeOf(await move('suspend', id)), '200');
    return id;
  },
  terminating: async () => {
    const id = await active();
    assert.equal(codeOf(await move('terminate', id)), '200');
    return id;
  },
  terminated: async () => {
    const id = await active();
    await leave(api.store, id);
    return id;
  },
  denied: async () => {
    const id = await asked(202, governed);
    await approve(id, 'deny');
    return id;
  },
  expired: async () => {
    const id = await asked(201);
    await change(id, { launch_by: new Date(0) });
    await look(id);
    return id;
  },
  canceled: async () => {
    const id = await asked(201);
    assert.equal(codeOf(await move('end', id)), '200');
    return id;
  },
  failed: async () => {
    const id = await launched();
    await endAs(id, TARGET_FAILED);
    return id;
  },
  interrupted: async () => {
    const id = await active();
    await change(id, { lease_expires_at: new Date(0) });
    await look(id);
    return id;
  },
};

/** What each move makes of a session in a status; what is not here is 409. */
const MOVES: Readonly<Partial<Record<SessionStatus, Readonly<Partial<Record<Move, SessionStatus>>>>>> = {
  pending_approval: { end: 'canceled', terminate: 'canceled' },
  pending_launch: { launch: 'pending_launch', end: 'canceled', terminate: 'canceled' },
  launching: { end: 'terminating', terminate: 'terminating' },
  active: { end: 'terminating', terminate: 'terminating', suspend: 'paused', watch: 'active' },
  paused: { end: 'terminating', terminate: 'terminating', resume: 'active', watch: 'paused' },
  terminating: { end: 'terminating', terminate: 'terminating' },
};

describe('a session that somebody does something about', () => {
  for (const [status, make] of Object.entries(MADE) as [SessionStatus, () => Promise<string>][]) {
    it(`is moved from ${status} as it may be, and no otherwise`, async () => {
      const allowed = MOVES[status] ?? {};
      const id = await make();
      assert.equal((await stored(id)).status, status);
      const before = await stored(id);
      for (const what of ['launch', 'end', 'terminate', 'suspend', 'resume', 'watch'] as const) {
        const then = allowed[what];
        if (then === undefined) {
          assert.equal(codeOf(await move(what, id)), '409 conflict', what);
          assert.deepEqual(await stored(id), before, what);
          continue;
        }
        const other = await make();
        assert.equal(codeOf(await move(what, other)), '200', what);
        assert.equal((await stored(other)).status, then, what);
      }
    });
  }

  it('is ended as the first has wanted it, who is named with their words', async () => {
    const id = await active();
    await move('terminate', id);
    await move('end', id);
    await leave(api.store, id);
    const { status, end_reason, ended_by, end_comment } = (await world.call('GET', `${PATH}/${id}`)).body;
    assert.deepEqual([status, end_reason, ended_by, end_comment], ['terminated', 'terminated', 'admin', 'an incident']);
    const ended = await api.store.auditCollection().findOne({ session_id: id, operation: 'session.end' });
    assert.equal(ended?.actor.name, 'admin');
  });

  it('is watched at the gateway that has it', async () => {
    const id = await active();
    const { body } = await move('watch', id);
    assert.equal(body.url, `${GATEWAY.web_url}/connect/${id}`);
    assert.match(body.token, /^cap_st_/);
    await change(id, { gateway_id: 'gw_01HX0000000000000000000001' });
    assert.equal(codeOf(await move('watch', id)), '409 conflict');
    await change(id, { gateway_id: GATEWAY_ID, status: 'terminating' });
    assert.equal(codeOf(await move('watch', id)), '409 conflict');
  });

  it('is moderated from its launch on by another person, at the gateway that has it', async () => {
    const id = await asked(201);
    assert.equal(codeOf(await move('moderate', id)), '409 conflict');
    await launch(api.store, id, await tokenOf(id));
    const { body } = await move('moderate', id);
    assert.equal(body.url, `${GATEWAY.web_url}/connect/${id}`);
    assert.match(body.token, /^cap_st_/);
    assert.equal(codeOf(await move('moderate', id, { as: ann })), '403 forbidden');
    const both = await requester();
    await world.grant({ subject_id: both.id, role: 'operator' });
    const own = await active(account, { as: both });
    assert.equal(codeOf(await move('moderate', own, { as: both })), '403 own_request');
    await change(id, { gateway_id: 'gw_01HX0000000000000000000001' });
    assert.equal(codeOf(await move('moderate', id)), '409 conflict');
  });

  it('is suspended by whoever may, and resumed by nobody who has asked for it', async () => {
    const both = await requester();
    await world.grant({ subject_id: both.id, role: 'operator' });
    const own = await active(account, { as: both });
    assert.equal(codeOf(await move('suspend', own, { as: both })), '200');
    assert.equal(codeOf(await move('resume', own, { as: both })), '403 own_request');
    assert.equal((await stored(own)).status, 'paused');
    assert.equal(codeOf(await move('resume', own)), '200');
  });

  it('plays its recording once that is finished', async () => {
    const id = await asked(201);
    assert.equal(codeOf(await world.call('POST', `${PATH}/${id}/recording/play`)), '404 not_found');
    const launch_ = await launch(api.store, id, await tokenOf(id));
    const writer = await record(api.store, api.vault.inboxPublicKey().jwk, launch_);
    assert.equal(codeOf(await world.call('POST', `${PATH}/${id}/recording/play`)), '409 conflict');
    await writer.close('closed');
    const { body } = await world.call('POST', `${PATH}/${id}/recording/play`);
    assert.equal(body.url, `${GATEWAY.web_url}/connect/${id}/recording`);
  });
});

describe('the list of sessions', () => {
  it('is filtered by what is asked for, the newest first', async () => {
    const resource = await world.openAccount();
    const [first, second] = [await active(resource), await asked(201, resource)];
    const { job_id } = await stored(first);
    const idsOf = async (query: string) => {
      const { body } = await world.call('GET', `${PATH}?resource_id=${resource}&${query}`);
      return body.sessions.map(({ public_id }: { public_id: string }) => public_id);
    };
    assert.deepEqual(await idsOf(''), [second, first]);
    assert.deepEqual(await idsOf('live=true'), [first]);
    assert.deepEqual(await idsOf('live=false'), [second]);
    assert.deepEqual(await idsOf('status=pending_launch'), [second]);
    assert.deepEqual(await idsOf(`job_id=${job_id}`), [first]);
  });
});

describe('what time does to a session', () => {
  it('is nothing, while nothing is to happen', async () => {
    for (const make of [MADE.pending_launch, MADE.launching, MADE.active, MADE.paused]) {
      const id = await make();
      const before = await stored(id);
      assert.equal(await look(id), 15_000);
      assert.deepEqual(await stored(id), before);
    }
    assert.equal(await look(await MADE.terminating()), 5_000);
  });

  it('lets one expire that nobody launches', async () => {
    const id = await MADE.expired();
    assert.equal(await standing(id), 'expired: not_launched');
    assert.equal(await look(id), null);
    assert.equal(await jobOf(id), 'canceled canceled');
    assert.deepEqual((await told(id)).slice(-1), ['session.end succeeded']);
  });

  it('gives one up that rests on nothing any more', async () => {
    const bob = await requester();
    const id = await asked(201, account, { as: bob });
    await world.call('POST', `/v1/users/${bob.id}/deactivate`);
    await look(id);
    assert.equal(await standing(id), 'canceled: revoked');
    await look(id);
    assert.equal(await jobOf(id), 'failed failed policy_refused');
  });

  it('has one ended whose time is over, or that rests on nothing any more', async () => {
    const over = await active();
    await change(over, { expires_at: new Date(0) });
    await look(over);
    assert.equal(await standing(over), 'terminating: time_over');
    const resource = await world.openAccount();
    const [byWorkflow, byGateway] = [await active(resource), await active(resource)];
    await world.call('POST', `/v1/resources/${resource}/deactivate`);
    await look(byWorkflow);
    await checkHeld(api.store, { sessionId: byGateway, gatewayId: GATEWAY_ID });
    for (const id of [byWorkflow, byGateway]) assert.equal(await standing(id), 'terminating: revoked');
  });

  it('has one ended at the next look of its gateway, whatever it is that it loses', async () => {
    const post = async (path: string) => assert.equal(codeOf(await world.call('POST', path)), '200', path);
    const read = async (path: string) => (await world.call('GET', path)).body;
    const losses: Record<string, (bob: Requester, resource: number) => Promise<unknown>> = {
      grant: (bob) => loseGrant(bob),
      person: ({ id }) => post(`/v1/users/${id}/deactivate`),
      credential: async (_, resource) => {
        const { credentials } = await read(`/v1/credentials?resource_id=${resource}`);
        await post(`/v1/credentials/${credentials[0].id}/deactivate`);
      },
      device: async (_, resource) =>
        post(`/v1/devices/${(await read(`/v1/resources/${resource}`)).device_id}/deactivate`),
    };
    for (const [what, lose] of Object.entries(losses)) {
      const [bob, resource] = [await requester(), await world.openAccount()];
      const id = await active(resource, { as: bob });
      await checkHeld(api.store, { sessionId: id, gatewayId: GATEWAY_ID });
      assert.equal(await standing(id), 'active', what);
      await lose(bob, resource);
      await checkHeld(api.store, { sessionId: id, gatewayId: GATEWAY_ID });
      assert.equal(await standing(id), 'terminating: revoked', what);
    }
  });

  it('finds one interrupted whose gateway is not heard of, with its recording up to its last chunk', async () => {
    const id = await asked(201);
    const writer = await record(
      api.store,
      api.vault.inboxPublicKey().jwk,
      await launch(api.store, id, await tokenOf(id)),
      () => undefined,
    );
    await begin(api.store, id);
    await change(id, { lease_expires_at: new Date(0) });
    await look(id);
    assert.equal(await standing(id), 'interrupted: gateway_lost');
    assert.equal(await look(id), null);
    assert.equal(await jobOf(id), 'failed failed internal');
    const recording = await api.store.models.recordings.findById(id).lean();
    assert.equal(recording?.state, 'interrupted');
    const records = await api.store.auditCollection().find({ session_id: id }).sort({ _id: 1 }).toArray();
    const sealed = records.filter(({ operation }) => operation === 'session.recording');
    assert.deepEqual(
      sealed.map(({ status, change: words }) => [status, words?.includes(recording?.head?.head_hash ?? 'none')]),
      [['unknown', true]],
    );
    await writer.close('too late').catch(() => undefined);
    await leave(api.store, id);
    assert.equal(await standing(id), 'interrupted: gateway_lost', 'a gateway that comes back changes nothing');
  });

  it('ends one with its job, which takes the right to that', async () => {
    const [waiting, live] = [await asked(201), await active()];
    const person = await world.person();
    const role = await world.role(['job:read', 'job:cancel', 'session:read']);
    await world.grant({ subject_id: person.id, role });
    for (const id of [waiting, live]) {
      const path = `/v1/jobs/${(await stored(id)).job_id}/cancel`;
      assert.equal(codeOf(await world.call('POST', path, { as: person })), '403 forbidden');
      assert.equal(codeOf(await world.call('POST', path)), '202');
      await look(id);
    }
    assert.equal(await standing(waiting), 'canceled: canceled');
    assert.equal(await standing(live), 'terminating: terminated');
    await leave(api.store, live);
    for (const id of [waiting, live]) assert.equal(await look(id), null);
    assert.deepEqual([await jobOf(waiting), await jobOf(live)], ['canceled canceled', 'succeeded succeeded']);
  });

  it('ends its job as it has ended', async () => {
    const ends: [SessionStatus, string][] = [
      ['terminated', 'succeeded succeeded'],
      ['canceled', 'canceled canceled'],
      ['failed', 'failed failed credential_invalid'],
    ];
    for (const [status, words] of ends) {
      const id = await MADE[status]();
      assert.equal(await look(id), null);
      assert.equal(await jobOf(id), words);
      assert.equal(await look(id), null, 'once');
    }
    const withheld = await launched();
    await endAs(withheld, { status: 'failed', ending: endingOf('secret_withheld'), head: null });
    await look(withheld);
    assert.equal(await jobOf(withheld), 'failed failed vault_unavailable');
  });
});

describe('the rotation after a session', () => {
  const turningOf = async (id: string) => (await stored(id)).turning;
  const isToBeTurned = async (id: string) =>
    (await api.store.models.credentials.findById((await stored(id)).credential_id).lean())?.custody?.turning_due ??
    false;

  it('is asked for where the policy wants it, and the job lasts until it has succeeded', async () => {
    const resource = await world.openAccount({ rotate_after_session: true });
    const id = await active(resource);
    await leave(api.store, id);
    assert.deepEqual([(await turningOf(id))?.status, await isToBeTurned(id)], ['due', true]);
    await look(id);
    const { status, job_id } = (await turningOf(id)) ?? {};
    assert.deepEqual([status, await jobOf(id)], ['running', 'running running']);
    const job = await api.store.models.jobs.findById(job_id).lean();
    assert.deepEqual([job?.operation, job?.actor.name, job?.reason], ['rotate', 'sessions', `after session ${id}`]);
    await settleTurning(api.store, (await stored(id)).credential_id);
    await api.store.models.jobs.updateOne(
      { _id: job_id ?? 0 },
      { $set: { status: 'succeeded', ended_at: new Date() } },
    );
    assert.equal(await look(id), null);
    assert.deepEqual([(await turningOf(id))?.status, await jobOf(id)], ['succeeded', 'succeeded succeeded']);
    const { rotation } = (await world.call('GET', `${PATH}/${id}`)).body;
    assert.deepEqual([rotation.status, rotation.job_id], ['succeeded', job_id]);
  });

  it('fails the job where it does not come about', async () => {
    const resource = await world.openAccount({ rotate_after_session: true });
    const id = await active(resource);
    await leave(api.store, id);
    await world.call('POST', `/v1/resources/${resource}/deactivate`);
    assert.equal(await look(id), null);
    assert.deepEqual([(await turningOf(id))?.status, await jobOf(id)], ['failed', 'failed failed out_of_sync']);
    const { events } = (await world.call('GET', `/v1/logs/events?kind=access&resource_id=${resource}`)).body;
    assert.deepEqual(
      events.map((event: Record<string, unknown>) => [event['level'], event['code'], event['attributes']]),
      [['error', 'out_of_sync', { session_id: id }]],
    );
  });

  it('is not asked for where the target was never reached, or no policy wants it', async () => {
    const never = await launched(await world.openAccount({ rotate_after_session: true }));
    await endAs(never, TARGET_FAILED);
    const unwanted = await MADE.terminated();
    for (const id of [never, unwanted]) {
      assert.deepEqual([(await turningOf(id))?.status, await isToBeTurned(id)], ['not_wanted', false]);
    }
  });

  it('is not asked for of a key that other accounts have', async () => {
    const { resourceId } = await world.placedSshKey();
    const policy_id = await world.policy({ rules: { connect_allowed: true, rotate_after_session: true } });
    await world.policyBinding({ policy_id, target_type: 'resource', target_id: resourceId });
    const id = await active(resourceId);
    await leave(api.store, id);
    assert.deepEqual([(await turningOf(id))?.status, await isToBeTurned(id)], ['not_wanted', false]);
  });
});

describe('a plan for where people work in sessions', () => {
  it('knows of live ones, and takes none for a job that is in the way', async () => {
    const [worked, waiting] = [await world.openAccount(), await world.openAccount()];
    const id = await active(worked);
    await launched(worked);
    await asked(201, waiting);
    const ids = [worked, waiting];
    assert.deepEqual([...(await countLiveSessions(api.store, 1, ids))], [[worked, 2]]);
    assert.deepEqual([...(await countLiveSessions(api.store, 2, ids))], [], 'of that organization');
    assert.equal((await busyResources(api.store, ids, 0)).size, 0);
    const { body } = await world.call('POST', `/v1/resources/${worked}/verify`);
    assert.equal((await busyResources(api.store, ids, 0)).get(worked)?.jobId, body.job_id);
    await leave(api.store, id);
    assert.deepEqual([...(await countLiveSessions(api.store, 1, ids))], [[worked, 1]]);
  });
});

describe('the audit log of a session', () => {
  it('has every step of it, each with its id', async () => {
    const id = await consented();
    await launch(api.store, id, await tokenOf(id));
    await begin(api.store, id);
    for (const what of ['suspend', 'resume', 'watch', 'terminate'] as const) await move(what, id);
    await leave(api.store, id);
    await world.call('GET', `${PATH}/${id}`);
    assert.deepEqual(await told(id), [
      'session.request intended',
      'session.token succeeded',
      'session.launch succeeded',
      'session.start succeeded',
      'session.suspend succeeded',
      'session.resume succeeded',
      'session.watch succeeded',
      'session.terminate succeeded',
      'session.end succeeded',
      'session.read succeeded',
    ]);
    const { last_event_id, job_id, approval_id } = await stored(id);
    const records = await api.store.auditCollection().find({ session_id: id }).toArray();
    assert.ok(records.some(({ _id, operation }) => _id === last_event_id && operation === 'session.end'));
    for (const record_ of records) {
      assert.deepEqual(
        [record_.target_type, record_.target_id, record_.job_id],
        ['connect_session', id, job_id],
        record_.operation,
      );
    }
    const request = records.find(({ operation }) => operation === 'session.request');
    assert.equal(request?.approval_id, approval_id);
    const { events } = (await world.call('GET', `/v1/logs/audit?session_id=${id}&limit=1000`)).body;
    assert.ok(events.length >= records.length);
  });
});

describe('more time', () => {
  const more = (id: string, minutes: number, as: Caller = ann, body: object = {}) =>
    world.call('POST', `${PATH}/${id}/extend`, { as, body: { minutes, ...body } });
  const pass = async (jobId: number) => passExtensionTime(api.store, { organizationId: 1, jobId });
  const say = async (approval: number, move: 'approve' | 'deny' | 'revoke') => {
    const body = { [move === 'revoke' ? 'reason' : 'comment']: 'as agreed' };
    const answer = await world.call('POST', `/v1/approvals/${approval}/${move}`, { body });
    assert.equal(codeOf(answer), '200', JSON.stringify(answer.body));
  };
  const lastsMs = async (id: string) => {
    const { launched_at, expires_at } = await stored(id);
    return (expires_at?.getTime() ?? 0) - (launched_at?.getTime() ?? 0);
  };

  it('is there at once within what the policy allows, for whoever has the session alone', async () => {
    const resource = await world.openAccount({ session_max_minutes: 90 });
    const id = await active(resource);
    assert.equal(codeOf(await more(id, 30, api.admin)), '404 not_found');
    const extended = await more(id, 30);
    assert.deepEqual([codeOf(extended), extended.body.minutes], ['200', 90]);
    assert.equal(await lastsMs(id), 90 * 60_000);
    await refusedAt('/body/minutes', more(id, 1));
    assert.ok((await told(id)).includes('session.extend succeeded'));
  });

  it('is nothing for what has not begun, or is over', async () => {
    assert.equal(codeOf(await more(await asked(201), 5)), '409 conflict');
    const id = await active();
    await leave(api.store, id);
    assert.equal(codeOf(await more(id, 5)), '409 conflict');
  });

  it('waits for people where the policy wants them, one request at a time, and goes past its bound with them', async () => {
    const resource = await world.openAccount({ session_max_minutes: 60, approvals: { connect: { quorum: 1 } } });
    const id = await asked(202, resource);
    await approve(id);
    await launch(api.store, id, await tokenOf(id));
    await begin(api.store, id);
    const waiting = await more(id, 30, ann, { reason: 'the restore takes longer' });
    assert.equal(codeOf(waiting), '202', JSON.stringify(waiting.body));
    assert.equal(codeOf(await more(id, 30)), '409 conflict', 'one at a time');
    const jobId = Number(waiting.headers.get('location')?.split('/').at(-1));
    const { body: job } = await world.call('GET', `/v1/jobs/${jobId}`);
    assert.deepEqual(
      [job.operation, job.status, job.reason],
      ['extend', 'awaiting_approval', 'the restore takes longer'],
    );
    assert.equal(await pass(jobId), 30_000);
    await say(job.approval_id, 'approve');
    assert.equal(await pass(jobId), null);
    assert.equal(await pass(jobId), null, 'once');
    assert.equal(await lastsMs(id), 90 * 60_000);
    assert.equal((await world.call('GET', `/v1/jobs/${jobId}`)).body.status, 'succeeded');
    await checkHeld(api.store, { sessionId: id, gatewayId: GATEWAY_ID });
    assert.equal(await standing(id), 'active');
    await say(job.approval_id, 'revoke');
    await checkHeld(api.store, { sessionId: id, gatewayId: GATEWAY_ID });
    assert.equal(await standing(id), 'terminating: revoked');
  });

  it('is not there where people refuse it, where nobody is named, or where the session has ended meanwhile', async () => {
    const resource = await world.openAccount({ approvals: { connect: { quorum: 1 } } });
    const begun = async () => {
      const id = await asked(202, resource);
      await approve(id);
      await launch(api.store, id, await tokenOf(id));
      await begin(api.store, id);
      const { headers } = await more(id, 30);
      const jobId = Number(headers.get('location')?.split('/').at(-1));
      const approval: number = (await world.call('GET', `/v1/jobs/${jobId}`)).body.approval_id;
      return { id, jobId, approval };
    };
    const denied = await begun();
    await say(denied.approval, 'deny');
    assert.equal(await pass(denied.jobId), null);
    assert.deepEqual([await standing(denied.id), await lastsMs(denied.id)], ['active', 60 * 60_000]);
    assert.ok((await told(denied.id)).includes('session.extend failed'));
    const late = await begun();
    await leave(api.store, late.id);
    await say(late.approval, 'approve');
    assert.equal(await pass(late.jobId), null);
    assert.equal((await world.call('GET', `/v1/jobs/${late.jobId}`)).body.status, 'failed');
    assert.ok((await told(late.id)).includes('session.extend denied'));
    const forbidden = await begun();
    const conditions = 'forbid(principal, action == Action::"connect", resource);';
    const policy_id = await world.policy({ rules: {}, conditions });
    const { resource_id: target_id } = await stored(forbidden.id);
    await world.policyBinding({ policy_id, target_type: 'resource', target_id });
    await say(forbidden.approval, 'approve');
    assert.equal(await pass(forbidden.jobId), null);
    const found = { session_id: forbidden.id, operation: 'session.extend', status: 'denied' } as const;
    assert.equal((await api.store.auditCollection().findOne(found))?.policy?.policy_id, policy_id);
    const bounded = await active(await world.openAccount({ session_max_minutes: 60 }));
    await refusedAt('/body/minutes', more(bounded, 1));
  });
});

describe('what has been launched, before and after the target has let it in', () => {
  const ref = (sessionId: string) => ({ sessionId, gatewayId: GATEWAY_ID });
  const handOverTo = async (sessionId: string, gatewayId = GATEWAY_ID) => {
    const { requester, correlation_id: correlationId, trace_id: traceId } = await stored(sessionId);
    const handOvers = directHandOvers(api.store, api.vault);
    const asking = {
      store: api.store,
      handOvers,
      organizationId: 1,
      actor: requester,
      correlationId,
      traceId,
      gatewayId,
    };
    return handOver(asking, { purpose: 'connect', subjectId: sessionId });
  };

  it('gets no secret while a moderator is waited for, and says so', async () => {
    const moderated = await world.openAccount({ session_moderated: { grace_seconds: 5 } });
    const id = await launched(moderated);
    const { body } = await world.call('GET', `${PATH}/${id}`);
    assert.deepEqual([body.status, body.waits_for], ['launching', 'moderator']);
    assert.deepEqual(body.terms.moderation, { wait_minutes: 15, grace_seconds: 5 });
    const waiting = await world.call('GET', `${PATH}?live=true&waits_for=moderator`);
    assert.deepEqual(
      waiting.body.sessions.map(({ public_id }: { public_id: string }) => public_id),
      [id],
    );
    await assert.rejects(handOverTo(id), { code: 'conflict' });
    await change(id, { waits_for: null });
    await handOverTo(id);
    assert.equal(codeOf(await move('end', id)), '200');
    await leave(api.store, id);
    assert.equal((await stored(id)).waits_for, null);
  });

  it('gets no secret once somebody else has the credential alone, and says why on record', async () => {
    const resource = await world.openAccount({ checkout_allowed: true });
    const id = await launched(resource);
    const { credential_id } = await stored(id);
    // What cannot happen while it lives: nobody takes its credential alone.
    const custody = { holders: [9_999_999], exclusive: true, turning_due: false };
    await api.store.models.credentials.updateOne({ _id: credential_id }, { $set: { custody } });
    await assert.rejects(handOverTo(id), { code: 'policy_refused' });
    assert.ok((await told(id)).includes('session.credential denied'));
    await checkHeld(api.store, ref(id));
    assert.equal(await standing(id), 'terminating: revoked');
  });

  it('gets its secret once, at the gateway that has it', async () => {
    const id = await launched(await world.openAccount());
    await assert.rejects(handOverTo(id, 'gw_01HX0000000000000000000001'), { code: 'conflict' });
    await handOverTo(id);
    await assert.rejects(handOverTo(id), { code: 'conflict' });
  });

  it('keeps its credential from being somebody else’s alone until it is over, also where people have consented', async () => {
    const resource = await world.openAccount({ checkout_allowed: true });
    const id = await active(resource);
    const { credential_id } = await stored(id);
    const checkOut = (body: object, as?: Caller) =>
      world.call('POST', '/v1/check-outs', { body: { credential_id, ...body }, ...(as ? { as } : {}) });
    const refused = await checkOut({});
    assert.equal(codeOf(refused), '409 conflict');
    assert.match(refused.body.detail, /live=true lists them\).* terminated, or check it out shared/);
    assert.equal(codeOf(await checkOut({ exclusive: false })), '201', 'shared, it is had');
    assert.equal(await standing(id), 'active');
    const own = await active(await world.openAccount({ checkout_allowed: true }));
    assert.equal(codeOf(await checkOut({ credential_id: (await stored(own)).credential_id }, ann)), '201', 'one’s own');

    const consented = await world.openAccount({ checkout_allowed: true, approvals: { checkout: { quorum: 1 } } });
    const pending = await asked(201, consented);
    const wanted = { credential_id: (await stored(pending)).credential_id };
    const { body: waiting } = await checkOut(wanted, await requester());
    await launch(api.store, pending, await tokenOf(pending));
    assert.equal(codeOf(await checkOut(wanted, await requester())), '409 conflict', 'nobody is asked for it in vain');
    await decide(waiting.approval_id, 'approve');
    const pass = () => passCustodyTime(api.store, { organizationId: 1, jobId: waiting.job_id });
    assert.equal((await pass()).status, 'pending', 'it waits for the end of the session');
    await begin(api.store, pending);
    await leave(api.store, pending);
    assert.equal((await pass()).status, 'held');
  });

  it('meets whoever takes its credential alone at the same moment: one of the two is refused', async () => {
    for (let round = 0; round < 4; round += 1) {
      const resource = await world.openAccount({ checkout_allowed: true });
      const id = await asked(201, resource);
      const token = await tokenOf(id);
      const { credential_id } = await stored(id);
      const [begun, held] = await Promise.all([
        launchSession(api.store, launchRequest(id, token)),
        world.call('POST', '/v1/check-outs', { body: { credential_id } }),
      ]);
      assert.deepEqual([begun !== null, codeOf(held)], held.status === 201 ? [false, '201'] : [true, '409 conflict']);
    }
  });

  it('moves with its resource to whoever answers for that', async () => {
    const resource = await world.openAccount();
    const id = await active(resource);
    const scope_id = await world.scope();
    const { headers } = await world.call('GET', `/v1/resources/${resource}`);
    const etag = headers.get('etag') ?? '';
    const moved = await world.call('PATCH', `/v1/resources/${resource}`, {
      body: { scope_id },
      headers: { 'If-Match': etag },
    });
    assert.equal(codeOf(moved), '200', JSON.stringify(moved.body));
    assert.equal((await stored(id)).scope_id, scope_id);
  });

  it('is told nothing more by a gateway whose lease has lapsed, and ends its recording by nobody else', async () => {
    const id = await active();
    await change(id, { lease_expires_at: new Date(Date.now() - 1_000) });
    await assert.rejects(tellHeld(api.store, ref(id), { operation: 'session.file', change: 'late' }), SessionLost);
    assert.deepEqual(
      (await sessionsAt(api.store, GATEWAY_ID)).filter(({ _id }) => _id === id),
      [],
    );
    // Within what the gateway takes to close it, it may still say how it has ended itself.
    assert.equal(await standing(id), 'active');
    await change(id, { lease_expires_at: new Date(Date.now() - 60_000) });
    await look(id);
    assert.equal(await standing(id), 'interrupted: gateway_lost');
    const end = { status: 'terminated', ending: endingOf('closed'), head: null } as const;
    await assert.rejects(
      api.store.transaction((within) => endHeld(api.store, ref(id), end, within)),
      SessionLost,
    );
  });

  it('is interrupted where its gateway is heard of and does not end it', async () => {
    const id = await active();
    await move('terminate', id);
    await look(id);
    assert.equal(await standing(id), 'terminating: terminated');
    await change(id, { updated_at: new Date(Date.now() - 120_000) });
    await look(id);
    assert.equal(await standing(id), 'interrupted: terminated');
  });
});
