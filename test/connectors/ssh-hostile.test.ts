/** SSH servers with the right host key that mean harm: endless answers, and SFTP that fits no question. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import ssh2, { type ServerChannel, type Session } from 'ssh2';
import type { TargetContext } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { rejectsWith } from './failure-expectations.ts';
import { newPassword } from './postgres-fixture.ts';

const HOST_KEY = makeEd25519KeyPair('').privateKey.reveal();
const PASSWORD = newPassword();
const { ssh_password: sshPassword, ssh_key: sshKey } = connectors;

const newKey = () => {
  const { privateKey, publicKey } = makeEd25519KeyPair('');
  return { kind: 'ssh_key', secret: privateKey, publicKey } as const;
};
const [OLD_KEY, NEW_KEY] = [newKey(), newKey()];

/** Types of SFTP packets (draft-ietf-secsh-filexfer-02, 3). */
const SFTP = { version: 2, open: 3, close: 4, read: 5, lstat: 7, fstat: 8, realpath: 16, handle: 102, data: 103 };

describe('SSH servers that mean harm', () => {
  const servers = new Set<ssh2.Server>();
  after(() => {
    for (const server of servers) server.close();
  });

  async function server(
    serve: (session: Session) => void,
    methods: readonly string[] = ['password', 'publickey'],
    limitMs = 3_000,
    onConnection: (connection: ssh2.Connection) => void = () => undefined,
  ): Promise<Omit<TargetContext, 'settings'>> {
    const started = new ssh2.Server({ hostKeys: [HOST_KEY] }, (client) => {
      client.on('error', () => undefined);
      onConnection(client);
      client.on('authentication', (context) => {
        if (context.method === 'none') context.reject([...methods] as ssh2.AuthenticationType[]);
        else if (methods.includes(context.method)) context.accept();
        else context.reject();
      });
      client.on('session', (accept) => serve(accept()));
    });
    servers.add(started);
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const key = ssh2.utils.parseKey(HOST_KEY);
    assert.ok(!(key instanceof Error));
    const fingerprint = `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace('=', '')}`;
    return {
      endpoint: {
        address: '127.0.0.1',
        port: (started.address() as AddressInfo).port,
        trust: { kind: 'ssh_host_key', fingerprints: [fingerprint] },
      },
      connectTimeoutMs: limitMs,
      operationTimeoutMs: limitMs,
      signal: new AbortController().signal,
    };
  }

  const changePassword = (target: Omit<TargetContext, 'settings'>) =>
    sshPassword.change(
      { ...target, settings: { become: 'none', unlock: false } },
      {
        username: 'app',
        candidate: newPassword(),
        authority: { by: 'self', login: { username: 'app', material: PASSWORD } },
      },
    );
  const changeKey = (target: Omit<TargetContext, 'settings'>) =>
    sshKey.change(
      { ...target, settings: { become: 'none' } },
      {
        username: 'app',
        candidate: NEW_KEY,
        authority: { by: 'self', login: { username: 'app', material: OLD_KEY } },
      },
    );

  for (const stream of ['stdout', 'stderr'] as const) {
    it(`are left when ${stream} has no end`, async () => {
      const target = await server((session) =>
        session.on('exec', (accept) => {
          const channel = accept();
          const out = stream === 'stdout' ? channel : channel.stderr;
          const pour = () => {
            while (out.write(Buffer.alloc(31 * 1024, 'x')));
          };
          out.on('drain', pour);
          pour();
        }),
      );
      const failure = await rejectsWith(changePassword(target), { code: 'protocol_error', effect: 'unknown' }, [
        PASSWORD,
      ]);
      assert.match(failure.message, /more than 65536 characters/);
    });
  }

  it('do not hold us up by taking only packets of no length, in commands or over SFTP', async () => {
    const none = (connection: object) => {
      const { _protocol } = connection as { _protocol: { channelOpenConfirm(...sizes: number[]): void } };
      const confirm = _protocol.channelOpenConfirm;
      _protocol.channelOpenConfirm = (remote = 0, local = 0, window = 0) =>
        confirm.call(_protocol, remote, local, window, 0);
    };
    let input = '';
    const target = await server(
      (session) => {
        speakSftp(session, honest);
        session.on('exec', (accept) => {
          const channel: ServerChannel = accept();
          channel.on('data', (data: Buffer) => {
            input += data.toString();
          });
          channel.once('end', () => {
            channel.exit(1);
            channel.end();
          });
        });
      },
      undefined,
      undefined,
      none,
    );
    await assert.rejects(changePassword(target), TargetFailure);
    assert.ok(input.length > 0);
    await changeKey(target).catch((error: unknown) => assert.ok(error instanceof TargetFailure, String(error)));
  });

  it('name no methods but those that there are', async () => {
    const target = await server(() => undefined, ['hostbased', 'x\n{"level":"error"}\u001b[2J', 'A'.repeat(20_000)]);
    const failure = await rejectsWith(changePassword(target), { code: 'not_supported', effect: 'none' }, [PASSWORD]);
    assert.match(failure.message, /it offers: hostbased$/);
  });

  it('do not make us read a file without end', async () => {
    let asked = 0;
    const target = await server(
      (session) =>
        speakSftp(session, (type, id, rest) => {
          if (type === SFTP.read) {
            asked += 1;
            return packet(SFTP.data, id, string(Buffer.alloc(31 * 1024, 'x')));
          }
          return honest(type, id, rest);
        }),
      ['publickey'],
      // The bound is on what is read: a slow machine must not run into the limit of time first.
      30_000,
    );
    await rejectsWith(changeKey(target), { code: 'protocol_error', effect: 'none' }, [OLD_KEY, NEW_KEY]);
    assert.ok(asked < 40, `${asked} pieces were read`);
  });

  it('get nothing but a failure out of the connector, whatever they answer over SFTP', async () => {
    let [place, lie]: [number, Answer] = [0, honest];
    const target = await server(
      (session) => {
        let count = 0;
        speakSftp(session, (type, id, rest) => {
          count += 1;
          return count - 1 === place ? lie(type, id, rest) : honest(type, id, rest);
        });
      },
      ['publickey'],
      250,
    );
    const answers = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => () => Buffer.from(bytes)),
      fc.tuple(fc.constantFrom(2, 101, 102, 103, 104, 105, 201, 0, 255), fc.uint8Array({ maxLength: 40 })).map(
        ([type, body]) =>
          (_type: number, id: Buffer) =>
            packet(type, id, Buffer.from(body)),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(8), answers, async (where, answer) => {
        [place, lie] = [where, answer];
        await changeKey(target).catch((error: unknown) => {
          assert.ok(error instanceof TargetFailure, String(error));
        });
      }),
      { numRuns: 50 },
    );
  });
});

