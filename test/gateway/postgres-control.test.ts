/** PostgreSQL sessions that are ended, suspended or left idle, and targets that go away. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { type PostgresFixture, startPostgresFixture } from '../connectors/postgres-fixture.ts';
import { until } from '../support/until.ts';
import { GatewayUnderTest, type SessionOptions } from './postgres-gateway.ts';
import { query, WireClient } from './postgres-wire.ts';

describe('control of sessions through the PostgreSQL proxy', () => {
  let server: PostgresFixture;
  let gateway: GatewayUnderTest;
  before(async () => {
    server = await startPostgresFixture();
    gateway = await GatewayUnderTest.start(await server.newRole('worker'), server.endpoint);
  });
  after(async () => {
    await gateway?.stop();
    await server?.stop();
  });

  const wire = async (options: SessionOptions = {}) => {
    const session = gateway.prepare(options);
    return { session, client: await WireClient.open(gateway, session) };
  };
  const connections = () => server.openConnections('worker');
  const untilNobody = () =>
    until('nobody to be logged in', async () => ((await connections()) === 0 ? true : undefined));
  /** There and back on another connection: what was sent before on this one has come to the proxy. */
  const roundTrip = async () => {
    const client = await gateway.connected(gateway.prepare());
    await client.query('SELECT 1');
    await client.end();
  };
  const untilRunning = (text: string) =>
    until(`${text} to run`, async () => {
      const rows = await server.asSuperuser(
        "SELECT 1 FROM pg_stat_activity WHERE usename = 'worker' AND state = 'active' AND query LIKE $1",
        [`%${text}%`],
      );
      return rows[0];
    });

  it('tells the client why it ends, and closes both connections', async () => {
    const { session, client } = await wire();
    const text = new Promise<string>((resolve) => {
      client.socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    const end = await session.control.end('an administrator has ended it');
    assert.equal(await client.untilClosed(), 'E:57P01');
    assert.match(await text, /FATAL.*terminating connection: an administrator has ended it/s);
    assert.deepEqual([end.cause, end.text], ['ended', 'an administrator has ended it']);
    await untilNobody();
    assert.equal((await session.control.end('again')).text, 'an administrator has ended it');
  });

  it('stops the statement under way at its end', async () => {
    const { session, client } = await wire();
    client.send(query('SELECT pg_sleep(600)'));
    await untilRunning('pg_sleep');
    await session.control.end('enough');
    await untilNobody();
    assert.equal(session.answered[0]?.outcome, 'lost');
  });

  it('ends for a client that takes nothing', async () => {
    const { session, client } = await wire();
    client.socket.pause();
    client.send(query("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"));
    await untilRunning('repeat');
    await session.control.end('enough');
    client.socket.destroy();
    await untilNobody();
  });

  it('ends at once while a statement is being recorded, which is then never sent', async () => {
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const { session, client } = await wire({
      beforeRecorded: () => {
        isAsked();
        return new Promise(() => undefined);
      },
    });
    client.send(query('SELECT 1'));
    await asked;
    assert.equal((await session.control.end('enough')).cause, 'ended');
    assert.equal(await client.untilClosed(), 'E:57P01');
    await untilNobody();
  });

  it('ends while the target is being connected', async () => {
    const session = gateway.prepare({ password: () => new Promise(() => undefined) });
    const failed = gateway
      .client(session)
      .connect()
      .catch((error: unknown) => error);
    const control = await until('a client', async () => (session.isUsed ? session.control : undefined));
    await control.end('changed our mind');
    const error = await failed;
    assert.ok(error instanceof pg.DatabaseError);
    assert.equal(error.code, '57P01');
    await untilNobody();
  });

  it('lets input wait while it is suspended, and what was sent before go on', async () => {
    const locker = await gateway.connected(gateway.prepare());
    await locker.query('SELECT pg_advisory_lock(1)');
    const { session, client } = await wire();
    client.send(query('SELECT pg_advisory_lock(1)'));
    await untilRunning('pg_advisory_lock');
    session.control.suspend();
    client.send(query('SELECT 1'));
    await locker.end();
    await client.until((heard) => heard.includes('Z:I'));
    assert.equal(client.said(), 'T D C Z:I');
    assert.equal(session.sent.length, 1);
    session.control.resume();
    await client.until((heard) => heard.includes('Z:I'));
    assert.equal(session.sent.length, 2);
    session.control.suspend();
    client.send(query('SELECT 2'));
    await session.control.end('enough');
    assert.equal(await client.untilClosed(), 'T D C Z:I E:57P01');
    assert.equal(session.sent.length, 2);
  });

  it('sends nothing while it is suspended that was being judged or recorded when it was suspended', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isAsked = false;
    const { session, client } = await wire({
      beforeRecorded: () => {
        isAsked = true;
        return released;
      },
    });
    client.send(query("SELECT 'held'"));
    await until('it to be recorded', async () => isAsked || undefined);
    session.control.suspend();
    release();
    await until('it to be on record', async () => session.sent[0]);
    // A statement that was sent would be answered by then.
    await roundTrip();
    await roundTrip();
    assert.deepEqual([client.said(), session.answered], ['', []]);
    session.control.resume();
    await client.until((heard) => heard.includes('Z:I'));
    assert.equal(client.said(), 'T D C Z:I');
  });

  it('can be suspended from its beginning', async () => {
    const login = await server.newRole('suspended');
    const session = gateway.prepare({
      login,
      password: async () => {
        session.control.suspend();
        return login.material.secret;
      },
    });
    const client = await WireClient.open(gateway, session);
    client.send(query('SELECT 1'));
    await roundTrip();
    assert.equal(session.sent.length, 0);
    session.control.resume();
    await client.until((heard) => heard.includes('Z:I'));
    client.socket.destroy();
    await session.closed;
  });

  it('ends for want of input, which output is not', async () => {
    const { session, client } = await wire({ idleMs: 200 });
    client.send(query("SELECT pg_sleep(0.01), repeat('x', 10000) FROM generate_series(1, 100000)"));
    const end = await session.closed;
    assert.equal(end.cause, 'idle');
    assert.match(await client.untilClosed(), /E:57P05$/);
    assert.ok(end.bytes.sent > 0);
  });

  it('tells the client when the target ends the session, once', async () => {
    const { session, client } = await wire();
    await client.ask(1, query('SELECT 1'));
    await server.asSuperuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'worker'");
    assert.equal(await client.untilClosed(), 'E:57P01');
    assert.equal((await session.closed).cause, 'target_closed');
  });

  it('lets go of the target when the client leaves, politely or not', async () => {
    const polite = gateway.prepare();
    const client = await gateway.connected(polite);
    await client.query('SELECT 1');
    await client.end();
    const end = await polite.closed;
    assert.deepEqual([end.cause, end.statements], ['left', 1]);
    const rude = await wire();
    rude.client.send(query('SELECT 1'));
    rude.client.socket.destroy();
    assert.equal((await rude.session.closed).cause, 'left');
    await untilNobody();
  });

  it('notices that a client leaves whose input waits', async () => {
    const { session, client } = await wire();
    session.control.suspend();
    client.send(query('SELECT 1'));
    await roundTrip();
    client.send(query('SELECT 2'));
    await roundTrip();
    client.socket.destroy();
    assert.equal((await session.closed).cause, 'left');
    assert.equal(session.sent.length, 0);
    await untilNobody();
  });

  it('notices that a client leaves whose statement is never recorded', async () => {
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const { session, client } = await wire({
      beforeRecorded: () => {
        isAsked();
        return new Promise(() => undefined);
      },
    });
    client.send(query('SELECT 1'));
    await asked;
    client.socket.destroy();
    assert.equal((await session.closed).cause, 'left');
  });

  it('tells of a statement that could not be recorded, also where the client has gone meanwhile', async () => {
    const other = await GatewayUnderTest.start(await server.newRole('unrecorded'), server.endpoint);
    const session = other.prepare({
      beforeRecorded: async () => {
        client.socket.destroy();
        await until('the client to be gone', async () => ((await other.openConnections()) === 0 ? true : undefined));
        throw new Error('the disk is full');
      },
    });
    const client = await WireClient.open(other, session);
    client.send(query('SELECT 1'));
    assert.equal((await session.closed).cause, 'recording_failed');
    await other.stop();
  });

  it('ends as it closes what is admitted meanwhile', async () => {
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    let admit: () => void = () => undefined;
    const admitted = new Promise<void>((resolve) => {
      admit = resolve;
    });
    const other = await GatewayUnderTest.start(await server.newRole('late'), server.endpoint);
    const session = other.prepare({
      beforeAdmitted: () => {
        isAsked();
        return admitted;
      },
    });
    const connecting = other
      .client(session)
      .connect()
      .catch((error: unknown) => error);
    await asked;
    await other.stop();
    admit();
    const control = await until('a session', async () => (session.isAdmitted ? session.control : undefined));
    assert.equal((await control.closed).text, 'the gateway stops');
    assert.ok((await connecting) instanceof Error);
    assert.equal(session.starts.length, 0);
  });

  it('ends all sessions as it closes', async () => {
    const other = await GatewayUnderTest.start(await server.newRole('closing'), server.endpoint);
    const session = other.prepare();
    const client = await WireClient.open(other, session);
    await other.stop();
    assert.equal(await client.untilClosed(), 'E:57P01');
    assert.equal((await session.closed).text, 'the gateway stops');
  });
});
