/** Sessions from the request to the end: real clients, a gateway of its own, real targets, the audit log. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import type { Answer, Person } from '../support/consent-estate.ts';
import { OPEN, SessionEstate } from '../support/session-estate.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { TerminalPage } from '../support/terminal-page.ts';
import { until } from '../support/until.ts';

describe('a session', () => {
  let estate: SessionEstate;
  let ann: Person;
  let bob: Person;
  let operator: Person;
  let auditor: Person;

  before(async () => {
    estate = await SessionEstate.start();
    [ann, bob] = [await estate.consent.person('requester'), await estate.consent.person('requester')];
    [operator, auditor] = [await estate.consent.person('operator'), await estate.consent.person('auditor')];
  });
  after(() => estate.stop());

  const codeOf = ({ status, body }: Answer) => (status < 300 ? String(status) : `${status} ${body.code}`);
  const told = async (session: string) =>
    (await estate.records(session)).map(({ operation, status }) => `${operation} ${status}`);

  it('runs a command on the target by the own ssh of a person, who never sees the credential', async () => {
    const { resource, username } = await estate.linux();
    const session = await estate.pending(ann, resource);
    const token = await estate.token(ann, session);
    const client = estate.openssh('ssh', token, [`${session}@127.0.0.1`, 'id -un; echo to stderr >&2; exit 3']);
    client.child.stdin.end();
    const { code, stdout, stderr } = await client.ended;
    assert.deepEqual([code, stdout, stderr.trim()], [3, `${username}\n`, 'to stderr']);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason, ended.rotation.status], ['terminated', 'closed', 'not_wanted']);
    const { job } = await estate.consent.ended(ended.job_id);
    assert.deepEqual([job.operation, job.status], ['connect', 'succeeded']);
    const records = await told(session);
    assert.deepEqual(
      records.filter((record) => !record.startsWith('session.read')),
      [
        'session.request succeeded',
        'session.token succeeded',
        'session.launch succeeded',
        'session.credential succeeded',
        'session.start succeeded',
        'session.end succeeded',
      ],
    );
    const recording = await estate.consent.expect(200, 'GET', `/v1/connect/sessions/${session}/recording`, {
      as: auditor,
    });
    assert.deepEqual([recording.state, recording.kind, recording.has_input], ['complete', 'terminal', false]);
    const end = (await estate.records(session)).find(({ operation }) => operation === 'session.end');
    assert.ok(end.change.includes(recording.head_hash), end.change);
  });

  it('is refused by every token but its own, and by that one when it was used', async () => {
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource);
    const other = await estate.pending(bob, resource);
    const [token, foreign] = [await estate.token(ann, session), await estate.token(bob, other)];
    const tryIt = async (shown: string) => {
      const client = estate.openssh('ssh', shown, [`${session}@127.0.0.1`, 'true']);
      client.child.stdin.end();
      return (await client.ended).code;
    };
    assert.equal(await tryIt(foreign), 255);
    assert.equal(await tryIt('cap_st_'), 255);
    assert.equal(await tryIt(token), 0);
    assert.equal(await tryIt(token), 255);
    assert.equal(
      codeOf(await estate.consent.call('POST', `/v1/connect/sessions/${session}/launch`, { as: ann })),
      '409 conflict',
    );
    assert.equal(
      codeOf(await estate.consent.call('POST', `/v1/connect/sessions/${other}/launch`, { as: ann })),
      '404 not_found',
    );
  });

  it('is closed until a policy opens it', async () => {
    const { resource } = await estate.linux({});
    assert.equal(codeOf(await estate.request(ann, { resource_id: resource })), '403 policy_refused');
  });

  it('moves files where the policy says so, each with its SHA-256 on record', async () => {
    const { resource, username } = await estate.linux({ ...OPEN, session_activities: ['upload', 'download'] });
    const content = randomBytes(100_000);
    const hash = createHash('sha256').update(content).digest('hex');
    const [sent, got] = [join(estate.directory, 'sent'), join(estate.directory, 'got')];
    await writeFile(sent, content);
    for (const args of [
      (session: string) => [sent, `${session}@127.0.0.1:here`],
      (session: string) => [`${session}@127.0.0.1:here`, got],
    ]) {
      const session = await estate.pending(ann, resource);
      const client = estate.openssh('scp', await estate.token(ann, session), args(session));
      client.child.stdin.end();
      const { code, stderr } = await client.ended;
      assert.equal(code, 0, stderr);
      await estate.ended(session);
      const files = (await estate.records(session)).filter(({ operation }) => operation === 'session.file');
      assert.equal(files.length, 1);
      assert.ok(files[0].change.includes(`100000 bytes, SHA-256 ${hash}`), files[0].change);
    }
    assert.deepEqual(await readFile(got), content);
    assert.equal((await estate.ssh.script('sha256sum < "/home/$1/here"', username)).slice(0, 64), hash);
    const session = await estate.pending(ann, resource);
    const client = estate.openssh('ssh', await estate.token(ann, session), [`${session}@127.0.0.1`, 'true']);
    client.child.stdin.end();
    assert.equal((await client.ended).code, 126);
    const ended = await estate.ended(session);
    assert.equal(ended.status, 'terminated');
    assert.ok((await told(session)).includes('session.refuse denied'));
  });

  it('passes statements of psql on and records them', async () => {
    const { resource, username } = await estate.postgres();
    const session = await estate.pending(ann, resource, {});
    const client = estate.psql(session, await estate.token(ann, session), [
      '-c',
      'select current_user',
      '-c',
      'select 6*7',
    ]);
    const { code, stdout, stderr } = await client.ended;
    assert.deepEqual([code, stdout, stderr], [0, `${username}\n42\n`, '']);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason, ended.protocol], ['terminated', 'closed', 'postgres']);
  });

  it('is reached over TLS alone at a gateway that has a certificate', async (test) => {
    const { caPem, certPem, keyPem } = makeServerCertificate('an authority', ['127.0.0.1']);
    const fileOf = async (name: string, text: string) => {
      await writeFile(join(estate.directory, name), text, { mode: 0o600 });
      return join(estate.directory, name);
    };
    const gateway = await estate.addGateway({
      CAPSTAN_GATEWAY_TLS_CERT: await fileOf('gateway.pem', certPem),
      CAPSTAN_GATEWAY_TLS_KEY: await fileOf('gateway-key.pem', keyPem),
    });
    test.after(() => gateway.role.stop());
    const { resource } = await estate.postgres();
    const session = await estate.pending(ann, resource, {});
    const token = await estate.token(ann, session);
    const select = ['-c', 'select 6*7'];
    const bare = await estate.psql(session, token, select, gateway).ended;
    assert.notEqual(bare.code, 0, 'a token was taken in clear');
    const checked = `sslmode=verify-full sslrootcert=${await fileOf('gateway-ca.pem', caPem)}`;
    const { code, stdout, stderr } = await estate.psql(session, token, select, gateway, checked).ended;
    assert.deepEqual([code, stdout, stderr], [0, '42\n', '']);

    const account = await estate.linux();
    const web = await estate.pending(ann, account.resource, { mode: 'web_terminal' });
    const url = estate.page(web, gateway).replace('http:', 'https:');
    const page = await TerminalPage.open(url, await estate.token(ann, web), { ca: caPem });
    page.type('echo re""ached\n');
    await page.shows(/^reached\r$/m);
    page.type('exit\n');
    await page.hears('end');
  });

  /** A shell that somebody works in. */
  async function working(as: Person, resource: number) {
    const session = await estate.pending(as, resource);
    const client = estate.openssh('ssh', await estate.token(as, session), [`${session}@127.0.0.1`, 'cat']);
    client.child.stdin.write('here\n');
    await until('the target to answer', async () => client.stdout().includes('here') || undefined);
    return { session, client };
  }

  it('holds commands and statements against the rules of its policy', async () => {
    const rules = {
      ...OPEN,
      session_activities: ['shell', 'exec', 'upload', 'download'],
      session_command_rules: [
        { name: 'no-touch', pattern: '\\btouch\\b', action: 'block' },
        { name: 'secrets', pattern: '(?i)pg_authid', action: 'block' },
        { name: 'who', pattern: '^id', action: 'alert' },
      ],
    } as const;
    const { resource } = await estate.linux(rules);
    const run = async (command: readonly string[], input = '') => {
      const session = await estate.pending(ann, resource);
      const client = estate.openssh('ssh', await estate.token(ann, session), [`${session}@127.0.0.1`, ...command]);
      client.child.stdin.end(input);
      const { code, stderr } = await client.ended;
      await estate.ended(session);
      const about = (await estate.records(session)).filter(({ operation }) => operation === 'session.command');
      return { code, stderr, records: about.map(({ status, change }) => `${status}: ${change}`) };
    };
    for (const command of ['touch /tmp/x', 'scp -f x; touch /tmp/x']) {
      const blocked = await run([command]);
      assert.equal(blocked.code, 126);
      assert.match(blocked.stderr, /blocked by the rule no-touch/);
      assert.deepEqual(blocked.records, ['denied: rule no-touch has blocked it']);
    }
    const alerted = await run(['id']);
    assert.deepEqual([alerted.code, alerted.records], [0, ['succeeded: rule who was alerted']]);
    const shell = await run([], 'touch x\n');
    assert.equal(shell.code, 126);
    assert.match(shell.stderr, /shells without a terminal are not allowed in this session/);
    // A known way around, which docs/sessions.md names.
    const piped = await run(['sh'], 'touch x\n');
    assert.deepEqual([piped.code, piped.records], [0, []]);

    const { resource: role } = await estate.postgres(rules);
    const session = await estate.pending(ann, role, {});
    const statements = ['-c', 'select * from pg_authid', '-c', 'select 1'];
    const { stdout, stderr } = await estate.psql(session, await estate.token(ann, session), statements).ended;
    assert.equal(stdout, '1\n');
    assert.match(stderr, /secrets/);
  });

  it('has a mark in its recording where a shell without a terminal has begun, and not what went into it', async () => {
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource);
    const client = estate.openssh('ssh', await estate.token(ann, session), ['-T', `${session}@127.0.0.1`]);
    client.child.stdin.end('true unheard-of\n');
    assert.equal((await client.ended).code, 0);
    await estate.ended(session);
    const cast = await estate.consent.text(`/v1/connect/sessions/${session}/recording/cast`, auditor);
    assert.match(cast, /"m", "#1 shell without a terminal"/);
    assert.doesNotMatch(cast, /unheard-of/);
  });

  it('can be searched and fetched afterwards, against what the log has sealed', async () => {
    const { resource } = await estate.postgres();
    const session = await estate.pending(ann, resource, {});
    const token = await estate.token(ann, session);
    const { code } = await estate.psql(session, token, ['-c', "select 'a needle' as found"]).ended;
    assert.equal(code, 0);
    await estate.ended(session);
    const path = `/v1/connect/sessions/${session}/recording`;
    const search = (as: Person) => estate.consent.call('GET', `${path}/search?q=a+NEEDLE`, { as });
    assert.equal(codeOf(await search(operator)), '403 forbidden');
    const { matches } = (await search(auditor)).body;
    assert.deepEqual(matches.map(({ place }: Answer['body']) => place).sort(), ['marker', 'output']);
    const fetched = await estate.consent.text(`${path}/cast`, auditor);
    assert.equal(JSON.parse(fetched.split('\n')[0] ?? '').version, 2);
    assert.match(fetched, /a needle/);
    assert.ok((await told(session)).includes('recording.fetch succeeded'));

    // The end is cut off, and everything in the database but the log made to fit.
    const { recordings, recordingChunks } = estate.consent.estate.store.models;
    await recordingChunks.deleteMany({ session_id: session });
    const none = { chunks: 0, events: 0, bytes: 0, head_hash: '0'.repeat(64) };
    await recordings.updateOne({ _id: session }, { $set: { state: 'interrupted', head: none } });
    const cut = await search(auditor);
    assert.equal(codeOf(cut), '409 conflict');
    assert.match(cut.body.detail, /chunks at its end are gone/);
  });

  it('is ended within two seconds by somebody who may', async () => {
    const { resource } = await estate.linux();
    const { session, client } = await working(ann, resource);
    const path = `/v1/connect/sessions/${session}/terminate`;
    const body = { reason: 'the maintenance was called off' };
    assert.equal(codeOf(await estate.consent.call('POST', path, { as: bob, body })), '403 forbidden');
    const asked = performance.now();
    const answer = await estate.consent.expect(200, 'POST', path, { as: operator, body });
    assert.equal(answer.status, 'terminating');
    const { stderr } = await client.ended;
    assert.ok(performance.now() - asked < 2_500);
    assert.match(stderr, /the maintenance was called off/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason, ended.end_comment], ['terminated', 'terminated', body.reason]);
  });

  it('ends within seconds when what it rests on is gone', async () => {
    const { resource, policy } = await estate.linux();
    const { session, client } = await working(ann, resource);
    const { etag } = Object.fromEntries((await estate.consent.call('GET', `/v1/policies/${policy}`)).headers);
    assert.ok(etag);
    await estate.consent.expect(200, 'POST', `/v1/policies/${policy}/deactivate`);
    const { stderr } = await client.ended;
    assert.match(stderr, /what it rested on does not hold any more/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'revoked']);
  });

  it('lets nothing through while it is suspended', async () => {
    const { resource } = await estate.linux();
    const { session, client } = await working(ann, resource);
    const path = `/v1/connect/sessions/${session}`;
    await estate.consent.expect(200, 'POST', `${path}/suspend`, {
      as: operator,
      body: { reason: 'is that the right host?' },
    });
    await until('the person to be told', async () => client.stderr().includes('suspended') || undefined);
    client.child.stdin.write('while suspended\n');
    await estate.consent.expect(200, 'POST', `${path}/resume`, { as: operator });
    await until(
      'what was piped to arrive afterwards',
      async () => client.stdout().includes('while suspended') || undefined,
    );
    client.child.stdin.end();
    assert.equal((await client.ended).code, 0);
    assert.ok(client.stderr().indexOf('suspended') < client.stderr().indexOf('goes on'));
  });

  it('has its credential rotated afterwards where the policy says so', async () => {
    const { resource, username, secret } = await estate.linux({ ...OPEN, rotate_after_session: true });
    const session = await estate.pending(ann, resource);
    const client = estate.openssh('ssh', await estate.token(ann, session), [`${session}@127.0.0.1`, 'true']);
    client.child.stdin.end();
    assert.equal((await client.ended).code, 0);
    const { job_id } = await estate.ended(session);
    await estate.consent.wake(job_id);
    const turned = await estate.whenIs(
      session,
      'to have its credential turned',
      ({ rotation }) => rotation?.status === 'succeeded',
    );
    assert.ok(!(await estate.ssh.accepts(username, secret)), 'the old secret does not work any more');
    const rotation = await estate.consent.job(turned.rotation.job_id);
    assert.deepEqual([rotation.reason, rotation.actor], [`after session ${session}`, 'sessions']);
    assert.equal((await estate.consent.ended(job_id)).job.status, 'succeeded');
  });

  it('logs in by a certificate of its own where the target trusts an authority, within what its policy allows', async () => {
    const { resource, username } = await estate.certified();
    const session = await estate.pending(ann, resource);
    const client = estate.openssh('ssh', await estate.token(ann, session), [
      '-tt',
      `${session}@127.0.0.1`,
      'id -un; tty',
    ]);
    client.child.stdin.end();
    const { code, stdout } = await client.ended;
    assert.equal(code, 0, client.stderr());
    assert.match(stdout, new RegExp(`^${username}\\s+/dev/pts/`));
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason, ended.rotation.status], ['terminated', 'closed', 'not_wanted']);
    const issued = (await estate.records(session)).filter(({ operation }) => operation === 'ssh_certificate.issue');
    assert.deepEqual(
      issued.map(({ status, resource_id }) => [status, resource_id]),
      [['succeeded', resource]],
    );
    const [, serial, keyId] = /^serial (\d+); key id "(.+?)"; principal \{username\}; /.exec(issued[0].change) ?? [];
    assert.equal(keyId, `session:${session} user:${ann.id}`);
    assert.ok((await estate.ssh.log()).includes(`ID ${keyId} (serial ${serial})`));
  });

  it('forwards by such a certificate to where its policy says', async () => {
    const there = `127.0.0.1:${estate.ssh.server.port}`;
    const { resource } = await estate.certified({ ...OPEN, session_forwards: [there] });
    const session = await estate.pending(ann, resource);
    const token = await estate.token(ann, session);
    const client = estate.openssh('ssh', token, ['-W', there, `${session}@127.0.0.1`]);
    await until('what greets at the far end', async () => client.stdout().startsWith('SSH-2.0-') || undefined);
    client.child.kill('SIGTERM');
    assert.equal((await estate.ended(session)).status, 'terminated');
  });

  it('is interrupted when its gateway is killed, with a recording up to its last chunk', async () => {
    const gateway = await estate.addGateway();
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource);
    const client = estate.openssh('ssh', await estate.token(ann, session), [`${session}@127.0.0.1`, 'cat'], gateway);
    client.child.stdin.write('before the kill\n');
    const { recordingChunks } = estate.consent.estate.store.models;
    await until('a chunk to be stored', async () => {
      const lines = await recordingChunks.aggregate([
        { $match: { session_id: session } },
        { $group: { _id: null, events: { $sum: '$events' } } },
      ]);
      return lines[0]?.events >= 2 ? true : undefined;
    });
    const moderated = await estate.linux({ ...OPEN, session_moderated: true });
    const waiting = await estate.pending(ann, moderated.resource, { mode: 'web_terminal' });
    const page = await TerminalPage.open(estate.page(waiting, gateway), await estate.token(ann, waiting));
    await page.hears('notice');
    await gateway.role.kill();
    const ended = await estate.whenIs(session, 'to be found interrupted', ({ status }) => status === 'interrupted');
    assert.equal(ended.end_reason, 'gateway_lost');
    await estate.consent.ended(ended.job_id);
    const recording = await estate.consent.expect(200, 'GET', `/v1/connect/sessions/${session}/recording`, {
      as: auditor,
    });
    assert.equal(recording.state, 'interrupted');
    assert.ok(recording.events >= 2);
    const sealed = (await estate.records(session)).find(({ operation }) => operation === 'session.recording');
    assert.ok(sealed.change.includes(recording.head_hash));
    const unopened = await estate.whenIs(
      waiting,
      'to be interrupted as well',
      ({ status }) => status === 'interrupted',
    );
    assert.deepEqual([unopened.started_at, unopened.waits_for], [null, null]);
  });

  it('ends in order when its gateway stops', async () => {
    const gateway = await estate.addGateway();
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource);
    const client = estate.openssh('ssh', await estate.token(ann, session), [`${session}@127.0.0.1`, 'cat'], gateway);
    client.child.stdin.write('here\n');
    await until('the target to answer', async () => client.stdout().includes('here') || undefined);
    await gateway.role.stop();
    assert.equal(gateway.role.child.exitCode, 0, gateway.role.output());
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'gateway_stopped']);
  });

  describe('that is moderated', () => {
    const MODERATED = { ...OPEN, session_moderated: { grace_seconds: 60 } } as const;
    const EVERYTHING = ['shell', 'exec', 'upload', 'download'] as const;

    /** Operation, and what was said of it, of what moderators did. */
    const moderated = async (session: string) =>
      (await estate.records(session))
        .filter(({ operation }) => /moderator|suspend|resume|terminate/.test(operation))
        .map(({ operation, status, actor_id, change }) => [operation, status, actor_id, change].join(' | '));

    /** A terminal of a native client. */
    async function terminal(resource: number, options: readonly string[] = []) {
      const session = await estate.pending(ann, resource);
      const args = ['-tt', ...options, `${session}@127.0.0.1`];
      const client = estate.openssh('ssh', await estate.token(ann, session), args);
      const says = (pattern: RegExp) => until(`${pattern}`, async () => pattern.test(client.stdout()) || undefined);
      return { session, client, says };
    }

    /** A terminal in the browser; what is typed has arrived at the gateway when that is through. */
    async function webTerminal(resource: number) {
      const session = await estate.pending(ann, resource, { mode: 'web_terminal' });
      const page = await TerminalPage.open(estate.page(session), await estate.token(ann, session));
      const types = async (text: string) => {
        page.type(text);
        page.socket.ping();
        await once(page.socket, 'pong');
      };
      /** A notice that comes after the first `after`. @returns how many there are up to it. */
      const says = (pattern: RegExp, after = 0) =>
        until(`${pattern}`, async () => {
          const notices = page.said.filter(({ type }) => type === 'notice');
          const found = notices.findIndex(({ text }, at) => at >= after && pattern.test(String(text)));
          return found < 0 ? undefined : found + 1;
        });
      return { session, page, types, says };
    }

    it('opens nothing before a moderator is there', async (test) => {
      const silent = await startSilentServer();
      test.after(() => silent.close());
      const { resource } = await estate.linux(MODERATED, { port: silent.port });
      const session = await estate.pending(ann, resource, { mode: 'web_terminal' });
      const page = await TerminalPage.open(estate.page(session), await estate.token(ann, session));
      const notice = await page.hears('notice');
      assert.match(String(notice['text']), /a moderator is waited for/);
      const waiting = await estate.consent.expect(200, 'GET', '/v1/connect/sessions?live=true&waits_for=moderator');
      assert.deepEqual(
        waiting.sessions.map(({ public_id, status }: Answer['body']) => [public_id, status]),
        [[session, 'launching']],
      );
      assert.equal(silent.connections, 0);
      assert.ok(!(await told(session)).some((record) => record.startsWith('session.credential')));
      const moderator = await estate.moderator(operator, session);
      assert.equal((await moderator.hears('welcome'))['role'], 'moderator');
      await until('the target to be reached', async () => silent.connections > 0 || undefined);
      assert.ok((await told(session)).includes('session.credential succeeded'));
      assert.equal((await estate.read(session)).waits_for, null);
      moderator.say({ type: 'control', action: 'end' });
      await page.hears('end');
      const ended = await estate.ended(session);
      assert.deepEqual([ended.status, ended.end_reason, ended.started_at], ['terminated', 'terminated', null]);
    });

    it('shows its moderator what happens, who suspends, resumes and ends it', async () => {
      const { resource } = await estate.linux(MODERATED);
      const control = join(estate.directory, 'control');
      const { session, client, says } = await terminal(resource, ['-M', '-S', control]);
      await says(/a moderator is waited for/);
      const moderator = await estate.moderator(operator, session);
      await says(/a moderator is there/);
      client.child.stdin.write('echo he""re\n');
      await moderator.shows(/^here\r$/m);
      // By the same connection: a second shell would print into the same page.
      const second = estate.openssh('ssh', '', ['-tt', '-S', control, `${session}@127.0.0.1`]);
      const { code, stdout } = await second.ended;
      assert.equal(code, 126);
      assert.match(stdout, /a second shell is not allowed in this session/);
      moderator.type('echo not-by""-me\n');
      moderator.say({ type: 'control', action: 'suspend' });
      await says(/the session is suspended/);
      assert.equal((await estate.read(session)).status, 'paused');
      moderator.say({ type: 'control', action: 'resume' });
      await says(/the session goes on/);
      client.child.stdin.write('echo st""ill\n');
      await moderator.shows(/^still\r$/m);
      assert.doesNotMatch(client.stdout(), /not-by-me/);
      moderator.say({ type: 'control', action: 'end' });
      await client.ended;
      const ended = await estate.ended(session);
      assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'terminated']);
      assert.equal(ended.ended_by, (await estate.consent.expect(200, 'GET', `/v1/users/${operator.id}`)).name);
      assert.deepEqual(await moderated(session), [
        `session.moderator | succeeded | ${operator.id} | a moderator has come`,
        `session.suspend | succeeded | ${operator.id} | active to paused`,
        `session.resume | succeeded | ${operator.id} | paused to active`,
        `session.terminate | succeeded | ${operator.id} | it is to end: terminated`,
        `session.moderator | denied | ${operator.id} | 17 bytes that a moderator has typed went nowhere`,
      ]);
    });

    it('takes nothing while its moderator is gone, whoever resumes it, and goes on with another', async () => {
      const { resource } = await estate.linux(MODERATED);
      const { session, page, types, says } = await webTerminal(resource);
      await says(/a moderator is waited for/);
      await types('echo too""-early\n');
      const moderator = await estate.moderator(operator, session);
      await says(/connected/);
      await types('echo he""re\n');
      await page.shows(/^here\r$/m);
      const path = `/v1/connect/sessions/${session}`;
      const body = { reason: 'is that the right host?' };
      await estate.consent.expect(200, 'POST', `${path}/suspend`, { as: operator, body });
      let heard = await says(/the session is suspended/);
      moderator.socket.close();
      heard = await says(/the moderator has gone: the session ends in 60 seconds/, heard);
      await estate.whenIs(session, 'to wait', ({ waits_for }) => waits_for === 'moderator');
      await estate.consent.expect(200, 'POST', `${path}/resume`, { as: operator });
      heard = await says(/the moderator has gone/, heard);
      await types('echo un""moderated\n');
      const second = await estate.moderator(operator, session);
      heard = await says(/a moderator is there/, heard);
      await types('echo ag""ain\n');
      await page.shows(/^again\r$/m);
      assert.doesNotMatch(page.text, /unmoderated|too-early/);
      // Suspended while somebody is there, and by nobody's return resumed.
      await estate.consent.expect(200, 'POST', `${path}/suspend`, { as: operator, body });
      heard = await says(/the session is suspended/, heard);
      second.socket.close();
      heard = await says(/the moderator has gone/, heard);
      const third = await estate.moderator(operator, session);
      await says(/the session is suspended/, heard);
      assert.deepEqual((await estate.read(session)).status, 'paused');
      third.say({ type: 'control', action: 'end' });
      await page.hears('end');
      const ended = await estate.ended(session);
      assert.deepEqual([ended.status, ended.end_reason, ended.waits_for], ['terminated', 'terminated', null]);
      const comings = (await moderated(session)).filter((record) => /has come|has gone/.test(record));
      assert.ok(comings.length >= 5, comings.join('\n'));
    });

    it('rests until a moderator is there again where its policy says so', async () => {
      const { resource } = await estate.linux({ ...OPEN, session_moderated: { on_leave: 'pause' } });
      const { session, page, types, says } = await webTerminal(resource);
      const first = await estate.moderator(operator, session);
      await says(/connected/);
      first.socket.close();
      const heard = await says(/the moderator has gone: the session rests until one is there again/);
      await types('echo un""moderated\n');
      const second = await estate.moderator(operator, session);
      await says(/a moderator is there/, heard);
      await types('echo ag""ain\n');
      await page.shows(/^again\r$/m);
      assert.doesNotMatch(page.text, /unmoderated/);
      second.say({ type: 'control', action: 'end' });
      await page.hears('end');
      assert.equal((await estate.ended(session)).end_reason, 'terminated');
    });

    it('ends where no moderator has come in time', async () => {
      const { resource, policy } = await estate.linux(MODERATED);
      await estate.hurry(policy, 1 / 60, 'session_moderated.wait_minutes');
      const { session, client } = await terminal(resource);
      assert.match((await client.ended).stdout, /no moderator has come/);
      const ended = await estate.ended(session);
      assert.deepEqual([ended.status, ended.end_reason, ended.started_at], ['terminated', 'no_moderator', null]);
    });

    it('loses a moderator who may not any more, within seconds', async () => {
      const { resource } = await estate.linux({ ...OPEN, session_moderated: { grace_seconds: 0 } });
      const { session, client, says } = await terminal(resource);
      const other = await estate.consent.person('operator');
      await says(/a moderator is waited for/);
      const moderator = await estate.moderator(other, session);
      await says(/a moderator is there/);
      await estate.consent.expect(200, 'POST', `/v1/users/${other.id}/deactivate`);
      assert.match(String((await moderator.hears('end'))['text']), /may not moderate/);
      await client.ended;
      assert.equal((await estate.ended(session)).end_reason, 'moderator_left');
      assert.ok(
        (await moderated(session)).includes(`session.moderator | denied | ${other.id} | nothing is shown any more`),
      );
    });

    it('is a shell in a terminal and nothing else, whatever other rules say', async () => {
      const rules = { ...MODERATED, session_activities: EVERYTHING, session_forwards: ['127.0.0.1:1'] };
      const { resource } = await estate.linux(rules);
      for (const [program, args] of [
        ['ssh', (at: string) => [at, 'id -un']],
        ['ssh', (at: string) => ['-T', at]],
        ['sftp', (at: string) => [at]],
        ['scp', (at: string) => ['-O', '/dev/null', `${at}:here`]],
      ] as const) {
        const session = await estate.pending(ann, resource);
        const client = estate.openssh(program, await estate.token(ann, session), args(`${session}@127.0.0.1`));
        client.child.stdin.end();
        const { code, stdout } = await client.ended;
        assert.notEqual(code, 0, `${program} ${stdout}`);
        const ended = await estate.ended(session);
        assert.deepEqual([ended.started_at, ended.terms.activities, ended.terms.forwards], [null, ['shell'], []]);
        assert.ok((await told(session)).includes('session.refuse denied'), program);
      }
    });

    it('shows its statements to whoever moderates psql, which hears that one is waited for, and takes no calls by number', async () => {
      const { resource } = await estate.postgres(MODERATED);
      const session = await estate.pending(ann, resource, {});
      const statements = ['-c', "select 'it is ' || 6*7", '-c', 'select 1/0', '-c', '\\lo_unlink 1'];
      const client = estate.psql(session, await estate.token(ann, session), statements);
      await until('the notice', async () => /a moderator is waited for/.test(client.stderr()) || undefined);
      assert.ok(!(await told(session)).some((record) => /session\.(credential|start)/.test(record)));
      const moderator = await estate.moderator(operator, session);
      await moderator.shows(/2> select 1\/0\r\n2: failed \(22012\)/);
      assert.match(moderator.text, /1> select 'it is ' \|\| 6\*7\r\n1: SELECT 1/);
      await moderator.shows(/function call 964 -- blocked/);
      const { code, stdout, stderr } = await client.ended;
      assert.deepEqual([code, stdout], [1, 'it is 42\n']);
      assert.match(stderr, /a moderator cannot see what a function call by number does/);
      await moderator.hears('end');
      assert.equal((await estate.ended(session)).end_reason, 'closed');
    });
  });

  describe('whose rules ask a moderator', () => {
    const ASKING = {
      ...OPEN,
      session_command_rules: [
        { name: 'careful', pattern: 'important', action: 'ask', answer_seconds: 300 },
        { name: 'hasty', pattern: 'forgotten', action: 'ask', answer_seconds: 5 },
      ],
    } as const;

    /** Answers a question of a session, or leaves it. @returns what it was about. */
    async function question(moderator: TerminalPage, number: number, allow?: boolean): Promise<string> {
      const found = await until(`question ${number}`, async () =>
        moderator.said.find(({ type, question: id }) => type === 'question' && id === number),
      );
      if (allow !== undefined) moderator.say({ type: 'answer', question: number, allow });
      return String(found['text']);
    }

    const answers = async (session: string) =>
      (await estate.records(session))
        .filter(({ operation }) => /^session\.(ask|answer)$/.test(operation))
        .map(({ operation, status, actor_id, change }) => [operation, status, actor_id, change].join(' | '));

    it('holds a typed line and all behind it until it is allowed or denied, or its time is over', async () => {
      const { resource } = await estate.linux(ASKING);
      const session = await estate.pending(ann, resource);
      const client = estate.openssh('ssh', await estate.token(ann, session), ['-tt', `${session}@127.0.0.1`]);
      const says = (pattern: RegExp) => until(`${pattern}`, async () => pattern.test(client.stdout()) || undefined);
      client.child.stdin.write('echo he""re\n');
      await says(/^here\r$/m);
      client.child.stdin.write('echo im""portant-1; echo important\necho beh""ind\n');
      await says(/held for a moderator, who has 300 seconds to allow it \(rule careful\); none is there yet/);
      const moderator = await estate.moderator(operator, session);
      assert.equal(await question(moderator, 1), 'echo im""portant-1; echo important');
      assert.doesNotMatch(client.stdout(), /^(important|behind)/m);
      const waiting = await estate.consent.expect(200, 'GET', '/v1/connect/sessions?live=true&waits_for=answer');
      assert.deepEqual(
        waiting.sessions.map(({ public_id }: Answer['body']) => public_id),
        [session],
      );
      await question(moderator, 1, true);
      await says(/^important-1\r\nimportant\r$[\s\S]*^behind\r$/m);
      client.child.stdin.write('echo im""portant-2; echo important\n');
      await question(moderator, 2, false);
      await says(/denied by a moderator \(rule careful/);
      client.child.stdin.write('echo for""gotten-3; echo forgotten\n');
      await question(moderator, 3);
      await says(/no moderator has answered within 5 seconds/);
      client.child.stdin.write('exit\n');
      assert.equal((await client.ended).code, 0);
      assert.doesNotMatch(client.stdout(), /^(important-2|forgotten-3)/m);
      await estate.ended(session);
      const [mine, theirs] = [ann.id, operator.id];
      assert.deepEqual(await answers(session), [
        `session.ask | succeeded | ${mine} | question 1: rule careful asks a moderator`,
        `session.answer | succeeded | ${theirs} | question 1, rule careful: allowed`,
        `session.ask | succeeded | ${mine} | question 2: rule careful asks a moderator`,
        `session.answer | denied | ${theirs} | question 2, rule careful: denied`,
        `session.ask | succeeded | ${mine} | question 3: rule hasty asks a moderator`,
        `session.answer | denied | ${mine} | question 3, rule hasty: denied, since no moderator has answered in time`,
      ]);
    });

    it('passes by the word of nobody who may not moderate any more', async () => {
      const { resource } = await estate.linux(ASKING);
      const session = await estate.pending(ann, resource);
      const client = estate.openssh('ssh', await estate.token(ann, session), ['-tt', `${session}@127.0.0.1`]);
      const other = await estate.consent.person('operator');
      client.child.stdin.write('echo im""portant-1; echo important\n');
      await until('it to be held', async () => /held for a moderator/.test(client.stdout()) || undefined);
      const moderator = await estate.moderator(other, session);
      await question(moderator, 1);
      await estate.consent.expect(200, 'POST', `/v1/users/${other.id}/deactivate`);
      await question(moderator, 1, true);
      await moderator.hears('end');
      const body = { reason: 'enough' };
      await estate.consent.expect(200, 'POST', `/v1/connect/sessions/${session}/terminate`, { as: operator, body });
      await client.ended;
      await estate.ended(session);
      assert.doesNotMatch(client.stdout(), /^important/m);
      assert.deepEqual(await answers(session), [
        `session.ask | succeeded | ${ann.id} | question 1: rule careful asks a moderator`,
      ]);
    });

    it('holds a command, for which nothing is opened before it is allowed', async () => {
      const { resource } = await estate.linux(ASKING);
      const run = async (command: string, allow?: boolean) => {
        const session = await estate.pending(ann, resource);
        const client = estate.openssh('ssh', await estate.token(ann, session), [`${session}@127.0.0.1`, command]);
        client.child.stdin.end();
        if (allow !== undefined) {
          await until('it to be held', async () => /held for a moderator/.test(client.stderr()) || undefined);
          const moderator = await estate.moderator(operator, session);
          assert.equal(await question(moderator, 1), command);
          assert.equal((await estate.read(session)).started_at, null);
          await question(moderator, 1, allow);
        }
        const { code, stdout, stderr } = await client.ended;
        const { started_at } = await estate.ended(session);
        return { code, stdout, stderr, hasBegun: started_at !== null };
      };
      const [allowed, denied, forgotten] = await Promise.all([
        run('echo very important', true),
        run('echo important, too', false),
        run('echo forgotten'),
      ]);
      assert.deepEqual([allowed.code, allowed.stdout, allowed.hasBegun], [0, 'very important\n', true]);
      assert.match(allowed.stderr, /a moderator has allowed it/);
      assert.deepEqual([denied.code, denied.stdout, denied.hasBegun], [126, '', false]);
      assert.match(denied.stderr, /denied by a moderator \(rule careful/);
      assert.deepEqual([forgotten.code, forgotten.stdout, forgotten.hasBegun], [126, '', false]);
      assert.match(forgotten.stderr, /no moderator was there within 5 seconds \(rule hasty\)/);
    });

    it('holds a statement of SQL until it is allowed, and answers 42501 otherwise', async () => {
      const { resource } = await estate.postgres(ASKING);
      const session = await estate.pending(ann, resource, {});
      const client = estate.psql(session, await estate.token(ann, session), []);
      client.child.stdin.write('\\set VERBOSITY verbose\nselect 6*7;\n');
      await until('an answer', async () => client.stdout().includes('42') || undefined);
      const moderator = await estate.moderator(operator, session);
      client.child.stdin.write("select 'important', 'first' where 'x' = 'x';\nselect 'behind';\n");
      assert.equal(await question(moderator, 1, true), "select 'important', 'first' where 'x' = 'x';");
      await until('what was allowed', async () => /important\|first\nbehind/.test(client.stdout()) || undefined);
      client.child.stdin.write("select 'important', 'second';\n");
      await question(moderator, 2, false);
      await until('the denial', async () => /42501: denied by a moderator/.test(client.stderr()) || undefined);
      client.child.stdin.end("select 'forgotten', 'third';\nselect 'after' || 'wards';\n");
      await question(moderator, 3);
      const { stdout, stderr } = await client.ended;
      assert.match(stderr, /held for a moderator, who has 300 seconds/);
      assert.match(stderr, /42501: denied, since no moderator has answered within 5 seconds/);
      assert.match(stdout, /afterwards/);
      assert.doesNotMatch(stdout, /second|third/);
      assert.equal((await answers(session)).length, 6);
    });
  });
});
