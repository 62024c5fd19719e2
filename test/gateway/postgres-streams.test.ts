/** Much data through the PostgreSQL proxy, messages that come unasked, and statements that are canceled. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { int32, message } from '../../gateway/postgres/messages.ts';
import { type PostgresFixture, startPostgresFixture } from '../connectors/postgres-fixture.ts';
import { until } from '../support/until.ts';
import { GatewayUnderTest, outputOf, type PreparedSession } from './postgres-gateway.ts';
import { bind, execute, extended, parse, query, SYNC, WireClient } from './postgres-wire.ts';

const MEGABYTE = 1024 * 1024;

describe('streams through the PostgreSQL proxy', () => {
  let server: PostgresFixture;
  let gateway: GatewayUnderTest;
  before(async () => {
    server = await startPostgresFixture();
    gateway = await GatewayUnderTest.start(await server.newRole('streamer'), server.endpoint);
    await server.asSuperuser('CREATE TABLE lines (line text); ALTER TABLE lines OWNER TO streamer');
  });
  after(async () => {
    await gateway?.stop();
    await server?.stop();
  });

  const wire = async (session: PreparedSession = gateway.prepare()) => WireClient.open(gateway, session);
  /** Resolves once the one session of the role waits for what is named. */
  const untilWaiting = (event: string) =>
    until(`a session that waits for ${event}`, async () => {
      const rows = await server.asSuperuser(
        "SELECT 1 FROM pg_stat_activity WHERE usename = 'streamer' AND wait_event = $1",
        [event],
      );
      return rows[0];
    });

  /** Resolves once the server waits for its client and no byte has come to `client` for some looks. */
  const untilNothingMoves = async (client: WireClient) => {
    let still = 0;
    let before = '';
    await until('nothing to move', async () => {
      await untilWaiting('ClientWrite');
      const now = `${client.socket.bytesRead} ${Math.round(process.memoryUsage().arrayBuffers / 65_536)}`;
      still = now === before ? still + 1 : 0;
      before = now;
      return still >= 4 || undefined;
    });
  };

  it('wait for a slow reader without piling up', async () => {
    const session = gateway.prepare();
    const client = await wire(session);
    client.socket.pause();
    client.send(query("SELECT repeat('x', 1000) FROM generate_series(1, 60000)"));
    const before = process.memoryUsage().arrayBuffers;
    await untilNothingMoves(client);
    const heldBack = process.memoryUsage().arrayBuffers - before;
    assert.ok(heldBack < 8 * MEGABYTE, `${heldBack} bytes are held for a client that does not read`);
    client.socket.resume();
    await client.until((heard) => heard.includes('Z:I'));
    assert.ok(client.bytesHeard > 60_000_000);
    const { rows } = await session.outcomeOf('repeat');
    assert.equal(rows, 60_000);
    client.socket.destroy();
  });

  it('wait for a slow target without piling up', async () => {
    const session = gateway.prepare();
    const client = await wire(session);
    const locker = await gateway.connected(gateway.prepare());
    await locker.query('BEGIN; LOCK TABLE lines');
    client.send(query('COPY lines FROM STDIN'));
    const line = message('d', Buffer.from(`${'x'.repeat(1_023)}\n`));
    const lines = Buffer.concat(Array<Buffer>(1_024).fill(line));
    for (let i = 0; i < 20; i += 1) client.send(lines);
    client.send(message('c'));
    await untilWaiting('relation');
    // What the client could not get rid of is the client's to hold.
    let before = -1;
    const held = await until('the proxy to stop reading', async () => {
      const waiting = client.socket.writableLength;
      const hasStopped = waiting === before;
      before = waiting;
      return hasStopped ? waiting : undefined;
    });
    assert.ok(held > 10 * MEGABYTE, `only ${held} bytes of 20 MB are left with the client`);
    await locker.query('ROLLBACK');
    await locker.end();
    await client.until((heard) => heard.includes('Z:I'));
    assert.equal(client.said(), 'G C Z:I');
    const { tags, copy } = await session.outcomeOf('COPY lines');
    assert.deepEqual(tags, ['COPY 20480']);
    assert.deepEqual(copy, { direction: 'in', bytes: 20_480 * 1_024, messages: 20_480 });
    client.socket.destroy();
  });

  it('carry 20 MB by COPY, in and out, as they are', async () => {
    const text = Array.from({ length: 200_000 }, (_, i) => `${i} ${'abcdefghij'.repeat(10)}\n`).join('');
    assert.ok(text.length > 20 * MEGABYTE);
    const session = gateway.prepare();
    const child = gateway.psql(session, [
      '-q',
      '-c',
      'TRUNCATE lines',
      '-c',
      '\\copy lines from stdin',
      '-c',
      '\\copy lines to stdout',
    ]);
    const { code, stdout, stderr } = await outputOf(child, text);
    assert.equal(code, 0, stderr);
    const digest = (of: string) => createHash('sha256').update(of).digest('hex');
    assert.equal(digest(stdout), digest(text));
    await session.closed;
    const copies = session.answered.map(({ copy, tags }) => [copy?.direction, copy?.bytes, tags[0]]);
    assert.deepEqual(copies, [
      [undefined, undefined, 'TRUNCATE TABLE'],
      ['in', text.length, 'COPY 200000'],
      ['out', text.length, 'COPY 200000'],
    ]);
  });

  it('go on after a COPY that fails on the way, whatever is still sent of it', async () => {
    const session = gateway.prepare();
    const client = await wire(session);
    const data = message('d', Buffer.from('no number\n'));
    await client.ask(1, query('CREATE TEMP TABLE numbers (n int)'));
    assert.equal(await client.ask(1, query('COPY numbers FROM STDIN'), data, data, message('c')), 'G E:22P02 Z:I');
    assert.equal(
      await client.ask(1, query('COPY numbers FROM STDIN'), message('f', 'changed my mind')),
      'G E:57014 Z:I',
    );
    assert.equal(await client.ask(1, query('SELECT 1')), 'T D C Z:I');
    assert.equal((await session.outcomeOf('COPY numbers')).sqlState, '22P02');
    client.socket.destroy();
  });

  it('follow a COPY of the extended protocol, which overlooks Sync', async () => {
    const session = gateway.prepare();
    const client = await wire(session);
    const line = message('d', Buffer.from('1\n'));
    await client.ask(1, query('CREATE TEMP TABLE numbers (n int)'));
    const copy = extended('COPY numbers FROM STDIN');
    // All at once, and then as clients do it: they send the Sync before they know that it is a copy.
    assert.equal(await client.ask(1, copy, SYNC, line, line, message('c'), SYNC), '1 2 G C Z:I');
    client.send(copy, SYNC);
    await client.until((heard) => heard.includes('G'));
    assert.equal(await client.ask(1, line, SYNC, line, message('c'), SYNC), '1 2 G C Z:I');
    assert.equal(await client.ask(1, extended('SELECT count(*) FROM numbers'), SYNC), '1 2 D C Z:I');
    const [first] = session.answered.filter(({ copy: count }) => count);
    assert.deepEqual(first?.copy, { direction: 'in', bytes: 4, messages: 2 });
    client.socket.destroy();
  });

  it('carry deep pipelines', async () => {
    const session = gateway.prepare();
    const client = await wire(session);
    await client.ask(1, parse('s', 'SELECT 1'), SYNC);
    const once = Buffer.concat([bind('', 's'), execute('')]);
    const said = await client.ask(1, ...Array<Buffer>(8_000).fill(once), SYNC);
    assert.equal(said.split(' ').length, 8_000 * 3 + 1);
    assert.equal(session.answered.filter(({ outcome }) => outcome === 'done').length, 8_001);
    client.socket.destroy();
  });

  it('give rows in portions', async () => {
    const session = gateway.prepare();
    const client = await wire(session);
    const three = message('E', '', int32(3));
    const said = await client.ask(1, parse('', 'SELECT generate_series(1, 5)'), bind('', ''), three, three, SYNC);
    assert.equal(said, '1 2 D D D s D D C Z:I');
    assert.deepEqual(
      session.answered.map(({ outcome, rows }) => [outcome, rows]),
      [
        ['done', 0],
        ['suspended', 3],
        ['done', 2],
      ],
    );
    client.socket.destroy();
  });

  it('bring notifications to who listens, also unasked', async () => {
    const listener = await gateway.connected(gateway.prepare());
    const teller = await gateway.connected(gateway.prepare());
    await listener.query('LISTEN news');
    const heard = once(listener, 'notification');
    await teller.query("NOTIFY news, 'all is well'");
    const [{ channel, payload }] = await heard;
    assert.deepEqual([channel, payload], ['news', 'all is well']);
    await Promise.all([listener.end(), teller.end()]);
  });

  it('bring warnings', async () => {
    const client = await gateway.connected(gateway.prepare());
    const notice = once(client, 'notice');
    await client.query("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$");
    assert.equal((await notice)[0].message, 'mind the gap');
    await client.end();
  });

  it('stop a statement of psql that is interrupted', async () => {
    const session = gateway.prepare();
    const psql = gateway.psql(session, ['-At', '-c', 'SELECT pg_sleep(600)', '-c', 'SELECT 2']);
    const said = outputOf(psql);
    await untilWaiting('PgSleep');
    psql.kill('SIGINT');
    const { stderr } = await said;
    assert.match(stderr, /canceling statement due to user request/);
    assert.equal((await session.outcomeOf('pg_sleep')).sqlState, '57014');
  });

  it('stop a statement by the key of its session alone, and tell nobody whether a key is one', async () => {
    const session = gateway.prepare();
    const client = await gateway.connected(session);
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const cancel = async (processId: number, secret: Buffer) => {
      const socket = connect(gateway.port, '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      const begun = performance.now();
      socket.write(Buffer.concat([int32(12 + secret.length), int32(80_877_102), int32(processId), secret]));
      await once(socket, 'close');
      assert.equal(Buffer.concat(chunks).length, 0);
      const ms = performance.now() - begun;
      assert.ok(ms >= 95, `answered after ${ms} ms`);
    };
    const sleeping = client.query('SELECT pg_sleep(600)').catch((error: unknown) => error);
    await untilWaiting('PgSleep');
    await cancel(processID, int32(secretKey ^ 1));
    await cancel(processID + 1, int32(secretKey));
    await cancel(processID, Buffer.alloc(64));
    assert.equal(session.answered.length, 0);
    await untilWaiting('PgSleep');
    await cancel(processID, int32(secretKey));
    const error = await sleeping;
    assert.ok(error instanceof pg.DatabaseError);
    assert.equal(error.code, '57014');
    const [row] = (await client.query('SELECT pg_backend_pid() AS pid')).rows;
    assert.notEqual(row.pid, processID);
    await client.end();
    await session.closed;
    await cancel(processID, int32(secretKey));
  });

  it('never show the password of the account to the client', async () => {
    const login = await server.newRole('canary', 'LOGIN SUPERUSER');
    // The text in which the fixture has made it, with the password, is not the last of its connection any more.
    await server.asSuperuser('SELECT 1');
    const session = gateway.prepare({ login });
    const { stdout, stderr } = await outputOf(
      gateway.psql(session, [
        '-c',
        'SELECT * FROM pg_stat_activity',
        '-c',
        'SELECT * FROM pg_stat_ssl',
        '-c',
        'SHOW ALL',
        '-c',
        'SELECT * FROM pg_authid',
        '-c',
        '\\conninfo',
        '-c',
        'SELECT 1/0',
        '-c',
        '\\set',
      ]),
    );
    assert.match(stdout, /canary/);
    assert.ok(!`${stdout}${stderr}`.includes(login.material.secret.reveal()));
    assert.ok(!JSON.stringify([session.sent, session.answered]).includes(login.material.secret.reveal()));
    assert.ok(!stdout.includes(session.token));
  });
});
