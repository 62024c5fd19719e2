/** What a look at a PostgreSQL server tells of its roles, against a real server whose roles are known by construction. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import type { Login, TargetContext } from '../../connectors/contract.ts';
import { PrivilegesOfRoles } from '../../connectors/postgres-privileges.ts';
import { connectors } from '../../connectors/registry.ts';
import { type FoundAccount, isPrivileged } from '../../domain/discovery.ts';
import { rejectsWith } from './failure-expectations.ts';
import { type HostilePostgres, int16, message, startHostilePostgres } from './hostile-postgres.ts';
import { newPassword, type PostgresFixture, startPostgresFixture } from './postgres-fixture.ts';

const { postgres } = connectors;

describe('the roles of a PostgreSQL server', () => {
  let fixture: PostgresFixture;
  let reader: Login;
  before(async () => {
    fixture = await startPostgresFixture();
    reader = await fixture.newRole('reader');
  });
  after(() => fixture?.stop());

  const target = (changes: Partial<TargetContext> = {}) => ({
    endpoint: fixture.endpoint,
    connectTimeoutMs: 5_000,
    operationTimeoutMs: 20_000,
    signal: new AbortController().signal,
    ...changes,
    settings: postgres.settings.parse({}),
  });
  const look = async (login = reader) => {
    const read = await postgres.readAccounts?.(target(), login);
    assert.ok(read);
    return { ...read, of: (name: string) => read.accounts.find((account) => account.name === name) as FoundAccount };
  };
  const named = (account: FoundAccount) =>
    account.privileges.map(({ name, via }) => (via ? `${name} via ${via}` : name));

  it('show to any login what they may do, and each privilege goes as it came', async () => {
    await fixture.newRole('app');
    const plain = (await look()).of('app');
    assert.deepEqual([plain.privileges, plain.can_log_in, plain.locked, isPrivileged(plain)], [[], true, false, false]);
    for (const attribute of ['SUPERUSER', 'CREATEROLE', 'CREATEDB', 'REPLICATION', 'BYPASSRLS']) {
      await fixture.asSuperuser(`ALTER ROLE app ${attribute}`);
      const account = (await look()).of('app');
      assert.deepEqual(named(account), [attribute.toLowerCase()]);
      assert.equal(isPrivileged(account), attribute !== 'CREATEDB');
      await fixture.asSuperuser(`ALTER ROLE app NO${attribute}`);
    }
    await fixture.asSuperuser(`ALTER ROLE app NOLOGIN VALID UNTIL '2020-01-02 03:04:05Z'`);
    const expired = (await look()).of('app');
    assert.deepEqual(
      [expired.can_log_in, expired.locked, expired.password_expires_at],
      [false, true, '2020-01-02T03:04:05Z'],
    );
    await fixture.asSuperuser(`ALTER ROLE app LOGIN VALID UNTIL 'infinity'`);
    assert.deepEqual((await look()).of('app'), plain);
    await fixture.asSuperuser('DROP ROLE app');
    const read = await look();
    assert.equal(read.of('app'), undefined);
    assert.ok(read.accounts.every(({ name }) => !name.startsWith('pg_')));
  });

  it('show what comes from others, through as many as it takes, as far as a membership lets it be used', async () => {
    await fixture.asSuperuser('CREATE ROLE dba SUPERUSER NOLOGIN; CREATE ROLE team NOLOGIN; CREATE ROLE anna LOGIN');
    await fixture.asSuperuser('GRANT dba TO team; GRANT team TO anna; GRANT pg_execute_server_program TO team');
    const anna = (await look()).of('anna');
    assert.deepEqual(named(anna), ['superuser via dba', 'pg_execute_server_program via pg_execute_server_program']);
    assert.deepEqual(anna.groups, ['team']);
    await fixture.asSuperuser('REVOKE dba FROM team; GRANT dba TO team WITH SET FALSE, INHERIT TRUE');
    assert.deepEqual(named((await look()).of('anna')), ['pg_execute_server_program via pg_execute_server_program']);
    await fixture.asSuperuser('REVOKE team FROM anna');
    assert.deepEqual(named((await look()).of('anna')), []);
  });

  it('keep what only more rights show: it is not known then, and is said', async () => {
    await fixture.asSuperuser(
      `SET password_encryption = 'md5'; CREATE ROLE old LOGIN PASSWORD 'x'; RESET password_encryption`,
    );
    await fixture.asSuperuser('CREATE ROLE bare LOGIN');
    const partly = await look();
    assert.equal(partly.of('old').password, null);
    assert.ok(partly.of('old').not_observed.includes('password'));
    assert.ok(partly.remarks.some(({ fact }) => fact === 'password'));
    const wholly = await look(fixture.reconcileAccount);
    const passwords = ['old', 'bare', 'reader'].map((name) => wholly.of(name).password);
    assert.deepEqual(passwords, ['weakly_hashed', 'none', 'set']);
    assert.doesNotMatch(JSON.stringify(wholly), /md5[0-9a-f]{8}|SCRAM-SHA/);
  });

  it('show when a session of theirs that is open began, to whom the server tells it', async () => {
    const account = await fixture.newRole('busy');
    const client = new pg.Client({
      host: '127.0.0.1',
      port: fixture.endpoint.port,
      user: account.username,
      password: account.material.secret.reveal(),
      database: 'postgres',
      ssl: { ca: fixture.caPem },
    });
    await client.connect();
    assert.equal((await look()).of('busy').last_login_at, null);
    await fixture.asSuperuser('GRANT pg_read_all_stats TO reader');
    const busy = (await look()).of('busy');
    const at = Date.parse(busy.last_login_at ?? '');
    assert.ok(Math.abs(at - Date.now()) < 60_000);
    // A pool may hold it for months: no login is missing where it is old.
    assert.ok(busy.not_observed.includes('last_login_at'));
    await client.end();
  });

  it('are read by statements that a session for reading alone lets pass, and stay as they were', async () => {
    const state = async () => [
      await fixture.asSuperuser('SELECT * FROM pg_authid ORDER BY oid'),
      await fixture.asSuperuser('SELECT * FROM pg_auth_members ORDER BY oid'),
    ];
    const before = await state();
    await look(fixture.reconcileAccount);
    assert.deepEqual(await state(), before);
    // Whatever the settings of the role allow: here the server would refuse a statement that is not for reading.
    await fixture.asSuperuser('ALTER ROLE reconciler SET default_transaction_read_only = on');
    assert.ok((await look(fixture.reconcileAccount)).accounts.length > 0);
    await fixture.asSuperuser('ALTER ROLE reconciler RESET default_transaction_read_only');
  });

  it('are all told where they are thousands, with names of any kind', async () => {
    const odd = ['a "quoted" role', 'tab\tand\nline', 'Ünï-çødé'];
    for (const name of odd) await fixture.asSuperuser(`CREATE ROLE ${pg.escapeIdentifier(name)}`);
    await fixture.asSuperuser(
      `DO $$ BEGIN FOR i IN 1..2500 LOOP EXECUTE format('CREATE ROLE many_%s', i); EXECUTE format('GRANT anna TO many_%s', i); END LOOP; END $$`,
    );
    const read = await look();
    assert.equal(read.accounts.filter(({ name }) => name.startsWith('many_')).length, 2_500);
    assert.deepEqual(read.of('many_2500').groups, ['anna']);
    for (const name of odd) assert.ok(read.of(name), name);
  });
});

describe('a PostgreSQL server that lies of its roles', () => {
  const account = { username: 'app', material: newPassword() };
  let server: HostilePostgres;
  before(async () => {
    server = await startHostilePostgres(account.material.secret);
  });
  after(() => server?.close());

  it('ends the look, in time and without a part of the truth', async () => {
    const target = {
      endpoint: { address: '127.0.0.1', port: server.port, trust: { kind: 'loopback_plaintext' as const } },
      settings: postgres.settings.parse({}),
      connectTimeoutMs: 2_000,
      operationTimeoutMs: 2_000,
      signal: new AbortController().signal,
    };
    const row = message('D', int16(1), 1, '1');
    server.lie((honest, step) => (step === 'row' ? Buffer.concat(Array.from({ length: 200_000 }, () => row)) : honest));
    const look = postgres.readAccounts?.(target, account);
    assert.ok(look);
    await rejectsWith(look, { code: 'protocol_error', effect: 'none' }, [account.material]);
  });

  it('gets nobody into a circle by memberships that go round', () => {
    const role = (oid: string, superuser = false) => ({
      ...{ oid, name: `r${oid}`, superuser, createrole: false, createdb: false, replication: false, bypassrls: false },
    });
    const member = (one: string, of: string) => ({ member: one, role: of, becomes: true, hasRights: true });
    const found = new PrivilegesOfRoles(
      [role('1', true), role('2'), role('3')],
      [member('2', '1'), member('3', '2'), member('1', '3'), member('2', '3'), member('9', '3')],
    );
    assert.deepEqual(found.of('3'), [{ name: 'superuser', via: 'r1' }]);
    assert.deepEqual(found.of('1'), [{ name: 'superuser', via: null }]);
  });
});
