/** Parts of the PostgreSQL proxy: messages cut from pieces, passwords masked, settings of clients judged. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrameSplitter } from '../../gateway/postgres/frames.ts';
import { maskPasswords } from '../../gateway/postgres/mask-passwords.ts';
import { message } from '../../gateway/postgres/messages.ts';
import { filterParameters } from '../../gateway/postgres/startup-parameters.ts';

describe('messages of PostgreSQL', () => {
  it('are the same however they are cut on their way', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 50 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (parts, sizes) => {
        const sent = parts.map((body) => message('d', Buffer.from(body)));
        const whole = Buffer.concat(sent);
        const frames = new FrameSplitter(1_000);
        const seen: Buffer[] = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          for (const { bytes } of frames.split(whole.subarray(at, at + size))) seen.push(Buffer.from(bytes));
          at += size;
        }
        assert.deepEqual(seen, sent);
      }),
    );
  });

  it('are refused by their length alone, before there is any of their body', () => {
    const frames = new FrameSplitter(100);
    assert.throws(() => [...frames.split(Buffer.from([0x51, 0, 0, 0, 100]))], { sqlState: '54000' });
    assert.throws(() => [...new FrameSplitter(100).split(Buffer.from([0x51, 0, 0, 0, 3]))], { sqlState: '08P01' });
  });
});

describe('passwords in statements', () => {
  const masked: readonly (readonly [statement: string, shown: string])[] = [
    ["ALTER ROLE bob PASSWORD 'x'", "ALTER ROLE bob PASSWORD '***'"],
    [
      "alter user bob with encrypted password 'it''s' valid until 'never'",
      "alter user bob with encrypted password '***' valid until 'never'",
    ],
    ["ALTER ROLE bob PASSWORD/* why */--\n E'a\\'b' CREATEDB", "ALTER ROLE bob PASSWORD/* why */--\n E'***' CREATEDB"],
    ["ALTER ROLE bob PASSWORD U&'d\\0061t'", "ALTER ROLE bob PASSWORD U&'***'"],
    ['ALTER ROLE bob PASSWORD $x$a$b$x$ CREATEDB', 'ALTER ROLE bob PASSWORD $x$***$x$ CREATEDB'],
    ["ALTER ROLE bob PASSWORD 'one'\n'two' CREATEDB", "ALTER ROLE bob PASSWORD '***'\n'***' CREATEDB"],
    ["ALTER ROLE bob PASSWORD 'x", "ALTER ROLE bob PASSWORD '***"],
    ["ALTER ROLE bob PASSWORD NULL; SELECT 'kept'", "ALTER ROLE bob PASSWORD NULL; SELECT 'kept'"],
    [
      "CREATE USER MAPPING FOR bob SERVER s OPTIONS (user 'bob', password 'x')",
      "CREATE USER MAPPING FOR bob SERVER s OPTIONS (user 'bob', password '***')",
    ],
    [
      `ALTER USER MAPPING FOR bob SERVER s OPTIONS (SET "password" 'x')`,
      `ALTER USER MAPPING FOR bob SERVER s OPTIONS (SET "password" '***')`,
    ],
    ["UPDATE users SET password = 'x' WHERE name = 'bob'", "UPDATE users SET password = '***' WHERE name = 'bob'"],
    ["SELECT password FROM users WHERE name = 'bob'", "SELECT password FROM users WHERE name = 'bob'"],
    ["SELECT dblink_connect('host=h password=x user=bob')", "SELECT dblink_connect('host=h password=*** user=bob')"],
    [
      "CREATE SUBSCRIPTION s CONNECTION 'postgresql://bob:x@h/db' PUBLICATION p",
      "CREATE SUBSCRIPTION s CONNECTION 'postgresql://bob:***@h/db' PUBLICATION p",
    ],
    [
      "DO $$ BEGIN EXECUTE 'ALTER ROLE bob PASSWORD ''x'''; END $$",
      "DO $$ BEGIN EXECUTE 'ALTER ROLE bob PASSWORD ''***'''; END $$",
    ],
    [
      "DO $$ BEGIN EXECUTE 'ALTER ROLE bob PASSWORD ' || quote_literal('x'); PERFORM 'kept'; END $$",
      "DO $$ BEGIN EXECUTE 'ALTER ROLE bob PASSWORD ' || quote_literal('***'); PERFORM 'kept'; END $$",
    ],
    [
      "DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD %L', 'bob', 'x'); PERFORM 'kept'; END $$",
      "DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD %L', '***', '***'); PERFORM 'kept'; END $$",
    ],
    [
      "UPDATE pg_authid SET rolpassword = 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy'",
      "UPDATE pg_authid SET rolpassword = '***'",
    ],
    [
      "UPDATE pg_authid SET rolpassword = 'md5900150983cd24fb0d6963f7d28e17f72'",
      "UPDATE pg_authid SET rolpassword = '***'",
    ],
  ];
  for (const [statement, shown] of masked) {
    it(`are masked: ${shown.slice(0, 80).replaceAll('\n', ' ')}`, () => assert.equal(maskPasswords(statement), shown));
  }

  it('are not what hides a statement', () => {
    for (const statement of [
      "DO $$ DECLARE password text; BEGIN password := 'DROP TABLE t'; EXECUTE password; END $$",
      "DO $$ BEGIN EXECUTE substr('password ' || 'drop table t', 10); END $$",
    ]) {
      assert.equal(maskPasswords(statement), statement);
    }
    // A literal too many may be masked, but none that is run.
    const replaced = "DO $$ BEGIN EXECUTE replace('password' || '/**/drop/**/table t', 'password', ''); END $$";
    assert.ok(maskPasswords(replaced).includes("'/**/drop/**/table t'"));
  });

  it('are found behind a backslash where that escapes in every string', () => {
    const statement = "SELECT 'it\\'s'; ALTER ROLE bob PASSWORD 'a\\'b'";
    assert.equal(maskPasswords(statement, true), "SELECT 'it\\'s'; ALTER ROLE bob PASSWORD '***'");
  });

  it('are masked in statements of megabytes, in time', () => {
    const long = `INSERT INTO t VALUES ${"('pass', 'it''s', $$x$$, 1.5),\n".repeat(100_000)}`;
    const begun = performance.now();
    assert.equal(
      maskPasswords(`${long}; ALTER ROLE bob PASSWORD '${'x'.repeat(8_000_000)}'`).slice(long.length),
      "; ALTER ROLE bob PASSWORD '***'",
    );
    assert.ok(performance.now() - begun < 5_000, `${performance.now() - begun} ms`);
  });

  it('leave every statement as it is that holds none', () => {
    const pieces = fc.constantFrom(
      "'",
      '"',
      '$',
      '$a$',
      '\\',
      'E',
      'U&',
      'N',
      '--',
      '/*',
      '*/',
      '\n',
      ';',
      ' ',
      'x',
      '1',
      '||',
      '(',
      ')',
      'select',
      "''",
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        // What makes the statement looked at closely is in a comment before it.
        const statement = `-- pass\n${parts.join('')}`;
        assert.equal(maskPasswords(statement), statement);
      }),
    );
  });
});

