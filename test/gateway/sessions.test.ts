/** Sessions from the request to the end: real clients, a gateway of its own, real targets, the audit log. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Answer, Person } from '../support/consent-estate.ts';
import { OPEN, SessionEstate } from '../support/session-estate.ts';
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
      session_command_rules: [
        { name: 'no-touch', pattern: '\\btouch\\b', action: 'block' },
        { name: 'secrets', pattern: '(?i)pg_authid', action: 'block' },
        { name: 'who', pattern: '^id', action: 'alert' },
      ],
    } as const;
    const { resource } = await estate.linux(rules);
    const run = async (command: string) => {
      const session = await estate.pending(ann, resource);
      const client = estate.openssh('ssh', await estate.token(ann, session), [`${session}@127.0.0.1`, command]);
      client.child.stdin.end();
      const { code, stderr } = await client.ended;
      await estate.ended(session);
      const about = (await estate.records(session)).filter(({ operation }) => operation === 'session.command');
      return { code, stderr, records: about.map(({ status, change }) => `${status}: ${change}`) };
    };
    const blocked = await run('touch /tmp/x');
    assert.equal(blocked.code, 126);
    assert.match(blocked.stderr, /blocked by the rule no-touch/);
    assert.deepEqual(blocked.records, ['denied: rule no-touch has blocked it']);
    const alerted = await run('id');
    assert.deepEqual([alerted.code, alerted.records], [0, ['succeeded: rule who was alerted']]);

    const { resource: role } = await estate.postgres(rules);
    const session = await estate.pending(ann, role, {});
    const statements = ['-c', 'select * from pg_authid', '-c', 'select 1'];
    const { stdout, stderr } = await estate.psql(session, await estate.token(ann, session), statements).ended;
    assert.equal(stdout, '1\n');
    assert.match(stderr, /secrets/);
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
});
