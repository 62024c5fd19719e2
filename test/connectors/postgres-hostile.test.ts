/** PostgreSQL servers that mean harm: whatever they say, the worker lives, keeps the password and ends in time. */

import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Login, TargetContext } from '../../connectors/contract.ts';
import { connectPostgres } from '../../connectors/postgres-connection.ts';
import { connectors } from '../../connectors/registry.ts';
import { type Effect, TargetFailure, type TargetFailureCode } from '../../domain/target-failure.ts';
import { failureOf, rejectsWith } from './failure-expectations.ts';
import {
  FALSE_PROOF,
  type HostilePostgres,
  int16,
  type Lie,
  message,
  type Step,
  startHostilePostgres,
} from './hostile-postgres.ts';
import { newPassword } from './postgres-fixture.ts';

const { postgres } = connectors;
const ACCOUNT = { username: 'app', material: newPassword() } satisfies Login;
const STEPS: readonly Step[] = [
  'offer',
  'challenge',
  'proof',
  'let in',
  'parameter',
  'key',
  'ready',
  'columns',
  'row',
  'done',
  'ready again',
];

const at =
  (place: Step, said: Buffer | Lie): Lie =>
  (honest, step, socket) => {
    if (step !== place) return honest;
    return typeof said === 'function' ? said(honest, step, socket) : said;
  };

