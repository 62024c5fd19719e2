/** What the PostgreSQL proxy records of statements, and what becomes of those that a rule blocks. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { message } from '../../gateway/postgres/messages.ts';
import type { StatementRules } from '../../gateway/postgres/statements.ts';
import { type PostgresFixture, startPostgresFixture } from '../connectors/postgres-fixture.ts';
import { GatewayUnderTest, outputOf, type PreparedSession, type SessionOptions } from './postgres-gateway.ts';
import { bind, execute, extended, parse, query, SYNC, WireClient } from './postgres-wire.ts';

const NO_DROP: StatementRules = {
  judge: (text) => {
    if (/\bdrop\b/i.test(text)) return { action: 'block', rule: 'no-drop' };
    return /\btruncate\b/i.test(text) ? { action: 'alert', rule: 'truncates' } : { action: 'allow' };
  },
};

describe('statements through the PostgreSQL proxy', () => {
  let server: PostgresFixture;
  let gateway: GatewayUnderTest;
  before(async () => {
    server = await startPostgresFixture();
    gateway = await GatewayUnderTest.start(await server.newRole('writer', 'LOGIN CREATEROLE'), server.endpoint);
    await server.asSuperuser('GRANT CREATE ON SCHEMA public TO writer');
    await server.asSuperuser('CREATE TABLE kept (n int); ALTER TABLE kept OWNER TO writer');
  });
  after(async () => {
    await gateway?.stop();
    await server?.stop();
  });

  const texts = (session: PreparedSession) => session.sent.map(({ kind, text }) => `${kind}: ${text}`);
  const withClient = async (
    work: (client: pg.Client, session: PreparedSession) => Promise<void>,
    options?: SessionOptions,
  ) => {
    const session = gateway.prepare(options);
    const client = await gateway.connected(session);
    await work(client, session);
    await client.end();
    await session.closed;
  };
  const wire = async (options: SessionOptions = { rules: NO_DROP }) => {
    const session = gateway.prepare(options);
    return { session, client: await WireClient.open(gateway, session) };
  };

  it('are recorded with tags, rows, errors and durations', async () => {
    await withClient(async (client, session) => {
      await client.query('CREATE TEMP TABLE t (n int)');
      await client.query('INSERT INTO t SELECT generate_series(1, 5); SELECT * FROM t; SELECT 1');
      await assert.rejects(client.query('SELECT 1/0'), { code: '22012' });
      assert.deepEqual(texts(session), [
        'query: CREATE TEMP TABLE t (n int)',
        'query: INSERT INTO t SELECT generate_series(1, 5); SELECT * FROM t; SELECT 1',
        'query: SELECT 1/0',
      ]);
      // The client hears of an error before the target is ready again, with which the statement is over.
      const failed = await session.outcomeOf('SELECT 1/0');
      const [, many] = session.answered;
      assert.deepEqual(many?.tags, ['INSERT 0 5', 'SELECT 5', 'SELECT 1']);
      assert.equal(many?.rows, 6);
      assert.equal(many?.outcome, 'done');
      assert.ok((many?.durationMs ?? 0) > 0);
      assert.deepEqual([failed.outcome, failed.sqlState], ['failed', '22012']);
    });
  });

  it('keep transactions and their failures as they are', async () => {
    await withClient(async (client) => {
      await client.query('BEGIN');
      await client.query('INSERT INTO kept VALUES (1)');
      await assert.rejects(client.query('SELEC'), { code: '42601' });
      await assert.rejects(client.query('SELECT 1'), { code: '25P02' });
      await client.query('ROLLBACK');
      assert.deepEqual((await client.query('SELECT n FROM kept')).rows, []);
    });
  });

  it('are recorded when they are prepared and each time they are carried out, without the values', async () => {
    await withClient(async (client, session) => {
      for (const value of ['first value', 'second value']) {
        const { rows } = await client.query({ name: 'echo', text: 'SELECT $1::text AS said', values: [value] });
        assert.deepEqual(rows, [{ said: value }]);
      }
      assert.deepEqual(texts(session), [
        'parse: SELECT $1::text AS said',
        'execute: SELECT $1::text AS said',
        'execute: SELECT $1::text AS said',
      ]);
      assert.deepEqual(
        session.answered.map(({ outcome, prepared, rows }) => [outcome, prepared, rows]),
        [
          ['done', null, 0],
          ['done', 1, 1],
          ['done', 1, 1],
        ],
      );
      assert.doesNotMatch(JSON.stringify([session.sent, session.answered]), /(first|second) value/);
    });
  });

  it('are recorded under the text that the target has taken for a name, and not under one that it refused', async () => {
    const { client, session } = await wire();
    await client.ask(1, parse('s', 'SELECT 1 AS "the first"'), SYNC);
    // The name is taken, so the server refuses it; what runs by it next is still the first.
    const said = await client.ask(2, parse('s', 'SELECT 2 AS "the second"'), SYNC, bind('', 's'), execute(''), SYNC);
    assert.equal(said, 'E:42P05 Z:I 2 D C Z:I');
    const [first] = session.sent;
    assert.equal(session.answered.at(-1)?.prepared, first?.sequence);
    await client.ask(1, bind('', 's'), execute(''), SYNC);
    assert.match(session.sent.at(-1)?.text ?? '', /the first/);
    client.socket.destroy();
    await session.closed;
  });

  it('are recorded without a text by a name that SQL may have given another meaning', async () => {
    for (const sql of [
      "DO $$ BEGIN EXECUTE 'DEALLOCATE s'; EXECUTE 'PREPARE s AS SELECT 2'; END $$",
      'CALL exchange()',
      'DEALLOCATE ALL',
    ]) {
      const { client, session } = await wire();
      await client.ask(
        1,
        query(`CREATE OR REPLACE PROCEDURE exchange() LANGUAGE plpgsql AS $$ BEGIN
          EXECUTE 'DEALLOCATE s'; EXECUTE 'PREPARE s AS SELECT 2'; END $$`),
      );
      await client.ask(1, parse('s', 'SELECT 1'), SYNC);
      await client.ask(1, query(sql));
      await client.ask(1, parse('other', 'SELECT 3'), bind('', 's'), execute(''), SYNC);
      const { text, prepared } = session.sent.find(({ kind }) => kind === 'execute') ?? {};
      assert.deepEqual([text, prepared], [null, null], sql);
      assert.ok(session.answered.every((result) => result.prepared === null));
      // What is prepared from then on is known again.
      await client.ask(1, parse('later', 'SELECT 4'), bind('', 'later'), execute(''), SYNC);
      assert.equal(session.sent.at(-1)?.text, 'SELECT 4');
      client.socket.destroy();
      await session.closed;
    }
  });

  it('that change names are recorded by the name that they were carried out by', async () => {
    const { client, session } = await wire();
    await client.ask(1, extended('DO $$ BEGIN END $$'), SYNC);
    assert.equal(session.answered.at(-1)?.prepared, session.sent[0]?.sequence);
    client.socket.destroy();
  });

  it('have their passwords masked', async () => {
    const session = gateway.prepare();
    const { stderr } = await outputOf(
      gateway.psql(session, ['-q']),
      [
        "CREATE ROLE masked LOGIN PASSWORD 'hunter2';",
        'ALTER ROLE masked PASSWORD $x$hunter2$x$;',
        '\\password masked',
        'hunter2',
        'hunter2',
        "DO $$ BEGIN EXECUTE 'ALTER ROLE masked PASSWORD ''hunter2'''; END $$;",
        'DROP ROLE masked;',
        '',
      ].join('\n'),
    );
    assert.doesNotMatch(stderr, /FATAL/);
    const recorded = JSON.stringify(session.sent);
    assert.doesNotMatch(recorded, /hunter2|SCRAM-SHA-256/);
    assert.match(recorded, /CREATE ROLE masked LOGIN PASSWORD '\*\*\*'/);
    assert.match(recorded, /ALTER USER masked PASSWORD '\*\*\*'/i);
    assert.match(recorded, /DO \$\$ BEGIN/);
    assert.deepEqual(
      session.answered.map(({ outcome }) => outcome),
      session.sent.map(() => 'done'),
    );
  });

  it('that are blocked are told so, never reach the target, and leave the session as it was', async () => {
    await withClient(
      async (client, session) => {
        await assert.rejects(client.query('DROP TABLE kept'), (error) => {
          assert.ok(error instanceof pg.DatabaseError);
          assert.deepEqual([error.code, error.severity], ['42501', 'ERROR']);
          assert.match(error.message, /blocked by the rule no-drop/);
          return true;
        });
        await assert.rejects(client.query('DROP TABLE kept WHERE $1', [1]), { code: '42501' });
        assert.equal((await client.query('SELECT 1 AS one')).rows[0].one, 1);
        await client.query('TRUNCATE kept');
        assert.deepEqual(
          session.sent.map(({ verdict }) => verdict.action),
          ['block', 'block', 'allow', 'allow', 'alert'],
        );
        assert.deepEqual(
          session.answered.map(({ outcome, sqlState }) => [outcome, sqlState]),
          [
            ['blocked', '42501'],
            ['blocked', '42501'],
            // What was to be carried out is passed over.
            ['skipped', null],
            ['done', null],
            ['done', null],
          ],
        );
      },
      { rules: NO_DROP },
    );
    const seen = await server.asSuperuser("SELECT count(*)::int AS n FROM pg_class WHERE relname = 'kept'");
    assert.equal(seen[0]?.['n'], 1);
  });

  it('that are blocked in a transaction fail it', async () => {
    const { client } = await wire();
    assert.equal(await client.ask(1, query('BEGIN')), 'C Z:T');
    assert.equal(await client.ask(1, query('INSERT INTO kept VALUES (7)')), 'C Z:T');
    assert.equal(await client.ask(1, query('DROP TABLE kept')), 'E:42501 Z:E');
    assert.equal(await client.ask(1, query('DROP TABLE kept')), 'E:42501 Z:E');
    assert.equal(await client.ask(1, query('SELECT 1')), 'E:25P02 Z:E');
    assert.equal(await client.ask(1, query('COMMIT')), 'C Z:I');
    assert.equal(await client.ask(1, query('SELECT * FROM kept')), 'T C Z:I');
    client.socket.destroy();
  });

  it('that are blocked in a pipeline are answered in their turn, and the rest up to Sync is passed over', async () => {
    const { client, session } = await wire();
    const said = await client.ask(
      5,
      extended('SELECT 1'),
      SYNC,
      extended('INSERT INTO kept VALUES (8)'),
      extended('DROP TABLE kept'),
      extended('SELECT 2'),
      SYNC,
      extended('SELECT 3'),
      SYNC,
      query('DROP TABLE kept'),
      query('SELECT * FROM kept'),
    );
    assert.equal(said, '1 2 D C Z:I 1 2 C E:42501 Z:I 1 2 D C Z:I E:42501 Z:I T C Z:I');
    const outcomes = new Map(session.answered.map(({ sequence, outcome }) => [sequence, outcome]));
    assert.deepEqual(
      session.sent.map(({ sequence, kind, text }) => `${kind} ${text}: ${outcomes.get(sequence)}`),
      [
        'parse SELECT 1: done',
        'execute SELECT 1: done',
        'parse INSERT INTO kept VALUES (8): done',
        'execute INSERT INTO kept VALUES (8): done',
        'parse DROP TABLE kept: blocked',
        'execute null: skipped',
        'parse SELECT 2: skipped',
        'execute SELECT 2: skipped',
        'parse SELECT 3: done',
        'execute SELECT 3: done',
        'query DROP TABLE kept: blocked',
        'query SELECT * FROM kept: done',
      ],
    );
    client.socket.destroy();
  });

  it('that are blocked do not take a name', async () => {
    const { client } = await wire();
    assert.equal(await client.ask(1, parse('s', 'DROP TABLE kept'), SYNC), 'E:42501 Z:I');
    assert.equal(await client.ask(1, bind('', 's'), execute(''), SYNC), 'E:26000 Z:I');
    client.socket.destroy();
  });

  it('are blocked where the rule cannot be asked', async () => {
    const { client } = await wire({ rules: { judge: () => Promise.reject(new Error('down')) } });
    assert.equal(await client.ask(1, query('SELECT 1')), 'E:42501 Z:I');
    client.socket.destroy();
  });

  it('may be functions that are called by their number', async () => {
    const [row] = await server.asSuperuser("SELECT 'pg_catalog.int4inc(int)'::regprocedure::oid AS oid");
    const oid = Buffer.alloc(4);
    oid.writeUInt32BE(Number(row?.['oid']));
    // One argument in text form, the answer in text form.
    const call = message('F', oid, Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 2]), Buffer.from('41'), Buffer.from([0, 0]));
    const { client, session } = await wire({
      rules: {
        judge: (text) => ({ action: text.startsWith('function') && session.sent.length > 0 ? 'block' : 'allow' }),
      },
    });
    assert.equal(await client.ask(1, call), 'V Z:I');
    assert.equal(await client.ask(1, call), 'E:42501 Z:I');
    assert.deepEqual(texts(session), Array(2).fill(`function_call: function call ${row?.['oid']}`));
    client.socket.destroy();
  });

  it('are not sent where they cannot be recorded, and the session ends', async () => {
    const { client, session } = await wire({
      beforeRecorded: async ({ text }) => {
        if (text?.startsWith('CREATE TABLE unrecorded')) throw new Error('the disk is full');
      },
    });
    await client.ask(1, query('SELECT 1'));
    client.send(query('CREATE TABLE unrecorded ()'), query('SELECT 2'));
    assert.equal(await client.untilClosed(), 'E:58030');
    const end = await session.closed;
    assert.equal(end.cause, 'recording_failed');
    assert.equal(String(end.error), 'Error: the disk is full');
    assert.deepEqual(await server.asSuperuser("SELECT 1 FROM pg_class WHERE relname = 'unrecorded'"), []);
  });

  it('wait until they are recorded', async () => {
    let record: () => void = () => undefined;
    const recorded = new Promise<void>((resolve) => {
      record = resolve;
    });
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const { client } = await wire({
      beforeRecorded: ({ text }) => {
        if (!text?.startsWith('INSERT')) return Promise.resolve();
        isAsked();
        return recorded;
      },
    });
    client.send(query('BEGIN'), query('INSERT INTO kept VALUES (9)'));
    await asked;
    const count = async () =>
      (
        await server.asSuperuser('SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE $1', [
          'INSERT INTO kept VALUES (9)%',
        ])
      )[0]?.['n'];
    assert.equal(await count(), 0);
    record();
    await client.until((heard) => heard.filter((name) => name === 'Z:T').length === 2);
    assert.equal(await count(), 1);
    client.socket.destroy();
  });

  it('are read in the encoding of the client', async () => {
    await withClient(async (client, session) => {
      await client.query("SELECT 'grün €'");
      assert.match(session.sent[0]?.text ?? '', /grün €/);
    });
    const latin = gateway.prepare();
    const { stdout } = await outputOf(
      gateway.psql(latin, ['-At'], { PGCLIENTENCODING: 'LATIN1' }),
      Buffer.from("SELECT length('gr\xfcn');\n", 'latin1'),
    );
    assert.equal(stdout, '4\n');
    assert.match(latin.sent[0]?.text ?? '', /grün/);
  });
});
