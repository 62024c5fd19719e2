/** Passwords that are taken out of statements, and statements that nothing is taken out of. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maskPasswords } from '../../gateway/postgres/mask-passwords.ts';

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
    [
      "UPDATE users SET password='x' WHERE password <> 'y' OR password != 'z'",
      "UPDATE users SET password='***' WHERE password <> '***' OR password != '***'",
    ],
    ["SELECT f(password => 'x'), password('y')", "SELECT f(password => '***'), password('***')"],
    ["CREATE USER bob PASSWORD 'correct horse'", "CREATE USER bob PASSWORD '***'"],
    ["ALTER ROLE bob PASSWORD 'one'\n'two three'", "ALTER ROLE bob PASSWORD '***'\n'***'"],
    [
      "SELECT 'ALTER ROLE ' || quote_ident(who) || ' WITH PASSWORD ''correct horse'''",
      "SELECT 'ALTER ROLE ' || quote_ident(who) || ' WITH PASSWORD ''***'''",
    ],
    [
      "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (password 'correct horse')",
      "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (password '***')",
    ],
    [
      "DO $$ BEGIN EXECUTE E'ALTER ROLE bob PASSWORD \\'it\\'\\'s\\' -- \\xc3\\xbc'; END $$",
      "DO $$ BEGIN EXECUTE E'ALTER ROLE bob PASSWORD ''***'' -- ü'; END $$",
    ],
    [
      "DO E'BEGIN\\nALTER ROLE bob PASSWORD \\'\\x70\\'; END -- \\\\'",
      "DO E'BEGIN\nALTER ROLE bob PASSWORD ''***''; END -- \\\\'",
    ],
    ["SELECT dblink('host = h password = ''correct horse''')", "SELECT dblink('host = h password = ***')"],
    [
      "SELECT dblink('postgresql://h/db?user=bob&password=x&sslmode=require')",
      "SELECT dblink('postgresql://h/db?user=bob&password=***&sslmode=require')",
    ],
  ];
  for (const [statement, shown] of masked) {
    it(`are masked: ${shown.slice(0, 80).replaceAll('\n', ' ')}`, () => assert.equal(maskPasswords(statement), shown));
  }

  const hiding: readonly (readonly [how: string, statement: string])[] = [
    ['a variable', "DO $$ DECLARE password text; BEGIN password := 'DROP TABLE t'; EXECUTE password; END $$"],
    ['a variable, by the other sign', "DO $$ DECLARE password text; BEGIN password = 'VACUUM FULL'; END $$"],
    ['a variable and a call', 'DO $$ DECLARE password text; BEGIN password = drop_everything(); END $$'],
    ['a type', "DO $$ BEGIN EXECUTE password 'DROP TABLE t'; END $$"],
    ['an argument', "SELECT run(password => 'DROP TABLE t')"],
    ['a piece before it', "DO $$ BEGIN EXECUTE substr('password ' || 'drop table t', 10); END $$"],
    ['comments', "DO $$ BEGIN EXECUTE replace('password' || '/**/drop/**/table/**/t', 'password', ''); END $$"],
    ['a comment later on', "DO $$ BEGIN EXECUTE replace('password' || 'drop/**/table/**/t', 'password', ''); END $$"],
    ['want of spaces', `DO $$ BEGIN EXECUTE substr('password' || 'truncate"t"', 9); END $$`],
    ['parentheses', `DO $$ BEGIN EXECUTE substr('password' || '(select"f"())', 9); END $$`],
    ['pieces', "DO $$ BEGIN EXECUTE substr('password' || 'DROP', 9) || ' TABLE t'; END $$"],
    ['format()', "DO $$ BEGIN EXECUTE format('%2$s --password %L', 'x y', 'drop table t'); END $$"],
    [
      'strings in strings',
      'DO $a$ DO $b$ DO $c$ DO $d$ DO $e$ DO $f$ DO $g$ DO $h$ DROP TABLE password $h$ $g$ $f$ $e$ $d$ $c$ $b$ $a$',
    ],
  ];
  for (const [how, statement] of hiding) {
    it(`do not hide by ${how} what is run`, () => assert.equal(maskPasswords(statement), statement));
  }

  it('are found behind a backslash where that escapes in every string', () => {
    const statement = "SELECT 'it\\'s'; ALTER ROLE bob PASSWORD 'a\\'b'";
    assert.equal(maskPasswords(statement, true), "SELECT 'it\\'s'; ALTER ROLE bob PASSWORD '***'");
  });

  const MEGABYTES = 8_000_000;
  const many = (text: string) => text.repeat(Math.floor(MEGABYTES / text.length));
  const long: readonly (readonly [what: string, statement: string])[] = [
    ['spaces behind PASSWORD', `SELECT 'password${many(' ')}x'`],
    ['spaces at the end of a string', `SELECT 'password = ${many(' ')}'`],
    ['quotes behind PASSWORD', `SELECT 'password E${many("''")}x'`],
    ['the word PASSWORD', `SELECT '${many('password')}'`],
    ['the word PASSWORD with spaces', `SELECT '${many('password                ')}'`],
    ['beginnings of verifiers', `SELECT '${many('SCRAM-SHA-256$4096:AAAA$AAAA:')}'`],
    ['half a verifier', `SELECT 'SCRAM-SHA-256$4096:${many('A')}'`],
    ['addresses', `SELECT '${many('://a:b')}'`],
    ['half an address', `SELECT '://a:${many('b')}'`],
    ['queries of an address', `SELECT '://${many('?password=')}'`],
    ['settings', `SELECT '${many('password=x ')}'`],
    ['backslashes in settings', `SELECT 'password=''${many('\\\\')}'`],
    ['escapes', `SELECT E'password ${many('\\x41')}'`],
    ['doubled backslashes', `SELECT E'password ${many('\\\\')}'`],
    ['a name in quotes', `SELECT password "${many('x')}`],
    ['quotes of names', `SELECT password ${many('"')}x`],
    ['beginnings of comments', `SELECT password ${many('/*')}`],
    ['signs', `SELECT password ${many('(=')}`],
    ['minus signs', `SELECT password 1${many('- ')}`],
    ['dollar signs', `SELECT password ${many('$1')}`],
    ['tags of strings', `SELECT password ${many('$a$ $b')}`],
    ['strings', `SELECT password ${many("'',")}`],
    ['strings in strings', `SELECT password $a$ $b$ $c$ $d$ $e$ $f$ password ${many("'' ")}`],
    ['parentheses before a word', `SELECT password = '${many('(')}x'`],
  ];
  for (const [what, statement] of long) {
    it(`are looked for in megabytes of ${what}, in time`, () => {
      const begun = performance.now();
      maskPasswords(statement);
      const tookMs = performance.now() - begun;
      assert.ok(tookMs < 20_000, `${tookMs} ms`);
    });
  }

  it('are masked behind megabytes, and where they are megabytes', () => {
    const rows = many("('pass', 'it''s', $$x$$, 1.5),\n");
    const statement = `INSERT INTO t VALUES ${rows}; ALTER ROLE bob PASSWORD '${many('x')}'`;
    assert.equal(maskPasswords(statement), `INSERT INTO t VALUES ${rows}; ALTER ROLE bob PASSWORD '***'`);
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