describe('PostgreSQL servers that mean harm', () => {
  let server: HostilePostgres;
  before(async () => {
    server = await startHostilePostgres(ACCOUNT.material.secret);
  });
  after(() => server?.close());

  const target = (limitMs = 2_000): TargetContext<ReturnType<typeof postgres.settings.parse>> => ({
    endpoint: { address: '127.0.0.1', port: server.port, trust: { kind: 'loopback_plaintext' } },
    settings: postgres.settings.parse({}),
    connectTimeoutMs: limitMs,
    operationTimeoutMs: limitMs,
    signal: new AbortController().signal,
  });
  const login = (limitMs?: number) => postgres.login(target(limitMs), ACCOUNT);
  const candidate = newPassword();
  const change = (limitMs?: number) =>
    postgres.change(target(limitMs), { username: 'app', candidate, authority: { by: 'self', login: ACCOUNT } });
  const refused = (work: Promise<void>, code: TargetFailureCode, effect: Effect = 'none') =>
    rejectsWith(work, { code, effect }, [ACCOUNT.material, candidate]);

  it('would be taken for PostgreSQL if they behaved', async () => {
    server.lie((honest) => honest);
    await login();
    await change();
  });

  for (const [name, request] of [
    ['clear text', message('R', 3)],
    ['MD5', message('R', 5, 'salt')],
    ['GSS', message('R', 7)],
    ['a SASL mechanism other than SCRAM', message('R', 10, 'PLAIN\0\0')],
  ] as const) {
    it(`get no password when they ask for ${name}`, async () => {
      server.lie(at('offer', request));
      const failure = await refused(login(), 'not_supported');
      assert.match(failure.message, /must use scram-sha-256/);
      assert.equal(failure.judged, false);
      assert.deepEqual(
        server.heard.filter((type) => type === 'p'),
        [],
      );
    });
  }

  for (const [name, lie] of [
    ['at once', at('offer', message('R', 0))],
    ['after the offer', at('challenge', message('R', 0))],
    ['after the challenge', at('proof', message('R', 0))],
    ['with a false proof', at('proof', FALSE_PROOF)],
    ['with a proof before they have ours', at('challenge', (honest) => Buffer.concat([honest, FALSE_PROOF]))],
  ] as const) {
    it(`prove nothing when they let the role in ${name}`, async () => {
      server.lie(lie);
      await refused(login(), 'protocol_error');
      assert.ok(!server.heard.includes('Q'), 'a statement was sent');
    });
  }

  const malformed: readonly Buffer[] = [
    message('R'),
    message('R', 99),
    message('R', 10, 'SCRAM-SHA-256'),
    message('K'),
    message('K', 1),
    message('S', 'name'),
    message('Z'),
    message('Z', 'T'),
    message('T'),
    message('T', int16(1), 'a\0'),
    message('D', int16(100), 'xx'),
    message('D', int16(-1)),
    message('A'),
    message('G', '\0', int16(0x7fff)),
    message('t'),
    message('C'),
    message('C', 'SELECT 1'),
    message('E', 'SFATAL'),
    message('E', 'SFATAL\0'),
    message('E'),
    message('N', 'SNOTICE\0'),
    message('1', 'x'),
    Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
    Buffer.from('R\0\0\0\0'),
    Buffer.from('N\x7f\xff\xff\xf0', 'latin1'),
  ];
  for (const step of ['offer', 'let in', 'parameter', 'columns', 'row', 'done'] as const) {
    it(`do not confuse anything by malformed messages in place of "${step}"`, async () => {
      for (const said of malformed) {
        server.lie(at(step, said));
        await refused(login(), 'protocol_error');
      }
    });
  }

  it('leave the effect unknown once the change has been sent, and none before', async () => {
    for (const said of malformed) {
      server.lie(at('done', said));
      await refused(change(), 'protocol_error', 'unknown');
      server.lie(at('ready', said));
      await refused(change(), 'protocol_error', 'none');
    }
  });

  it('confirm no change without saying that it was carried out', async () => {
    server.lie(at('done', Buffer.alloc(0)));
    await refused(change(), 'protocol_error', 'unknown');
    server.lie(at('ready again', message('Z', 'T')));
    await refused(change(), 'protocol_error', 'unknown');
  });

  for (const [name, unit] of [
    ['rows', message('D', int16(1), 1000, 'r'.repeat(1000))],
    ['notices', message('N', `SNOTICE\0M${'n'.repeat(60_000)}\0\0`)],
    ['parameters', message('S', 'name\0value\0')],
  ] as const) {
    it(`are left when they send ${name} without end`, async () => {
      let socket: Socket | undefined;
      server.lie(
        at('row', (_honest, _step, theirs) => {
          socket = theirs;
          const flood = Buffer.concat(Array.from({ length: Math.ceil(65_536 / unit.length) }, () => unit));
          const pour = () => {
            while (theirs.writable && theirs.write(flood));
          };
          theirs.on('drain', pour);
          pour();
          return undefined;
        }),
      );
      await refused(login(), 'protocol_error');
      // What the kernel holds for both ends counts as well.
      assert.ok((socket?.bytesWritten ?? Number.NaN) < 32 * 1024 * 1024, `${socket?.bytesWritten} bytes were taken`);
    });
  }

  it('may say as much again to every statement of a connection that is kept, and no more', async () => {
    const notice = message('N', `SNOTICE\0M${'n'.repeat(60_000)}\0\0`);
    const talking = (count: number) =>
      at('row', (honest) => Buffer.concat([...Array.from({ length: count }, () => notice), honest]));
    const connection = await connectPostgres(target(), ACCOUNT);
    server.lie(talking(10));
    for (let statement = 0; statement < 3; statement += 1) {
      const [row] = await connection.session().read('SELECT 1');
      assert.deepEqual({ ...row }, { one: '1' });
    }
    assert.equal(connection.isOpen, true);
    server.lie(talking(20));
    const failure = await failureOf(connection.session().read('SELECT 1'), [ACCOUNT.material]);
    assert.deepEqual([failure.code, connection.isOpen], ['protocol_error', false]);
    await connection.close();
  });

  it('are not trusted with a login where the answer to the request for TLS is not what it must be', async () => {
    const trust = { kind: 'tls', ca_pem: null, server_name: null } as const;
    const overTls = () =>
      postgres.login({ ...target(), endpoint: { address: '127.0.0.1', port: server.port, trust } }, ACCOUNT);
    for (const [said, code] of [
      ['N', 'tls_untrusted'],
      ['E', 'protocol_error'],
      ['S and text slipped in before the encryption', 'protocol_error'],
    ] as const) {
      server.lie(at('offer', Buffer.from(said)));
      await refused(overTls(), code);
    }
  });

  it('put no text of theirs into a failure', async () => {
    server.lie(at('proof', message('E', 'SFATAL\0CX\n{"level":"error"}\x1b[2J\0Mforged\0\0')));
    const { message: text } = await refused(login(), 'protocol_error');
    assert.match(text, /^PostgreSQL at [\d.:]+ [\w ]+ \(no SQLSTATE\)$/);
  });

  it('may have counted a failed login from the proof that we show until they let us in', async () => {
    const judgedAt = async (step: Step) => {
      server.lie((honest, now) => (STEPS.indexOf(now) < STEPS.indexOf(step) ? honest : undefined));
      const failure = await refused(login(300), 'timeout');
      return failure.judged;
    };
    assert.equal(await judgedAt('challenge'), false);
    assert.equal(await judgedAt('proof'), true);
    assert.equal(await judgedAt('row'), false);
    server.lie(
      at('proof', (_honest, _step, socket) => {
        socket.destroy();
        return undefined;
      }),
    );
    assert.equal((await refused(login(), 'unreachable')).judged, true);
  });

  it('get nothing but a failure out of the connector, whatever bytes they send', async () => {
    const place = fc.constantFrom(...STEPS);
    const cases = fc.oneof(
      fc.record({
        place,
        said: fc.uint8Array({ maxLength: 64 }).map(
          (bytes): Lie =>
            () =>
              Buffer.from(bytes),
        ),
      }),
      fc.record({
        place,
        said: fc.tuple(fc.constantFrom(...'RESNKTDCZI12nstAGHWdcv'), fc.uint8Array({ maxLength: 40 })).map(
          ([type, body]): Lie =>
            () =>
              message(type, Buffer.from(body)),
        ),
      }),
      fc.record({ place, said: fc.tuple(fc.nat(200), fc.nat(255)).map(([where, value]) => mutated(where, value)) }),
    );
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({ place: step, said }, byChange) => {
        server.lie(at(step, said));
        const startedAt = performance.now();
        await (byChange ? change(120) : login(120)).catch((error: unknown) => {
          assert.ok(error instanceof TargetFailure, String(error));
          if (!byChange || !server.heard.includes('Q')) assert.equal(error.effect, 'none');
        });
        assert.ok(performance.now() - startedAt < 3_000, 'it took much longer than its limits');
      }),
      { numRuns: 150 },
    );
  });
});

/** The honest message with one byte changed, or cut there. */
function mutated(where: number, value: number): Lie {
  return (honest) => {
    const index = where % honest.length;
    if (value % 4 === 0) return honest.subarray(0, index);
    const changed = Buffer.from(honest);
    changed[index] = value;
    return changed;
  };
}
