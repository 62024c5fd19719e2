/** How clients get into the PostgreSQL proxy, and how all others are kept out. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import pg from 'pg';
import { Secret } from '../../domain/secret.ts';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { type PostgresFixture, startPostgresFixture } from '../connectors/postgres-fixture.ts';
import { until } from '../support/until.ts';
import { GatewayUnderTest, outputOf } from './postgres-gateway.ts';

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const GSS_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30]);

function startup(fields: Record<string, string>, version = 3 << 16): Buffer {
  const body = Buffer.from(
    `${Object.entries(fields)
      .map(([name, value]) => `${name}\0${value}\0`)
      .join('')}\0`,
  );
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8);
  head.writeInt32BE(version, 4);
  return Buffer.concat([head, body]);
}

function password(token: string): Buffer {
  const head = Buffer.from('p\0\0\0\0');
  head.writeInt32BE(token.length + 5, 1);
  return Buffer.concat([head, Buffer.from(`${token}\0`)]);
}

/** All that is said up to the end of the connection. */
async function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString('latin1');
}

async function next(socket: Socket): Promise<Buffer> {
  const [chunk] = await once(socket, 'data');
  return chunk;
}

describe('the entrance of the PostgreSQL proxy', () => {
  let server: PostgresFixture;
  let gateway: GatewayUnderTest;
  before(async () => {
    server = await startPostgresFixture();
    gateway = await GatewayUnderTest.start(await server.newRole('entrant'), server.endpoint, {
      limits: { strangers: { waiting: 200, waitingOfOne: 20, refusedOfOne: 1_000 } },
    });
  });
  after(async () => {
    await gateway?.stop();
    await server?.stop();
  });

  const refusal = async (client: pg.Client) => {
    const error = await client.connect().then(
      () => assert.fail('was let in'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof pg.DatabaseError, String(error));
    return error;
  };
  const raw = () => connect(gateway.port, '127.0.0.1');

  it('lets psql in by a launch token, once, as the account of the session', async () => {
    const session = gateway.prepare();
    const { stdout, stderr, code } = await outputOf(
      gateway.psql(session, ['-At', '-c', 'SELECT current_user, current_database()', '-c', '\\conninfo']),
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^entrant\|postgres\n/);
    const again = await outputOf(gateway.psql(session, ['-c', 'SELECT 1']));
    assert.equal(again.code, 2);
    assert.match(again.stderr, /FATAL: {2}the launch token does not open this session/);
    assert.equal(session.origins[0]?.address, '127.0.0.1');
    assert.equal(session.origins[0]?.applicationName, 'psql');
  });

  it('refuses in the same words and after the same time, whatever the cause', async () => {
    const session = gateway.prepare();
    const used = gateway.prepare();
    await (await gateway.connected(used)).end();
    const causes: pg.ClientConfig[] = [
      { password: 'x' },
      { user: 'acs_01ARZ3NDEKTSV4RRFFQ69G5FAV' },
      { user: 'postgres' },
      { user: 'x'.repeat(100) },
      { user: used.id, password: used.token },
    ];
    const seen = await Promise.all(
      causes.map(async (cause) => {
        const begun = performance.now();
        const { code, message, severity } = await refusal(gateway.client(session, cause));
        return { code, message, severity, ms: performance.now() - begun };
      }),
    );
    for (const { code, message, severity, ms } of seen) {
      assert.deepEqual([code, message, severity], ['28P01', 'the launch token does not open this session', 'FATAL']);
      assert.ok(ms >= 100, `after ${ms} ms`);
    }
    assert.equal(session.isUsed, false);
  });

  it('asks nobody any more for an address that has been refused too often', async () => {
    const strict = await GatewayUnderTest.start(await server.newRole('strict'), server.endpoint, {
      limits: { refusalMs: 1, strangers: { waiting: 20, waitingOfOne: 5, refusedOfOne: 3 } },
    });
    try {
      const session = strict.prepare();
      for (let i = 0; i < 3; i += 1) await refusal(strict.client(session, { password: 'guess' }));
      await assert.rejects(strict.client(session).connect());
      assert.equal(session.origins.length, 3);
      assert.equal(strict.refusals.at(-1)?.cause, 'too_many');
    } finally {
      await strict.stop();
    }
  });

  it('refuses where the door fails, in the same words, without counting that against the client', async () => {
    const strict = await GatewayUnderTest.start(await server.newRole('faulty'), server.endpoint, {
      limits: { refusalMs: 1, strangers: { waiting: 20, waitingOfOne: 5, refusedOfOne: 1 } },
    });
    try {
      const fault = new Error('the database is away');
      for (let i = 0; i < 3; i += 1) {
        const { code } = await refusal(strict.client(strict.prepare({ beforeAdmitted: () => Promise.reject(fault) })));
        assert.equal(code, '28P01');
      }
      assert.deepEqual(
        strict.refusals.map(({ cause, error }) => [cause, error]),
        Array(3).fill(['fault', fault]),
      );
      await (await strict.connected(strict.prepare())).end();
    } finally {
      await strict.stop();
    }
  });

  it('hangs up on whoever says nothing', async () => {
    const hasty = await GatewayUnderTest.start(await server.newRole('hasty'), server.endpoint, {
      limits: { openingMs: 50 },
    });
    try {
      await heard(connect(hasty.port, '127.0.0.1'));
      const secure = connectTls({
        host: '127.0.0.1',
        port: hasty.port,
        ca: hasty.caPem,
        ALPNProtocols: ['postgresql'],
      });
      await heard(secure);
    } finally {
      await hasty.stop();
    }
  });

  it('takes no password in clear text', async () => {
    const session = gateway.prepare();
    const { code, stderr } = await outputOf(gateway.psql(session, ['-c', 'SELECT 1'], { PGSSLMODE: 'disable' }));
    assert.equal(code, 2);
    assert.match(stderr, /over TLS only/);
    assert.equal(session.origins.length, 0);
  });

  it('does without TLS on loopback where it is told to', async () => {
    const open = await GatewayUnderTest.start(await server.newRole('plain'), server.endpoint, {
      clearTextOnLoopback: true,
    });
    try {
      const client = await open.connected(open.prepare(), { ssl: false });
      assert.equal((await client.query('SELECT current_user AS me')).rows[0].me, 'plain');
      await client.end();
    } finally {
      await open.stop();
    }
  });

  it('answers N to GSS encryption, and then takes TLS', async () => {
    const session = gateway.prepare();
    const socket = raw();
    socket.write(GSS_REQUEST);
    assert.equal((await next(socket)).toString(), 'N');
    socket.write(SSL_REQUEST);
    assert.equal((await next(socket)).toString(), 'S');
    const secure = connectTls({ socket, ca: gateway.caPem, host: '127.0.0.1' });
    await once(secure, 'secureConnect');
    secure.write(startup({ user: session.id }));
    assert.equal((await next(secure)).toString('latin1'), 'R\0\0\0\x08\0\0\0\x03');
    secure.destroy();
  });

  it('takes TLS at once from clients that name the protocol, and from no others', async () => {
    const session = gateway.prepare();
    const options = { host: '127.0.0.1', port: gateway.port, ca: gateway.caPem };
    const secure = connectTls({ ...options, ALPNProtocols: ['postgresql'] });
    await once(secure, 'secureConnect');
    assert.equal(secure.alpnProtocol, 'postgresql');
    secure.write(startup({ user: session.id, database: 'postgres' }));
    await next(secure);
    secure.write(password(session.token));
    assert.equal((await next(secure)).toString('latin1', 0, 9), 'R\0\0\0\x08\0\0\0\0');
    secure.destroy();
    const others: readonly string[][] = [[], ['http/1.1']];
    for (const ALPNProtocols of others) {
      const other = connectTls({ ...options, ALPNProtocols });
      other.write(startup({ user: session.id }));
      assert.equal(await heard(other), '');
    }
  });

  it('drops clear text that comes along with the request for TLS', async () => {
    const socket = raw();
    socket.write(Buffer.concat([SSL_REQUEST, startup({ user: 'acs_x' })]));
    assert.equal(await heard(socket), '');
    assert.equal(gateway.refusals.at(-1)?.cause, 'protocol');
  });

  for (const [name, bytes] of [
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['an endless first message', Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 0])],
    ['a first message without an end', Buffer.concat([Buffer.from([0, 0, 0, 12, 0, 3, 0, 0]), Buffer.from('user')])],
    ['version 2', startup({ user: 'x' }, 2 << 16)],
    [
      'a request for TLS that is too long',
      Buffer.concat([Buffer.from([0, 0, 0, 9]), SSL_REQUEST.subarray(4), Buffer.alloc(1)]),
    ],
    ['two requests for GSS encryption', Buffer.concat([GSS_REQUEST, GSS_REQUEST])],
  ] as const) {
    it(`hangs up on ${name}`, async () => {
      const socket = raw();
      socket.write(bytes);
      assert.match(await heard(socket), /^N?$/);
      assert.equal(gateway.refusals.at(-1)?.cause, 'protocol');
    });
  }

  it('takes nothing but one short password', async () => {
    for (const answer of [Buffer.from('Q\0\0\0\x0bSELECT\0'), Buffer.from('p\0\x10\0\0'), Buffer.from('p\0\0\0\x04')]) {
      const secure = connectTls({
        host: '127.0.0.1',
        port: gateway.port,
        ca: gateway.caPem,
        ALPNProtocols: ['postgresql'],
      });
      secure.write(startup({ user: 'acs_x' }));
      await next(secure);
      secure.write(answer);
      assert.equal(await heard(secure), '');
    }
  });

  it('offers version 3.0 to clients that speak a newer one', async () => {
    const session = gateway.prepare();
    const secure = connectTls({
      host: '127.0.0.1',
      port: gateway.port,
      ca: gateway.caPem,
      ALPNProtocols: ['postgresql'],
    });
    secure.write(startup({ user: session.id, '_pq_.test': '1' }, (3 << 16) | 2));
    const [offer, rest] = (await next(secure)).toString('latin1').split('_pq_.test\0');
    assert.equal(offer, 'v\0\0\0\x16\0\x03\0\0\0\0\0\x01');
    if (rest === '') await next(secure);
    secure.write(password(session.token));
    assert.equal((await next(secure)).toString('latin1', 0, 9), 'R\0\0\0\x08\0\0\0\0');
    secure.destroy();
  });

  it('refuses replication before it asks for a password', async () => {
    const { code } = await refusal(gateway.client(gateway.prepare(), { replication: 'database' } as pg.ClientConfig));
    assert.equal(code, '0A000');
  });

  it('opens the databases of the session and no others', async () => {
    const at = async (database: string | undefined) => {
      const session = gateway.prepare();
      const client = gateway.client(session, { database: database ?? session.id });
      await client.connect();
      const { rows } = await client.query('SELECT current_database() AS name');
      await client.end();
      return rows[0].name;
    };
    assert.equal(await at(undefined), 'postgres');
    assert.equal(await at('template1'), 'template1');
    await assert.rejects(at('secrets'), { code: '42501', severity: 'FATAL' });
  });

  it('passes on harmless settings, and refuses those that give rights', async () => {
    const { stdout } = await outputOf(
      gateway.psql(
        gateway.prepare(),
        ['-At', '-c', "SELECT current_setting('statement_timeout'), current_setting('application_name')"],
        {
          PGOPTIONS: '-c statement_timeout=4321 --search-path=pg_catalog',
          PGAPPNAME: 'my tool',
        },
      ),
    );
    assert.equal(stdout, '4321ms|my tool\n');
    for (const PGOPTIONS of [
      '-c role=postgres',
      '--session_authorization=postgres',
      '-crole=x',
      '-d 5',
      '-c\\ role=x',
    ]) {
      const session = gateway.prepare();
      const { stderr } = await outputOf(gateway.psql(session, ['-c', 'SELECT 1'], { PGOPTIONS }));
      assert.match(stderr, /FATAL: {2}this session cannot begin with/, PGOPTIONS);
      assert.equal((await session.closed).cause, 'refused');
    }
    const allowed = gateway.prepare({ startupParameters: ['role'] });
    const same = await outputOf(
      gateway.psql(allowed, ['-c', 'SELECT 1'], { PGOPTIONS: `-c role=${gateway.username}` }),
    );
    assert.equal(same.code, 0, same.stderr);
  });

  it('says what is wrong with the target, and not where it is', async () => {
    const stranger = makeServerCertificate('somebody else', ['127.0.0.1']).caPem;
    const { address, port } = server.endpoint;
    const cases = [
      [{ endpoint: { address, port, trust: { kind: 'tls', ca_pem: stranger, server_name: null } } }, 'tls_untrusted'],
      [{ endpoint: { address, port: 1, trust: server.endpoint.trust } }, 'unreachable'],
      [{ password: () => Promise.resolve(new Secret('not the password')) }, 'credential_invalid'],
    ] as const;
    for (const [options, code] of cases) {
      const session = gateway.prepare(options);
      const error = await refusal(gateway.client(session));
      assert.match(error.message, /^the target cannot be used: /);
      assert.doesNotMatch(error.message, /127\.0\.0\.1|not the password/);
      const end = await session.closed;
      assert.equal(end.cause, 'unreachable');
      assert.equal(end.failure?.code, code);
    }
  });

  it('asks for the password only once the server has shown its certificate', async () => {
    let asked = 0;
    const { address, port } = server.endpoint;
    const session = gateway.prepare({
      endpoint: { address, port, trust: { kind: 'tls', ca_pem: null, server_name: null } },
      password: async () => {
        asked += 1;
        return new Secret('x');
      },
    });
    await refusal(gateway.client(session));
    assert.equal(asked, 0);
  });

  it('ends where the password is not handed over', async () => {
    const session = gateway.prepare({ password: () => Promise.reject(new Error('s3cret reason')) });
    const error = await refusal(gateway.client(session));
    assert.equal(error.code, '57P03');
    assert.doesNotMatch(error.message, /s3cret/);
    assert.equal((await session.closed).cause, 'secret_withheld');
  });

  it('tells how a session begins before the client can do anything, and ends where that cannot be recorded', async () => {
    const session = gateway.prepare();
    const client = await gateway.connected(session, { application_name: 'a tool' });
    const [start] = session.starts;
    assert.equal(start?.database, 'postgres');
    assert.equal(start?.parameters.get('application_name'), 'a tool');
    await client.end();
    const unrecorded = gateway.prepare({ beforeConnected: () => Promise.reject(new Error('down')) });
    assert.equal((await refusal(gateway.client(unrecorded))).code, '58030');
    assert.equal((await unrecorded.closed).cause, 'recording_failed');
  });

  it('gives up a client that leaves while the target is connected', async () => {
    const session = gateway.prepare({ password: () => new Promise(() => undefined) });
    const client = gateway.client(session);
    const connecting = client.connect().catch((error: unknown) => error);
    await until('the client to be let in', async () => session.isUsed || undefined);
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
    await connecting;
    assert.equal((await session.closed).cause, 'left');
  });
});