describe('settings that a client brings along', () => {
  const judged = (fields: Record<string, string>, more?: readonly string[]) => {
    const filtered = filterParameters(new Map(Object.entries(fields)), more);
    return 'passed' in filtered ? Object.fromEntries(filtered.passed) : filtered.refused;
  };

  it('pass where they are harmless, by whatever spelling', () => {
    assert.deepEqual(
      judged({
        user: 'u',
        database: 'd',
        DateStyle: 'ISO',
        options: '-c statement_timeout=5 --geqo=off -cTimeZone=UTC',
      }),
      {
        statement_timeout: '5',
        geqo: 'off',
        timezone: 'UTC',
        datestyle: 'ISO',
      },
    );
    assert.deepEqual(judged({ options: '-c search_path=a\\ b' }), { search_path: 'a b' });
    assert.deepEqual(judged({ options: '  ' }), {});
  });

  it('are refused by name where they give rights, unless the session allows them', () => {
    assert.equal(judged({ role: 'postgres' }), 'role');
    assert.equal(judged({ Session_Authorization: 'postgres' }), 'session_authorization');
    assert.equal(judged({ options: '-c role=postgres' }), 'role');
    assert.equal(judged({ options: '--ROLE=postgres' }), 'role');
    assert.equal(judged({ options: '-c user=postgres' }), 'user');
    assert.equal(judged({ '\u001b]0;x': '1' }), 'a setting of an odd name');
    assert.deepEqual(judged({ options: '-c role=app' }, ['role']), { role: 'app' });
  });

  it('are refused where options hold anything else', () => {
    for (const options of ['-d 5', 'role=x', '-c', '-c role', '--', '-E', '-c =x']) {
      assert.equal(judged({ user: 'u', options }), 'options other than -c name=value', options);
    }
  });
});
