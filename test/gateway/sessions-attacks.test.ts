/** Attacks on sessions as a whole: an API, a worker, gateway processes and real targets, with clients that mean harm. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import ssh2, { type Client } from 'ssh2';
import { freePort } from '../../launcher/engines/free-port.ts';
import { finishRecording } from '../../store/connect-sessions/finish-recording.ts';
import type { ConnectSessionDocument } from '../../store/models/connect-session.ts';
import type { RecordingDocument } from '../../store/models/recording.ts';
import type { Answer, Person } from '../support/consent-estate.ts';
import { OPEN, type RunningGateway, SessionEstate } from '../support/session-estate.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { SIGN_BY_AGENT, startAgent } from '../support/ssh-agent.ts';
import { refusedStatus, TerminalPage } from '../support/terminal-page.ts';
import { until } from '../support/until.ts';

const WEB = { mode: 'web_terminal' } as const;
const NOBODY = 'acs_01HZZZZZZZZZZZZZZZZZZZZZZZ';
const GUESS = `cap_st_${'A'.repeat(43)}`;

describe('a session under attack', () => {
  let estate: SessionEstate;
  let ann: Person;
  let operator: Person;
  let auditor: Person;

  before(async () => {
    estate = await SessionEstate.start();
    const { consent } = estate;
    ann = await consent.person('requester');
    operator = await consent.person('operator');
    auditor = await consent.person('auditor');
  });
  after(() => estate?.stop());

  const codeOf = ({ status, body }: Answer) => (status < 300 ? String(status) : `${status} ${body.code}`);
  const about = (session: string, how: string, as: Person, body?: object) =>
    estate.consent.call('POST', `/v1/connect/sessions/${session}/${how}`, { as, ...(body ? { body } : {}) });

  /** A gateway that has refused nobody yet: what it remembers of an address is its own. */
  async function fresh(test: TestContext): Promise<RunningGateway> {
    const gateway = await estate.addGateway();
    test.after(() => gateway.role.stop());
    return gateway;
  }

  /** What a page is told that shows `token`. */
  async function shown(url: string, token: string): Promise<string> {
    const page = new TerminalPage(url);
    await page.hello(token);
    const said = await until('an answer', async () => page.said.find(({ type }) => /welcome|refused/.test(type)));
    page.socket.close();
    return said.type;
  }

  async function working(resource: number, gateway: RunningGateway = estate.gateway) {
    const session = await estate.pending(ann, resource, WEB);
    const page = await TerminalPage.open(estate.page(session, gateway), await estate.token(ann, session));
    page.type('echo re""ady\n');
    await page.shows(/^ready\r$/m);
    return { session, page };
  }

  const records = async (session: string, operation: string, status: string) =>
    (await estate.records(session)).filter((record) => record.operation === operation && record.status === status);

  it('is opened by one of fifty who show its token at once, at two gateways', async (test) => {
    const gateways = [await fresh(test), await fresh(test)];
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource, WEB);
    const token = await estate.token(ann, session);
    const pages = Array.from({ length: 50 }, (_, index) => {
      const gateway = gateways[index % 2];
      return new TerminalPage(estate.page(session, gateway));
    });
    await Promise.all(pages.map(({ socket }) => once(socket, 'open')));
    await Promise.all(pages.map((page) => page.hello(token)));
    const answers = await until('all answers', async () => {
      const said = pages.map((page) => page.said.find(({ type }) => /welcome|refused/.test(type))?.type);
      return said.includes(undefined) ? undefined : said;
    });
    assert.equal(answers.filter((answer) => answer === 'welcome').length, 1);
    const winner = pages[answers.indexOf('welcome')];
    await until('the target', async () => winner?.said.find(({ text }) => text === 'connected'));
    for (const { socket } of pages) socket.close();
    const ended = await estate.ended(session);
    assert.equal(ended.end_reason, 'closed');
    assert.equal((await records(session, 'session.launch', 'succeeded')).length, 1);
    assert.equal((await records(session, 'session.credential', 'succeeded')).length, 1);
  });

  it('is opened by one of ten psql that show its token at once', async (test) => {
    const gateway = await fresh(test);
    const { resource } = await estate.postgres();
    const session = await estate.pending(ann, resource, {});
    const token = await estate.token(ann, session);
    const clients = Array.from({ length: 10 }, () => estate.psql(session, token, ['-c', 'select 42'], gateway));
    const codes = await Promise.all(clients.map(async ({ ended }) => (await ended).code));
    assert.deepEqual([...codes].sort(), [0, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('is opened by no page but that of its gateway', async () => {
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource, WEB);
    const token = await estate.token(ann, session);
    const url = estate.page(session);
    for (const origin of ['https://evil.example', 'null', `${new URL(url).origin}.evil.example`, undefined])
      assert.equal(await refusedStatus(new TerminalPage(url, { origin })), 403, `Origin ${origin}`);
    assert.equal(await shown(url, token), 'welcome');
  });

  it('is told apart from none by nobody who guesses', async (test) => {
    const gateway = await fresh(test);
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource, WEB);
    for (const id of [session, NOBODY]) {
      assert.equal(await shown(estate.page(id, gateway), GUESS), 'refused');
      const cast = await fetch(`${estate.page(id, gateway)}/recording.cast`, {
        headers: { Authorization: `Bearer ${GUESS}` },
      });
      assert.deepEqual([cast.status, await cast.text()], [401, '']);
      const [page, missing] = [await fetch(estate.page(id, gateway)), await fetch(estate.page(NOBODY, gateway))];
      assert.equal(await page.text(), await missing.text());
    }
    const said = await Promise.all(
      [session, NOBODY].map(async (id) => {
        const { ended } = estate.psql(id, GUESS, ['-c', 'select 1'], gateway);
        const { code, stderr } = await ended;
        return [code, stderr.replaceAll(id, '')];
      }),
    );
    assert.deepEqual(said[0], said[1]);
    const bob = await estate.consent.person('requester');
    for (const how of ['launch', 'end'])
      assert.deepEqual(
        [codeOf(await about(session, how, bob)), codeOf(await about(NOBODY, how, bob))],
        ['404 not_found', '404 not_found'],
      );
  });

  it('is not there for another organization', async () => {
    const { resource } = await estate.linux();
    const { session } = await working(resource);
    const name = `other-${randomBytes(4).toString('hex')}`;
    const made = await estate.consent.expect(201, 'POST', '/v1/organizations', { body: { name, admin_name: 'alice' } });
    const authorization = `Basic ${Buffer.from(`${name}/alice:${made.admin.password}`).toString('base64')}`;
    const alice = { id: made.admin.id, publicId: made.admin.public_id, authorization };
    const path = `/v1/connect/sessions/${session}`;
    assert.equal((await estate.consent.call('GET', '/v1/connect/sessions', { as: alice })).status, 200);
    for (const [method, end, body] of [
      ['GET', ''],
      ['GET', '/recording'],
      ['POST', '/launch'],
      ['POST', '/end'],
      ['POST', '/watch'],
      ['POST', '/moderate'],
      ['POST', '/resume'],
      ['POST', '/recording/play'],
      ['POST', '/suspend', { reason: 'mine' }],
      ['POST', '/terminate', { reason: 'mine' }],
    ] as const) {
      const answer = await estate.consent.call(method, `${path}${end}`, { as: alice, ...(body ? { body } : {}) });
      assert.equal(codeOf(answer), '404 not_found', `${method} ${end}`);
    }
    assert.equal((await estate.read(session)).status, 'active');
  });

  it('is opened by no token that was made for something else', async (test) => {
    const gateway = await fresh(test);
    const { resource } = await estate.linux();
    const [one, other] = [await working(resource, gateway), await working(resource, gateway)];
    const watch = await estate.view(operator, one.session, 'watch');
    const moderate = await estate.view(operator, one.session, 'moderate');
    assert.equal(await shown(estate.page(other.session, gateway), watch.token), 'refused');
    assert.equal(await shown(estate.page(other.session, gateway), moderate.token), 'refused');
    const asPlay = { headers: { Authorization: `Bearer ${watch.token}` } };
    assert.equal((await fetch(`${estate.page(one.session, gateway)}/recording.cast`, asPlay)).status, 401);
    const pending = await estate.pending(ann, resource, WEB);
    assert.equal(await shown(estate.page(pending, gateway), watch.token), 'refused');
    assert.equal((await estate.read(pending)).status, 'pending_launch');
    // None of that has used it up.
    assert.equal(await shown(watch.url, watch.token), 'welcome');
    assert.equal(await shown(watch.url, watch.token), 'refused');

    one.page.socket.close();
    await estate.ended(one.session);
    const play = await estate.view(auditor, one.session, 'recording/play');
    const cast = (session: string) =>
      fetch(`${estate.page(session)}/recording.cast`, { headers: { Authorization: `Bearer ${play.token}` } });
    assert.equal((await cast(other.session)).status, 401);
    assert.equal(await shown(estate.page(other.session, gateway), play.token), 'refused');
    assert.equal((await cast(one.session)).status, 200);
    assert.equal((await cast(one.session)).status, 401);
  });

  it('is opened by no launch token that is shown at another door, or comes too late', async (test) => {
    const gateway = await fresh(test);
    const { resource } = await estate.linux();
    const web = await estate.pending(ann, resource, WEB);
    const client = estate.openssh('ssh', await estate.token(ann, web), [`${web}@127.0.0.1`, 'true'], gateway);
    client.child.stdin.end();
    assert.equal((await client.ended).code, 255);
    const native = await estate.pending(ann, resource);
    assert.equal(await shown(estate.page(native, gateway), await estate.token(ann, native)), 'refused');
    for (const session of [web, native]) assert.equal((await records(session, 'session.launch', 'denied')).length, 1);
    const token = await estate.token(ann, web);
    const { sessionTokens } = estate.consent.estate.store.models;
    await sessionTokens.updateOne({ session_id: web, used_at: null }, { $set: { expires_at: new Date() } });
    assert.equal(await shown(estate.page(web, gateway), token), 'refused');
    const last = await estate.token(ann, web);
    assert.equal(codeOf(await about(web, 'terminate', operator, { reason: 'no' })), '200');
    assert.equal(await shown(estate.page(web, gateway), last), 'refused');
    assert.equal((await estate.read(web)).status, 'canceled');
  });

  it('is opened for nobody who may not any more, though the token is good', async (test) => {
    const gateway = await fresh(test);
    const { consent } = estate;
    const [gone, closed] = [await estate.linux(), await estate.linux()];
    const eve = await consent.person('requester');
    const session = await estate.pending(eve, gone.resource, WEB);
    const token = await estate.token(eve, session);
    await consent.expect(200, 'POST', `/v1/users/${eve.id}/deactivate`);
    assert.equal(await shown(estate.page(session, gateway), token), 'refused');
    const other = await estate.pending(ann, closed.resource, WEB);
    const otherToken = await estate.token(ann, other);
    await consent.expect(200, 'POST', `/v1/policies/${closed.policy}/deactivate`);
    assert.equal(await shown(estate.page(other, gateway), otherToken), 'refused');
    for (const one of [session, other]) {
      const [denied] = await records(one, 'session.launch', 'denied');
      assert.equal(denied.code, 'policy_refused');
      const ended = await estate.ended(one);
      assert.deepEqual([ended.status, ended.end_reason], ['canceled', 'revoked']);
    }
  });

  it('is shown to nobody who may not any more, though the token is good', async (test) => {
    const gateway = await fresh(test);
    const { consent } = estate;
    const { resource } = await estate.linux();
    const { session, page } = await working(resource, gateway);
    for (const how of ['watch', 'moderate', 'recording/play', 'suspend', 'resume', 'terminate']) {
      const body = ['suspend', 'terminate'].includes(how) ? { reason: 'mine' } : undefined;
      assert.equal(codeOf(await about(session, how, ann, body)), '403 forbidden', how);
    }
    const watcher = await consent.person('operator');
    const watch = await estate.view(watcher, session, 'watch');
    const moderate = await estate.view(watcher, session, 'moderate');
    await revoke(watcher);
    assert.equal(await shown(watch.url, watch.token), 'refused');
    assert.equal(await shown(moderate.url, moderate.token), 'refused');
    page.socket.close();
    await estate.ended(session);
    const player = await consent.person('auditor');
    const play = await estate.view(player, session, 'recording/play');
    await revoke(player);
    const cast = await fetch(`${play.url}.cast`, { headers: { Authorization: `Bearer ${play.token}` } });
    assert.deepEqual([cast.status, await cast.text()], [401, '']);
    const denials = [
      ...(await records(session, 'session.view', 'denied')),
      ...(await records(session, 'session.moderator', 'denied')),
      ...(await records(session, 'recording.view', 'denied')),
    ];
    assert.deepEqual(
      denials.map(({ actor_id, code }) => [actor_id, code]),
      [
        [watcher.id, 'forbidden'],
        [watcher.id, 'forbidden'],
        [player.id, 'forbidden'],
      ],
    );
  });

  async function revoke({ id }: Person): Promise<void> {
    const { consent } = estate;
    const { grants } = await consent.expect(200, 'GET', `/v1/grants?subject_type=user&subject_id=${id}`);
    assert.equal(grants.length, 1);
    await consent.expect(200, 'POST', `/v1/grants/${grants[0].id}/revoke`);
  }

  it('carries out nothing before it was consented to', async (test) => {
    const gateway = await fresh(test);
    const group = await estate.consent.group();
    const approver = await estate.consent.person('approver', group);
    const approvals = { connect: { quorum: 1, approver_group_ids: [group] } };
    const { resource, username } = await estate.linux();
    const body = { name: `consent-${resource}`, rules: { approvals } };
    const { id: policy_id } = await estate.consent.expect(201, 'POST', '/v1/policies', { body });
    const binding = { policy_id, target_type: 'resource', target_id: resource };
    await estate.consent.expect(201, 'POST', '/v1/policy-bindings', { body: binding });

    const asked = await estate.request(ann, { resource_id: resource, mode: 'native_client' });
    assert.equal(asked.status, 202);
    const session = asked.body.session.public_id;
    assert.equal(codeOf(await about(session, 'launch', ann)), '409 conflict');
    const attempt = async (token: string) => {
      const client = estate.openssh('ssh', token, [`${session}@127.0.0.1`, 'id -un'], gateway);
      client.child.stdin.end();
      return client.ended;
    };
    assert.equal((await attempt(GUESS)).code, 255);
    assert.equal((await estate.read(session)).status, 'pending_approval');
    await estate.consent.expect(200, 'POST', `/v1/approvals/${asked.body.session.approval_id}/approve`, {
      as: approver,
    });
    const { stdout } = await attempt(await estate.token(ann, session));
    assert.equal(stdout, `${username}\n`);
  });

  /** What answers `hello` to everybody. */
  async function greeter(test: TestContext): Promise<number> {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('hello');
    });
    test.after(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async function heardAt(port: number): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    const heard: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => heard.push(bytes));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(heard).toString();
  }

  it('forwards connections to where its policy says, and nowhere else', async (test) => {
    const [named, other] = [await greeter(test), await greeter(test)];
    const { resource } = await estate.linux({ ...OPEN, session_forwards: [`127.0.0.1:${named}`] });
    const session = await estate.pending(ann, resource);
    const [toNamed, toOther] = [await freePort(), await freePort()];
    const client = estate.openssh('ssh', await estate.token(ann, session), [
      '-N',
      ...['-L', `${toNamed}:127.0.0.1:${named}`, '-L', `${toOther}:127.0.0.1:${other}`],
      `${session}@127.0.0.1`,
    ]);
    await until('a forwarded connection', async () => ((await heardAt(toNamed)) === 'hello' ? true : undefined));
    assert.equal(await heardAt(toOther), '');
    client.child.kill('SIGTERM');
    await estate.ended(session);
    const forwarded = await records(session, 'session.forward', 'succeeded');
    assert.ok(forwarded.length >= 1);
    assert.equal(forwarded[0].change, `a connection to 127.0.0.1:${named} was forwarded`);
    const [refused, ...more] = await records(session, 'session.refuse', 'denied');
    assert.deepEqual([refused.change, more.length], ['local_forward was refused', 0]);
  });

  it('forwards the agent of OpenSSH where its policy says so, and has on record with which key it signs', async (test) => {
    const agent = await startAgent(test, estate.directory);
    const { resource } = await estate.linux({ ...OPEN, session_activities: ['exec', 'agent_forward'] });
    const session = await estate.pending(ann, resource);
    const args = ['-A', `${session}@127.0.0.1`, SIGN_BY_AGENT];
    const env = { SSH_AUTH_SOCK: agent.socket };
    const client = estate.openssh('ssh', await estate.token(ann, session), args, estate.gateway, env);
    assert.match((await client.ended).stdout, /BEGIN SSH SIGNATURE/);
    await estate.ended(session);
    assert.deepEqual(
      (await records(session, 'session.forward', 'succeeded')).map(({ change }) => change),
      ['the agent of its client was forwarded', `its agent signs with ${agent.fingerprint}`],
    );
  });

  it('forwards no agent, no display, no socket and nothing back', async (test) => {
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource);
    const client = await connected(test, session, await estate.token(ann, session));
    const failed = (ask: (done: (error?: Error | null) => void) => unknown) =>
      new Promise<boolean>((resolve) => void ask((error) => resolve(error instanceof Error)));
    assert.ok(await failed((done) => client.forwardIn('127.0.0.1', 0, done)));
    assert.ok(await failed((done) => client.openssh_forwardInStreamLocal('/tmp/socket', done)));
    assert.ok(await failed((done) => client.openssh_forwardOutStreamLocal('/tmp/socket', done)));
    assert.ok(await failed((done) => client.forwardOut('127.0.0.1', 0, '127.0.0.1', estate.ssh.server.port, done)));
    // What becomes of the agent is left out of the types of the library.
    const withAgent: object = { agentForward: true };
    assert.ok(await failed((done) => client.exec('env', { x11: true }, done)));
    assert.ok(await failed((done) => client.exec('env', withAgent, done)));
    client.end();
    await estate.ended(session);
    const refused = (await records(session, 'session.refuse', 'denied')).map(({ change }) => change.split(' ')[0]);
    assert.deepEqual(
      new Set(refused),
      new Set(['remote_forward', 'socket_forward', 'local_forward', 'x11_forward', 'agent_forward']),
    );
  });

  /** A client of our own, which asks for what OpenSSH's does not. */
  async function connected(test: TestContext, session: string, password: string): Promise<Client> {
    const client = new ssh2.Client();
    test.after(() => void client.destroy());
    client.connect({
      host: '127.0.0.1',
      port: estate.gateway.ssh,
      username: session,
      password,
      agent: '/nonexistent',
      // Only then it asks others than OpenSSH's server for sockets.
      strictVendor: false,
      authHandler: ['password'],
    });
    await once(client, 'ready');
    return client;
  }

  it('is left by its page while the target is silent, and is over at once', async (test) => {
    const silent = await startSilentServer();
    test.after(() => silent.close());
    const { resource } = await estate.linux(OPEN, { port: silent.port });
    const session = await estate.pending(ann, resource, WEB);
    const page = new TerminalPage(estate.page(session));
    await page.hello(await estate.token(ann, session));
    // Before it is let in: nobody can come back to what it was never told of.
    page.socket.terminate();
    const ended = await estate.ended(session);
    assert.equal(ended.end_reason, 'closed');
    const took = Date.parse(ended.ended_at) - Date.parse(ended.launched_at);
    assert.ok(took < 5_000, `it took ${took} ms`);
  });

  it('is ended while the target is silent, and was never begun', async (test) => {
    const silent = await startSilentServer();
    test.after(() => silent.close());
    const { resource } = await estate.linux(OPEN, { port: silent.port });
    const session = await estate.pending(ann, resource, WEB);
    const page = await TerminalPage.open(estate.page(session), await estate.token(ann, session));
    const asked = performance.now();
    assert.equal(codeOf(await about(session, 'terminate', operator, { reason: 'enough' })), '200');
    const end = await page.hears('end');
    assert.ok(performance.now() - asked < 2_000);
    assert.match(String(end['text']), /enough/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason, ended.started_at], ['terminated', 'terminated', null]);
  });

  it('says that its secret was withheld where it was, to page and client', async () => {
    const places = [await estate.linux(), await estate.linux()];
    const { credentials, credentialVersions } = estate.consent.estate.store.models;
    for (const { resource } of places) {
      const credential = await credentials.findOne({ resource_id: resource }).lean();
      await credentialVersions.updateMany({ credential_id: credential?._id ?? 0 }, { $set: { state: 'retired' } });
    }
    const [first, second] = places;
    assert.ok(first && second);
    const web = await estate.pending(ann, first.resource, WEB);
    const page = await TerminalPage.open(estate.page(web), await estate.token(ann, web));
    assert.match(String((await page.hears('end'))['text']), /was not handed over/);
    const native = await estate.pending(ann, second.resource);
    const client = estate.openssh('ssh', await estate.token(ann, native), [`${native}@127.0.0.1`, 'true']);
    client.child.stdin.end();
    assert.match((await client.ended).stderr, /was not handed over/);
    for (const session of [web, native]) {
      const ended = await estate.ended(session);
      assert.deepEqual([ended.status, ended.end_reason], ['failed', 'secret_withheld']);
    }
  });

  it('fails before its target is reached where it cannot be recorded at all', async () => {
    const { resource } = await estate.linux();
    const { session: other, page: first } = await working(resource);
    first.socket.close();
    await estate.ended(other);
    const { recordings } = estate.consent.estate.store.models;
    const taken = await recordings.findById(other).lean<RecordingDocument>();
    assert.ok(taken);
    const session = await estate.pending(ann, resource, WEB);
    await recordings.create([{ ...taken, _id: session }]);
    const page = new TerminalPage(estate.page(session));
    await page.hello(await estate.token(ann, session));
    assert.equal((await page.closes()).code, 4500);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason, ended.started_at], ['failed', 'not_recorded', null]);
    assert.equal((await records(session, 'session.credential', 'succeeded')).length, 0);
  });

  /** The posture of the resource tells that it has no whole recording, ten minutes after its end, for 30 days. */
  async function isFound(session: string, resource: number): Promise<void> {
    const { connectSessions } = estate.consent.estate.store.models;
    const whenFound = async (count: number, minutes: number) => {
      const ended_at = new Date(Date.now() - minutes * 60_000);
      await connectSessions.updateOne({ _id: session }, { $set: { ended_at } });
      // No record tells of time that has passed; the name has the resource looked at now.
      const body = { name: `ended-${minutes}-${session}` };
      await estate.consent.expect(200, 'PATCH', `/v1/resources/${resource}`, { body });
      const path = `/v1/compliance/findings?resource_id=${resource}&signal=recording_missing&status=open`;
      return until(`${count} recordings to be missing`, async () => {
        const { findings } = await estate.consent.expect(200, 'GET', path);
        return findings.length === count ? findings : undefined;
      });
    };
    const [found] = await whenFound(1, 11);
    assert.deepEqual(found.evidence, { session_id: session });
    await whenFound(0, 31 * 24 * 60);
  }

  it('ends when it cannot be recorded any more, and its gateway lives on', async (test) => {
    const gateway = await fresh(test);
    const { resource } = await estate.linux();
    const { session, page } = await working(resource, gateway);
    page.type('yes floods-the-recording\n');
    await page.shows(/floods-the-recording\r\nfloods/);
    // As a worker does that takes the gateway for lost.
    const { store } = estate.consent.estate;
    const found = await store.models.connectSessions.findById(session).lean<ConnectSessionDocument>();
    assert.ok(found);
    await finishRecording(store, found);
    assert.match(String((await page.hears('end'))['text']), /cannot be recorded/);
    const ended = await estate.ended(session);
    assert.equal(ended.end_reason, 'not_recorded');
    await isFound(session, resource);
    const next = await working(resource, gateway);
    next.page.socket.close();
    assert.equal((await estate.ended(next.session)).end_reason, 'closed');
    assert.equal(gateway.role.child.exitCode, null, gateway.role.output());
  });

  it('holds little for a page that reads nothing, however much the target prints', async (test) => {
    const gateway = await fresh(test);
    const { resource } = await estate.linux();
    const { session, page } = await working(resource, gateway);
    const before = await memoryOf(gateway);
    page.acknowledges = false;
    page.type('yes "$(head -c 100000 /dev/zero | tr "\\0" x)" & yes no-end\n');
    await until('much output', async () => page.received > 100_000 || undefined);
    page.socket.pause();
    const watch = await estate.view(operator, session, 'watch');
    const watcher = await TerminalPage.open(watch.url, watch.token, { acknowledges: false });
    watcher.socket.pause();
    // Long enough for what had no bounds to be seen.
    let most = 0;
    for (let looks = 0; looks < 100; looks += 1) {
      most = Math.max(most, (await memoryOf(gateway)) - before);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(most < 150, `${most} MiB more`);
    assert.equal(codeOf(await about(session, 'terminate', operator, { reason: 'enough' })), '200');
    assert.equal((await estate.ended(session)).end_reason, 'terminated');
    for (const { socket } of [page, watcher]) socket.terminate();
  });

  it('goes on at a gateway that waits for it before it stops, and that begins no other', async () => {
    const gateway = await estate.addGateway({ CAPSTAN_GATEWAY_DRAIN_SECONDS: '300' });
    const { resource } = await estate.linux();
    const { page } = await working(resource, gateway);
    const other = await estate.pending(ann, resource, WEB);
    const token = await estate.token(ann, other);
    const stopped = gateway.role.stop();
    await until('a farewell', async () => page.said.find(({ text }) => /^The gateway stops in/.test(String(text))));
    const late = new TerminalPage(estate.page(other, gateway));
    await late.hello(token);
    assert.deepEqual(await late.closes(), { code: 1001, reason: 'the gateway stops' });
    await TerminalPage.open(estate.page(other, estate.gateway), token);
    page.type('echo st""ill\n');
    await page.shows(/^still\r$/m);
    page.type('exit\n');
    await stopped;
  });

  it('is given up by a gateway that the store does not hear of, before others give it up', async (test) => {
    const gateway = await fresh(test);
    const { resource } = await estate.linux();
    const { session, page } = await working(resource, gateway);
    const { pid } = estate.consent.engines.mongod;
    process.kill(pid, 'SIGSTOP');
    try {
      const stopped = performance.now();
      const end = await page.hears('end');
      assert.match(String(end['text']), /has lost this session/);
      // Its lease is 5 s, and begins with what was written last.
      assert.ok(performance.now() - stopped < 6_500, `it took ${performance.now() - stopped} ms`);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const ended = await estate.ended(session);
    assert.equal(ended.end_reason, 'gateway_lost');
  });
});

/** Resident, in MiB. */
async function memoryOf({ role }: RunningGateway): Promise<number> {
  const status = await readFile(`/proc/${role.child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}
