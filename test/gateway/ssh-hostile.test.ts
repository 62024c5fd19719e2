/** Clients and targets of the SSH gateway that mean harm. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import ssh2, { type ClientChannel, type ServerChannel } from 'ssh2';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { SshTarget } from '../support/ssh-target.ts';
import { until } from '../support/until.ts';
import { GatewayUnderTest, type PreparedSession, type SessionOptions } from './ssh-gateway.ts';

/** What only those who mean harm use of ssh2. */
interface Raw {
  readonly _client: { readonly _protocol: { channelData(id: number, data: Buffer): void } };
  readonly outgoing: { readonly id: number };
}

interface RawConnection {
  readonly _protocol: {
    session(id: number, window: number, packetSize: number): void;
    directTcpip(id: number, window: number, packetSize: number, to: Record<string, unknown>): void;
    channelOpenConfirm(remote: number, local: number, window: number, packetSize: number): void;
  };
}

function protocolOf(connection: object): RawConnection['_protocol'] {
  return (connection as RawConnection)._protocol;
}

describe('hostile ends of the SSH gateway', { concurrency: 4 }, () => {
  let target: SshTarget;
  let under: GatewayUnderTest;
  const servers = new Set<ssh2.Server>();
  const clients = new Set<ssh2.Client>();
  before(async () => {
    target = await SshTarget.start();
    under = await GatewayUnderTest.start(target);
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await under?.stop();
    for (const server of servers) server.close();
    await target?.stop();
  });

  /** A target of which `serve` gets every channel, for commands and for SFTP alike. */
  const hostile = async (
    serve: (channel: ServerChannel) => void,
    { withSftp = true, opensNothing = false, onConnection = (_: ssh2.Connection): void => undefined } = {},
  ) => {
    const hostKey = makeEd25519KeyPair('').privateKey.reveal();
    const key = ssh2.utils.parseKey(hostKey);
    assert.ok(!(key instanceof Error));
    const ciphers: string[] = [];
    const variables: string[] = [];
    const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on('error', () => undefined);
      onConnection(client);
      client.on('handshake', ({ cs }) => ciphers.push(cs.cipher));
      client.on('authentication', (context) => {
        if (context.method === 'password') context.accept();
        else context.reject(['password']);
      });
      client.on('tcpip', (accept, reject, { destIP }) => (destIP === 'closed.example' ? reject() : serve(accept())));
      client.on('session', (accept) => {
        if (opensNothing) return;
        const session = accept();
        session.on('env', (_accept: unknown, _reject: unknown, { key, val }: { key: string; val: string }) => {
          variables.push(`${key}=${val}`);
        });
        session.on('exec', (acceptExec: () => ServerChannel) => serve(acceptExec()));
        session.on('subsystem', (acceptSubsystem: () => ServerChannel, reject: () => void) =>
          withSftp ? serve(acceptSubsystem()) : reject(),
        );
      });
    });
    servers.add(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const digest = createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '');
    const trust = { kind: 'ssh_host_key', fingerprints: [`SHA256:${digest}`] } as const;
    const options = { port: (server.address() as AddressInfo).port, trust, login: await under.login() };
    return { ...options, ciphers, variables } satisfies SessionOptions & Record<string, unknown>;
  };
  const flood = async (channel: ServerChannel | ClientChannel, bytes: number) => {
    const { _client, outgoing } = channel as unknown as Raw;
    const data = Buffer.alloc(32_000);
    for (let sent = 0; sent < bytes; sent += data.length) {
      _client._protocol.channelData(outgoing.id, data);
      if (sent % 1_600_000 === 0) await delay(1);
    }
  };
  const connected = async (session: PreparedSession) => {
    const client = await under.client(session);
    clients.add(client);
    return client;
  };
  const open = async (session: PreparedSession, what: string): Promise<ClientChannel> => {
    const client = await connected(session);
    return new Promise((resolve, reject) => {
      const done = (error: Error | undefined | null, channel: ClientChannel) =>
        error ? reject(error) : resolve(channel);
      if (what === 'sftp') client.subsys('sftp', done);
      else client.exec(what, done);
    });
  };

  it('logs in to targets with AES-GCM, and passes language on, but nothing else of the environment', async () => {
    const options = await hostile((channel) => {
      channel.exit(0);
      channel.end();
    });
    const variables = { LANG: 'C.UTF-8', LC_ALL: '$(id)', LD_PRELOAD: '/tmp/evil.so' };
    const send = `-oSendEnv=${Object.keys(variables).join(' ')}`;
    const client = under.ssh(await under.session(options), [send, '--', 'id'], variables);
    client.child.stdin.end();
    assert.equal((await client.exited).code, 0);
    assert.deepEqual(options.variables, ['LANG=C.UTF-8']);
    assert.deepEqual(options.ciphers, ['aes128-gcm@openssh.com']);
  });

  it('forwards to where the session allows it, and to nowhere else', async () => {
    const options = await hostile((channel) => channel.pipe(channel));
    const forwards = [
      { host: 'db.example', port: 5432 },
      { host: 'closed.example', port: 1 },
    ];
    const session = await under.session({ ...options, allows: { shell: false, exec: false, forwards } });
    const client = await connected(session);
    const through = (host: string, port: number) =>
      new Promise<string>((resolve) => {
        client.forwardOut('127.0.0.1', 1, host, port, (error, channel) => {
          if (error) return resolve('refused');
          const received: Buffer[] = [];
          channel.on('data', (data: Buffer) => received.push(data));
          channel.once('close', () => resolve(Buffer.concat(received).toString()));
          channel.end('there and back');
        });
      });
    assert.equal(await through('DB.example', 5432), 'there and back');
    assert.equal(await through('db.example', 22), 'refused');
    assert.equal(await through('closed.example', 1), '');
    client.end();
    await session.ended();
    assert.deepEqual(session.starts[0], { kind: 'forward', to: { host: 'DB.example', port: 5432 } });
    assert.deepEqual(session.refusals, [{ kind: 'local_forward', detail: 'db.example:22' }]);
    assert.deepEqual(session.output, []);
  });

  it('tells the person what a target refuses, and the session lives on', async () => {
    const options = await hostile(
      (channel) => {
        channel.exit(0);
        channel.end();
      },
      { withSftp: false },
    );
    const session = await under.session(options);
    const client = await connected(session);
    const said = await new Promise<string>((resolve, reject) => {
      client.subsys('sftp', (error, channel) => {
        if (error) return reject(error);
        channel.stderr.once('data', (data: Buffer) => resolve(data.toString()));
        channel.resume();
      });
    });
    assert.match(said, /^capstan: the target refused: .* does not let this account move files by SFTP/);
    const code = await new Promise((resolve) => {
      client.exec('id', (_error, channel) => channel.once('exit', resolve).resume());
    });
    assert.equal(code, 0);
    client.end();
    assert.equal((await session.ended()).cause, 'client_left');
  });

  it('cuts off a target that sends more than it may', async () => {
    const options = await hostile((channel) => {
      flood(channel, 40_000_000).catch(() => undefined);
    });
    const session = await under.session(options);
    const channel = await open(session, 'print');
    channel.pause();
    assert.equal((await session.ended()).cause, 'target_misbehaved');
  });

  it('cuts off a client that sends more than it may', async () => {
    const session = await under.session();
    const channel = await open(session, 'sleep 1000');
    flood(channel, 40_000_000).catch(() => undefined);
    assert.equal((await session.ended()).cause, 'client_misbehaved');
  });

  it('is not held up by a client, or by a target, that takes only packets of no length', async () => {
    const none = (connection: object) => {
      const protocol = protocolOf(connection);
      const { session, channelOpenConfirm } = protocol;
      protocol.session = (id, window) => session.call(protocol, id, window, 0);
      protocol.channelOpenConfirm = (remote, local, window) =>
        channelOpenConfirm.call(protocol, remote, local, window, 0);
    };
    const ofClient = await under.session();
    const client = await connected(ofClient);
    none(client);
    const said = await new Promise<string>((resolve, reject) => {
      client.exec('echo out; echo err >&2', (error, channel) => {
        if (error) return reject(error);
        let text = '';
        channel.on('data', (data: Buffer) => {
          text += data.toString();
        });
        channel.stderr.on('data', (data: Buffer) => {
          text += data.toString();
        });
        channel.once('close', () => resolve(text));
      });
    });
    assert.deepEqual(said.split('\n').sort(), ['', 'err', 'out']);
    const options = await hostile((channel) => channel.pipe(channel), { onConnection: none });
    const ofTarget = under.ssh(await under.session(options), ['--', 'cat']);
    ofTarget.child.stdin.end('there and back');
    await until('the answer', async () => ofTarget.stdout().toString() === 'there and back' || undefined);
    ofTarget.child.kill();
  });

  it('cuts off a client that opens channels on and on, whether they are refused or start nothing', async () => {
    const refused = await under.session();
    const asking = await connected(refused);
    for (let id = 100; id < 10_200; id += 1) {
      const to = { srcIP: '127.0.0.1', srcPort: 1, dstIP: '10.0.0.1', dstPort: 22 };
      protocolOf(asking).directTcpip(id, 1_000, 1_000, to);
    }
    assert.equal((await refused.ended()).cause, 'client_misbehaved');
    const idle = await under.session();
    const opening = await connected(idle);
    for (let id = 100; id < 10_200; id += 1) protocolOf(opening).session(id, 1_000, 1_000);
    assert.equal((await idle.ended()).cause, 'client_misbehaved');
    assert.deepEqual(idle.starts, []);
  });

  it('takes nothing more from the target while a client changes keys and never gets done', async () => {
    const session = await under.session();
    const client = await connected(session);
    await new Promise<void>((resolve) => client.exec('cat /dev/zero', () => resolve()));
    const { _protocol, _sock } = client as unknown as { _protocol: { rekey(): void }; _sock: { pause(): void } };
    _protocol.rekey();
    _sock.pause();
    const taken = () => Buffer.concat(session.output).length;
    await until('output', async () => taken() || undefined);
    // By the time that so much has passed elsewhere, a session that nothing holds has passed as much.
    assert.equal((await under.exec(await under.session(), 'head -c 40000000 /dev/zero')).stdout.length, 40_000_000);
    assert.ok(taken() < 12_000_000, `${taken()} bytes`);
    await session.control.end('enough');
  });

  it('passes a line of 10 MB', async () => {
    const session = await under.session();
    const { stdout } = await under.exec(session, 'head -c 10000000 /dev/zero | tr "\\0" a');
    assert.equal(stdout.length, 10_000_000);
  });

  it('opens nothing for a command that is longer than any', async () => {
    const session = await under.session();
    await assert.rejects(open(session, `echo ${'x'.repeat(20_000)}`));
    assert.deepEqual(session.starts, []);
  });

  it('ends where a target speaks no SSH any more, although it keeps the connection', async () => {
    const options = await hostile((channel) => {
      const { _client } = channel as unknown as { _client: { _sock: Socket } };
      _client._sock.end = () => _client._sock;
      _client._sock.write(Buffer.alloc(100, 'x'));
    });
    const session = await under.session(options);
    const client = await connected(session);
    client.exec('id', (_error, channel) => channel?.resume());
    assert.equal((await session.ended()).cause, 'target_left');
  });

  it('gives up on a target that never opens the channel, and ends on time while it waits for one', async () => {
    const options = await hostile(() => undefined, { opensNothing: true });
    const impatient = await under.session({ ...options, channelTimeoutMs: 300 });
    assert.match((await under.exec(impatient, 'id')).stderr, /the target refused: .* took more than 300 ms/);
    const session = await under.session(options);
    const client = under.ssh(session, ['--', 'id']);
    await until('the command', async () => session.starts[0]);
    const began = performance.now();
    await session.control.end('enough');
    assert.ok(performance.now() - began < 2_000);
    assert.equal((await client.exited).code, 255);
  });

  describe('SFTP', { concurrency: 4 }, () => {
    const packet = (type: number, ...fields: readonly (number | string | Buffer)[]) => {
      const body = Buffer.concat([
        Buffer.from([type]),
        ...fields.map((field) => {
          if (typeof field === 'number') return uint32(field);
          const bytes = Buffer.from(field);
          return Buffer.concat([uint32(bytes.length), bytes]);
        }),
      ]);
      return Buffer.concat([uint32(body.length), body]);
    };
    const INIT = packet(1, 6);
    /** Sends packets after the greeting, and answers with what comes back until `count` packets are there. */
    const converse = async (session: PreparedSession, packets: readonly Buffer[], count: number, inTurn = false) => {
      const channel = await open(session, 'sftp');
      const received: Buffer[] = [];
      channel.on('data', (data: Buffer) => received.push(data));
      const answers = (wanted: number) =>
        until('answers', async () => {
          const cut = split(Buffer.concat(received));
          return cut.length >= wanted ? cut : undefined;
        });
      channel.write(INIT);
      await answers(1);
      for (const [at, one] of packets.entries()) {
        channel.write(one);
        if (inTurn) await answers(at + 2);
      }
      const all = await answers(count);
      return all.map((one) => ({ type: one[0], id: one.readUInt32BE(1), rest: one.subarray(5) }));
    };
    const statusOf = (answer: { rest: Buffer } | undefined) => answer?.rest.readUInt32BE(0);

    it('is spoken in version 3, with the extensions that are understood', async () => {
      const session = await under.session();
      const [greeting] = await converse(session, [], 1);
      assert.deepEqual([greeting?.type, greeting?.id], [2, 3]);
      const names = greeting?.rest.toString('latin1') ?? '';
      assert.match(names, /posix-rename@openssh\.com/);
      assert.doesNotMatch(names, /copy-data|limits@openssh/);
    });

    it('reaches no handle that the target did not give, and no extension that is not understood', async () => {
      const session = await under.session();
      const handle = Buffer.alloc(4);
      const [, ...answers] = await converse(
        session,
        [
          // What OpenSSH's server gives first: asked for before it was given.
          packet(3, 1, '/etc/passwd', 1, 0),
          packet(5, 2, handle, 0, 0, 100),
          packet(200, 3, 'copy-data', handle, 0, 0, 0, 0, handle, 0, 0),
          packet(6, 4, Buffer.from('guess'), 0, 0, 'content'),
          packet(99, 5),
        ],
        6,
      );
      const byId = new Map(answers.map((answer) => [answer.id, answer]));
      assert.equal(byId.get(1)?.type, 102);
      assert.deepEqual(
        [2, 3, 4, 5].map((id) => statusOf(byId.get(id))),
        [4, 8, 4, 8],
      );
      assert.deepEqual(session.outcomes, []);
    });

    it('lets nobody read who may only upload, also where a client names no mode', async () => {
      const session = await under.session({ allows: { download: false } });
      const [, answer] = await converse(session, [packet(3, 1, '/etc/passwd', 0, 0)], 2);
      assert.deepEqual([answer?.type, statusOf(answer)], [101, 3]);
      assert.deepEqual(session.refusals, [{ kind: 'download', detail: '/etc/passwd' }]);
      assert.deepEqual(session.actions, []);
    });

    it('tells of attributes that are changed through a file that is open for reading, and of none of a directory', async () => {
      const login = await under.login();
      const path = `/home/${login.username}/readable`;
      await target.script('touch "/home/$1/readable"; chown "$1" "/home/$1/readable"', login.username);
      const session = await under.session({ login });
      const handle = (number: number) => Buffer.from([0, 0, 0, number]);
      const [, , changed, , onDirectory] = await converse(
        session,
        [
          packet(3, 1, path, 1, 0),
          packet(10, 2, handle(0), 4, 0o600),
          packet(11, 3, '/'),
          packet(10, 4, handle(1), 4, 0o777),
        ],
        5,
        true,
      );
      assert.deepEqual([statusOf(changed), statusOf(onDirectory)], [0, 4]);
      assert.deepEqual(
        session.actions.map((action) => [action.kind, action.path]),
        [
          ['download', path],
          ['set_attributes', path],
        ],
      );
      assert.deepEqual(
        session.outcomes.map(({ kind, ok }) => [kind, ok]),
        [['set_attributes', true]],
      );
    });

    it('ends where a client sends a giant packet, the same number twice, or no greeting', async () => {
      const giant = Buffer.concat([uint32(300_000), Buffer.alloc(100)]);
      const twice = Buffer.concat([packet(17, 7, '/'), packet(17, 7, '/')]);
      const cases = [[giant], [INIT, giant], [packet(17, 1, '/')], [packet(3, 1)], [uint32(0)], [INIT, twice]];
      const causes = cases.map(async ([first = INIT, second]) => {
        const session = await under.session();
        const channel = await open(session, 'sftp');
        channel.once('data', () => channel.write(second));
        channel.write(first);
        return (await session.ended()).cause;
      });
      assert.deepEqual(new Set(await Promise.all(causes)), new Set(['client_misbehaved']));
    });

    it('ends where a target answers what nobody asked, with giant packets, or with one handle for two files', async () => {
      const openBoth = [packet(3, 1, 'one', 1, 0), packet(3, 2, 'two', 1, 0)];
      const cases: [Buffer, Buffer[]][] = [
        [packet(102, 99, 'h'), []],
        [packet(103, 1, 'content'), [packet(3, 1, 'one', 1, 0)]],
        [Buffer.concat([uint32(300_000), Buffer.alloc(100)]), []],
        [Buffer.concat([packet(102, 1, 'h'), packet(102, 2, 'h')]), openBoth],
      ];
      const causes = cases.map(async ([bad, ask]) => {
        const options = await hostile((channel) => {
          let asked = 0;
          channel.on('data', (data: Buffer) => {
            if (asked === 0) channel.write(packet(2, 3));
            asked += split(data).length;
            if (asked > ask.length) channel.write(bad);
          });
        });
        const session = await under.session(options);
        const channel = await open(session, 'sftp');
        channel.once('data', () => {
          for (const one of ask) channel.write(one);
        });
        channel.write(INIT);
        return (await session.ended()).cause;
      });
      assert.deepEqual(new Set(await Promise.all(causes)), new Set(['target_misbehaved']));
    });
  });

  it('scp -O takes no content and no names from a target that breaks the protocol', async () => {
    const cases = ['C0644 4 ../evil\n', `C0644 ${'9'.repeat(20)} x\n`, 'nonsense\n', `C0644 4 ${'x'.repeat(20_000)}`];
    const causes = cases.map(async (said) => {
      const options = await hostile((channel) => {
        channel.once('data', () => channel.write(said));
      });
      const session = await under.session(options);
      const remote = `${session.id}@127.0.0.1:x`;
      const args = ['-O', '-P', String(under.gateway.port), ...under.options(), remote, under.directory];
      assert.notEqual((await under.run('scp', args, session.token).exited).code, 0);
      return (await session.ended()).cause;
    });
    assert.deepEqual(new Set(await Promise.all(causes)), new Set(['target_misbehaved']));
  });
});

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

/** Whole packets, without their lengths. */
function split(data: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = 0; at + 4 <= data.length; ) {
    const end = at + 4 + data.readUInt32BE(at);
    if (end > data.length) break;
    packets.push(data.subarray(at + 4, end));
    at = end;
  }
  return packets;
}
