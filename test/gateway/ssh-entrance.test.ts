/** Who gets through the SSH gateway, to what, and what is refused to everybody. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { Secret } from '../../domain/secret.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { SIGN_BY_AGENT, startAgent } from '../support/ssh-agent.ts';
import { SshTarget } from '../support/ssh-target.ts';
import { until } from '../support/until.ts';
import { GatewayUnderTest, type PreparedSession } from './ssh-gateway.ts';

describe('the entrance of the SSH gateway', { concurrency: 4 }, () => {
  let target: SshTarget;
  let under: GatewayUnderTest;
  before(async () => {
    target = await SshTarget.start();
    under = await GatewayUnderTest.start(target);
  });
  after(async () => {
    // Nothing that happens here is a fault of ours.
    assert.deepEqual(under?.faults, []);
    await under?.stop();
    await target?.stop();
  });

  /** Whether a client that shows `token` once gets in, and what it is told otherwise. */
  const tries = async (username: string, token: string, gateway = under) => {
    const began = performance.now();
    const client = new ssh2.Client();
    const answer = await new Promise<string>((resolve) => {
      client.once('ready', () => resolve('in'));
      client.on('error', (error) => resolve(error.message));
      client.connect({
        host: '127.0.0.1',
        port: gateway.gateway.port,
        username,
        password: token,
        hostVerifier: () => true,
      });
    });
    client.destroy();
    return { answer, ms: performance.now() - began };
  };

  it('asks for the token under its name, by keyboard-interactive as by password', async () => {
    const session = await under.session();
    const client = under.ssh(session, ['-oPreferredAuthentications=keyboard-interactive', '--', 'echo in']);
    client.child.stdin.end();
    assert.equal((await client.exited).stdout.toString(), 'in\n');
    const prompts = await new Promise<string[]>((resolve) => {
      const asked = new ssh2.Client();
      asked.on('error', () => undefined);
      asked.on('keyboard-interactive', (_name, _instructions, _language, given) => {
        resolve(given.map(({ prompt, echo }) => `${prompt}${echo}`));
        asked.destroy();
      });
      const { port } = under.gateway;
      asked.connect({ host: '127.0.0.1', port, username: session.id, tryKeyboard: true, hostVerifier: () => true });
    });
    assert.deepEqual(prompts, ['Launch token: false']);
  });

  it('lets one of 50 in who show the same token', async () => {
    const session = await under.session();
    const answers = await Promise.all(Array.from({ length: 50 }, () => tries(session.id, session.token)));
    assert.equal(answers.filter(({ answer }) => answer === 'in').length, 1);
    assert.equal(session.uses, 1);
  });

  it('refuses whatever the cause in the same words, and not before the same time', async () => {
    const slow = await GatewayUnderTest.start(target, { refusalMs: 300 });
    try {
      const used = await slow.session();
      await tries(used.id, used.token, slow);
      const other = await slow.session();
      const refusals = await Promise.all([
        tries(used.id, used.token, slow),
        tries(other.id, used.token, slow),
        tries(other.id, 'x'.repeat(10_000), slow),
        tries(`acs_${'0'.repeat(26)}`, other.token, slow),
        tries('root', other.token, slow),
      ]);
      assert.deepEqual(
        [...new Set(refusals.map(({ answer }) => answer))],
        ['All configured authentication methods failed'],
      );
      for (const { ms } of refusals) assert.ok(ms >= 300, `refused after ${ms} ms`);
    } finally {
      await slow.stop();
    }
  });

  it('lets a connection try three tokens', async () => {
    const session = await under.session();
    const client = new ssh2.Client();
    let sent = 0;
    await new Promise<void>((resolve) => {
      client.on('error', () => undefined);
      client.once('close', resolve);
      client.connect({
        host: '127.0.0.1',
        port: under.gateway.port,
        username: session.id,
        hostVerifier: () => true,
        authHandler: (_methods, _partial, next) => {
          sent += 1;
          next({ type: 'password', username: session.id, password: `wrong ${sent}` });
        },
      });
    });
    assert.deepEqual([sent, under.asked(session)], [3, 3]);
  });

  it('shuts out an address that showed too many wrong tokens, and holds only so many who show none', async () => {
    const strict = await GatewayUnderTest.start(target, { refusedOfOne: 2, waitingOfOne: 3, loginWithinMs: 1_500 });
    try {
      // First: to make an account takes longer than those who show no token may stay.
      const session = await strict.session();
      const silent = Array.from({ length: 3 }, () => connect(strict.gateway.port, '127.0.0.1'));
      const closed = silent.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of silent) socket.on('error', () => undefined).resume();
      await Promise.all(silent.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
      assert.notEqual((await tries(session.id, session.token, strict)).answer, 'in');
      await Promise.all(closed);
      await tries(session.id, 'wrong', strict);
      await tries(session.id, 'wrong', strict);
      assert.notEqual((await tries(session.id, session.token, strict)).answer, 'in');
      assert.equal(session.uses, 0);
    } finally {
      await strict.stop();
    }
  });

  it('opens no channel to anybody who was not admitted', async () => {
    const session = await under.session();
    const client = new ssh2.Client();
    const answer = await new Promise<unknown>((resolve) => {
      client.on('error', resolve);
      client.once('close', () => resolve('closed'));
      client.once('handshake', () => client.exec('id', (error) => resolve(error ?? 'opened')));
      const { port } = under.gateway;
      client.connect({
        host: '127.0.0.1',
        port,
        username: session.id,
        hostVerifier: () => true,
        authHandler: () => undefined,
      });
    });
    client.destroy();
    assert.notEqual(answer, 'opened');
    assert.deepEqual([session.uses, session.starts], [0, []]);
  });

  it('refuses forwards, agents and X11, and tells of each', async () => {
    const session = await under.session();
    const client = await under.client(session);
    const refused = (ask: (done: (error?: Error | null) => void) => void) =>
      new Promise<void>((resolve, reject) => {
        ask((error) => (error ? resolve() : reject(new Error('it was not refused'))));
      });
    await refused((done) => client.forwardOut('127.0.0.1', 1, '10.0.0.1', 5432, done));
    await refused((done) => client.openssh_forwardOutStreamLocal('/run/docker.sock', done));
    await refused((done) => client.forwardIn('127.0.0.1', 8080, done));
    await refused((done) => client.openssh_forwardInStreamLocal('/tmp/here', done));
    await refused((done) => client.exec('id', { x11: true }, done));
    for (let times = 0; times < 10; times += 1) {
      await refused((done) => client.forwardOut('127.0.0.1', 1, '10.0.0.1', 5432, done));
    }
    client.end();
    assert.equal((await session.ended()).refusals, 15);
    assert.deepEqual(session.refusals.slice(0, 5), [
      { kind: 'local_forward', detail: '10.0.0.1:5432' },
      { kind: 'socket_forward', detail: '/run/docker.sock' },
      { kind: 'remote_forward', detail: '{"bindAddr":"127.0.0.1","bindPort":8080}' },
      { kind: 'socket_forward', detail: '{"socketPath":"/tmp/here"}' },
      { kind: 'x11_forward', detail: '' },
    ]);
    assert.equal(session.refusals.length, 9);
  });

  it('forwards no agent, and tells of it', async () => {
    const socket = join(under.directory, 'agent');
    // One that has no keys: it answers every question with SSH_AGENT_FAILURE.
    const agent = createServer((connection) => {
      connection.on('error', () => undefined);
      connection.on('data', () => connection.write(Buffer.from([0, 0, 0, 1, 5])));
    });
    await new Promise<void>((resolve) => agent.listen(socket, resolve));
    try {
      const session = await under.session();
      const client = under.ssh(session, ['-A', '--', 'echo "$SSH_AUTH_SOCK."'], { SSH_AUTH_SOCK: socket });
      client.child.stdin.end();
      assert.equal((await client.exited).stdout.toString(), '.\n');
      assert.deepEqual(session.refusals, [{ kind: 'agent_forward', detail: '' }]);
    } finally {
      agent.close();
    }
  });

  it('forwards the agent where the session allows it: to list keys and to sign, each time told first, and for nothing else', async (test) => {
    const { socket, fingerprint } = await startAgent(test, under.directory);
    const told: (string | null)[] = [];
    const session = await under.session({
      allows: { agent: true },
      hooks: { agentUsed: async (key) => void told.push(key) },
    });
    const command = `${SIGN_BY_AGENT}; ssh-add -D`;
    const client = under.ssh(session, ['-A', '--', command], { SSH_AUTH_SOCK: socket });
    client.child.stdin.end();
    const { stdout } = await client.exited;
    assert.match(stdout.toString(), /BEGIN SSH SIGNATURE/);
    assert.deepEqual(told, [null, fingerprint]);
    assert.ok(session.refusals.some(({ kind, detail }) => kind === 'agent_forward' && detail === 'request 19'));
    const { stdout: left } = await promisify(execFile)('ssh-add', ['-l'], {
      env: { ...process.env, SSH_AUTH_SOCK: socket },
    });
    assert.ok(left.includes(fingerprint), 'its keys are still there');
  });

  it('lets no key sign that cannot be told, and ends the session', async (test) => {
    const { socket } = await startAgent(test, under.directory);
    const session = await under.session({
      allows: { agent: true },
      hooks: { agentUsed: async (key) => (key === null ? undefined : Promise.reject(new Error('no record'))) },
    });
    const command = `${SIGN_BY_AGENT}; sleep 60`;
    const client = under.ssh(session, ['-A', '--', command], { SSH_AUTH_SOCK: socket });
    client.child.stdin.end();
    assert.doesNotMatch((await client.exited).stdout.toString(), /BEGIN SSH SIGNATURE/);
    assert.equal((await session.ended()).cause, 'not_recorded');
  });

  it('opens ten channels of a connection over one connection to the target, and no more', async () => {
    let connections = 0;
    const session = await under.session({ hooks: {} });
    const { openUpstream } = session;
    session.openUpstream = (signal, say) => {
      connections += 1;
      return openUpstream.call(session, signal, say);
    };
    const client = await under.client(session);
    const outcomes = await Promise.all(
      Array.from(
        { length: 12 },
        () => new Promise((resolve) => client.exec('cat', (error) => resolve(error ? 'no' : 'yes'))),
      ),
    );
    assert.deepEqual([outcomes.filter((one) => one === 'yes').length, connections], [10, 1]);
    assert.deepEqual(
      session.refusals.map(({ kind }) => kind),
      ['too_many_channels', 'too_many_channels'],
    );
    client.end();
    const another = await under.client(await under.session());
    for (let times = 0; times < 12; times += 1) {
      // Those that have ended count no more.
      await new Promise<void>((resolve, reject) =>
        another.exec('true', (error, channel) => {
          if (error) reject(error);
          else channel.once('close', () => resolve()).resume();
        }),
      );
    }
    another.end();
    assert.equal((await session.ended()).cause, 'client_left');
  });

  it('shows the credential to no target whose host key has changed', async () => {
    const login = await under.login();
    const trust = { kind: 'ssh_host_key', fingerprints: [`SHA256:${'A'.repeat(43)}`] } as const;
    const session = await under.session({ login, trust });
    const { code, stderr } = await under.exec(session, 'id');
    assert.equal(code, 255);
    assert.match(stderr, /no connection to the target: The SSH server showed a host key that is not pinned/);
    assert.deepEqual([(await session.ended()).cause, session.failure], ['no_target', 'host_key_mismatch']);
    assert.ok(!(await target.log()).includes(login.username));
  });

  it('tells neither the person nor the log the credential that a target refuses', async () => {
    const secret = 'not the password of anybody';
    const login = { ...(await under.login()), material: { kind: 'password', secret: new Secret(secret) } } as const;
    const session = await under.session({ login });
    const { stderr } = await under.exec(session, 'id');
    assert.match(stderr, /The target refuses the credential/);
    const end = await session.ended();
    assert.deepEqual([end.cause, session.failure], ['no_target', 'credential_invalid']);
    assert.ok(!`${stderr}${JSON.stringify(end)}`.includes(secret));
  });

  it('tells the person that the target has gone, after all that it said before', async () => {
    const proxy = await startCuttingProxy(target.server.port);
    const session = await under.session({ port: proxy.port });
    const client = under.ssh(session, ['--', 'head -c 1500000 /dev/zero; cat']);
    client.child.stdout.pause();
    await until('the output', async () => Buffer.concat(session.output).length === 1_500_000 || undefined);
    await proxy.close();
    client.child.stdout.resume();
    const { code, stdout, stderr } = await client.exited;
    assert.deepEqual([code, stdout.length], [255, 1_500_000]);
    assert.match(stderr, /^capstan: the target has closed the connection/);
    assert.equal((await session.ended()).cause, 'target_left');
  });

  it('does not say what it is made of', async () => {
    const greeting = await new Promise<string>((resolve) => {
      const socket = connect(under.gateway.port, '127.0.0.1');
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
    });
    assert.equal(greeting, 'SSH-2.0-Capstan\r\n');
  });

  it('keeps the name of a hostile client out of the log', async () => {
    const session = await under.session();
    const client = new ssh2.Client();
    client.on('error', () => undefined);
    client.connect({
      host: '127.0.0.1',
      port: under.gateway.port,
      username: session.id,
      password: session.token,
      hostVerifier: () => true,
      ident: `Evil\u001b[2J${'x'.repeat(300)}`,
    });
    const visitor = await until('the visitor', async () => session.visitor);
    client.destroy();
    assert.doesNotMatch(visitor.clientVersion, /\p{Cc}/u);
    assert.ok(visitor.clientVersion.length <= 100);
  });

  it('ends every session when it closes, and takes nobody in any more', async () => {
    const closing = await GatewayUnderTest.start(target);
    try {
      const session: PreparedSession = await closing.session();
      const client = closing.ssh(session, ['--', 'echo runs; cat']);
      await until('a command that runs', async () => client.stdout().length || undefined);
      const began = performance.now();
      await closing.gateway.close('the gateway is being restarted');
      assert.ok(performance.now() - began < 2_000);
      assert.match((await client.exited).stderr, /the gateway is being restarted/);
      assert.notEqual((await tries(session.id, session.token, closing)).answer, 'in');
    } finally {
      await closing.stop();
    }
  });
});