type Answer = (type: number, id: Buffer, rest: Buffer) => Buffer;

/** Answers every request of an SFTP client by `answer`, and its greeting as the request number 0. */
function speakSftp(session: Session, answer: Answer): void {
  session.on('subsystem', (accept) => {
    const channel: ServerChannel = accept();
    channel.on('error', () => undefined);
    let pending = Buffer.alloc(0);
    channel.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
        const end = 4 + pending.readUInt32BE(0);
        const said = answer(pending[4] ?? 0, pending.subarray(5, 9), pending.subarray(9, end));
        if (channel.writable) channel.write(said);
        pending = pending.subarray(end);
      }
    });
  });
}

/** What a server answers on which every path is a small regular file. */
function honest(type: number, id: Buffer, rest: Buffer): Buffer {
  if (type === 1) return packet(SFTP.version, Buffer.from([0, 0, 0, 3]));
  if (type === SFTP.realpath) {
    const asked = rest.toString('utf8', 4);
    const path = asked === '.' ? '/home/app' : asked;
    return packet(104, id, Buffer.from([0, 0, 0, 1]), string(path), string(''), Buffer.alloc(4));
  }
  if (type === SFTP.lstat || type === SFTP.fstat) {
    // Flags: size and permissions.
    return packet(105, id, Buffer.from([0, 0, 0, 5]), Buffer.alloc(8), Buffer.from([0, 0, 0x81, 0x80]));
  }
  if (type === SFTP.open) return packet(SFTP.handle, id, string('handle'));
  // Status: end of file to a read, success to all else.
  return packet(101, id, Buffer.from([0, 0, 0, type === SFTP.read ? 1 : 0]), string(''), string(''));
}

function packet(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...parts]);
  return Buffer.concat([length(body), body]);
}

function string(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([length(bytes), bytes]);
}

function length(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(bytes.length);
  return prefix;
}
