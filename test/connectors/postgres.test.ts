/** What is peculiar to PostgreSQL roles, against a real server. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import type { ChangeSession, Login, TargetContext } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import { Secret } from '../../domain/secret.ts';
import { rejectsWith } from './failure-expectations.ts';
import { newPassword, type PostgresFixture, startPostgresFixture } from './postgres-fixture.ts';

const { postgres } = connectors;

describe('PostgreSQL roles', () => {
  let fixture: PostgresFixture;
  before(async () => {
    fixture = await startPostgresFixture();
  });
  after(() => fixture?.stop());

  const settingsOf = (settings: object) => postgres.settings.parse(settings);
  const target = (
    changes: Partial<TargetContext> = {},
    settings: object = {},
  ): TargetContext<ReturnType<typeof settingsOf>> => ({
    endpoint: fixture.endpoint,
    connectTimeoutMs: 5_000,
    operationTimeoutMs: 5_000,
    signal: new AbortController().signal,
    ...changes,
    settings: settingsOf(settings),
  });
  const reconcile = () => ({ by: 'reconcile_account', login: fixture.reconcileAccount }) as const;
  const rotate = async (account: Login): Promise<Login> => {
    const material = newPassword();
    await postgres.change(target(), {
      username: account.username,
      candidate: material,
      authority: { by: 'self', login: account },
    });
    return { username: account.username, material };
  };

  for (const name of [
    `o'brien`,
    'a "quoted" role',
    'Ünï-çødé',
    `x'; DROP ROLE reconciler; --`,
    'back\\slash',
    'UPPER',
  ]) {
    it(`changes the role ${name} and no other`, async () => {
      const account = await fixture.newRole(name);
      await postgres.login(target(), await rotate(account));
      const candidate = newPassword();
      await postgres.change(target(), { username: name, candidate, authority: reconcile() });
      await postgres.login(target(), { username: name, material: candidate });
    });
  }

  it('never shows the server the clear text: it stores the verifier that came', async () => {
    const changed = await rotate(await fixture.newRole('verifier'));
    const [row] = await fixture.asSuperuser('SELECT rolpassword FROM pg_authid WHERE rolname = $1', ['verifier']);
    assert.match(String(row?.['rolpassword']), /^SCRAM-SHA-256\$4096:/);
    await fixture.asSuperuser("ALTER SYSTEM SET log_statement = 'all'");
    await fixture.asSuperuser('SELECT pg_reload_conf()');
    const again = await rotate(changed);
    const log = readFileSync(fixture.logFile, 'utf8');
    assert.match(log, /ALTER ROLE "verifier" PASSWORD 'SCRAM-SHA-256/);
    for (const { material } of [changed, again]) assert.ok(!log.includes(material.secret.reveal()));
    await fixture.asSuperuser('ALTER SYSTEM RESET log_statement');
    await fixture.asSuperuser('SELECT pg_reload_conf()');
  });

  it('uses the iterations of the platform', async () => {
    await fixture.newRole('iterations');
    const candidate = newPassword();
    const request = { username: 'iterations', candidate, authority: reconcile() };
    await postgres.change(target({}, { scram_iterations: 8192 }), request);
    await postgres.login(target(), { username: 'iterations', material: candidate });
    const [row] = await fixture.asSuperuser('SELECT rolpassword FROM pg_authid WHERE rolname = $1', ['iterations']);
    assert.match(String(row?.['rolpassword']), /^SCRAM-SHA-256\$8192:/);
  });

  it('takes passwords that SASLprep changes, and logs in with them', async () => {
    await fixture.newRole('unicode');
    const candidate = { kind: 'password', secret: new Secret('pass\u00a0wörd\u00ad-ﬁn') } as const;
    await postgres.change(target(), { username: 'unicode', candidate, authority: reconcile() });
    await postgres.login(target(), { username: 'unicode', material: candidate });
  });

  it('rejects a password that SASLprep forbids before anything is sent', async () => {
    const candidate = { kind: 'password', secret: new Secret('bell\u0007bell') } as const;
    const change = postgres.change(target(), { username: 'unicode', candidate, authority: reconcile() });
    await rejectsWith(change, { code: 'password_rejected', effect: 'none' }, [candidate]);
  });

  it('tells a role that is NOLOGIN from a wrong password', async () => {
    const account = await fixture.newRole('nologin', 'NOLOGIN');
    const expected = { code: 'account_locked_out', effect: 'none' } as const;
    await rejectsWith(postgres.login(target(), account), expected, [account.material]);
    const change = postgres.change(target(), { username: 'nologin', candidate: newPassword(), authority: reconcile() });
    await rejectsWith(change, expected, []);
  });

  it('cannot tell a role past its VALID UNTIL from a wrong password at login, but can through a reconcile account', async () => {
    const account = await fixture.newRole('expired', `LOGIN VALID UNTIL '2001-01-01'`);
    await rejectsWith(postgres.login(target(), account), { code: 'credential_invalid', effect: 'none' }, [
      account.material,
    ]);
    const change = postgres.change(target(), { username: 'expired', candidate: newPassword(), authority: reconcile() });
    await rejectsWith(change, { code: 'account_locked_out', effect: 'none' }, []);
  });

  it('says that a role is not there', async () => {
    const ghost = { username: 'ghost', material: newPassword() };
    await rejectsWith(postgres.login(target(), ghost), { code: 'credential_invalid', effect: 'none' }, [
      ghost.material,
    ]);
    const change = postgres.change(target(), { username: 'ghost', candidate: newPassword(), authority: reconcile() });
    await rejectsWith(change, { code: 'access_denied', effect: 'none' }, []);
  });

  it('says access_denied where the reconcile account may not change the role', async () => {
    const weak = await fixture.newRole('weak');
    const account = await fixture.newRole('strong');
    const request = {
      username: 'strong',
      candidate: newPassword(),
      authority: { by: 'reconcile_account', login: weak },
    } as const;
    await rejectsWith(postgres.change(target(), request), { code: 'access_denied', effect: 'none' }, [weak.material]);
    await postgres.login(target(), account);
  });

  it('says access_denied for a database that is not there or not open to the role', async () => {
    const account = await fixture.newRole('visitor');
    const expected = { code: 'access_denied', effect: 'none' } as const;
    await rejectsWith(postgres.login(target({}, { database: 'nowhere' }), account), expected, [account.material]);
    await fixture.asSuperuser('CREATE DATABASE closed');
    await fixture.asSuperuser('REVOKE CONNECT ON DATABASE closed FROM PUBLIC');
    await rejectsWith(postgres.login(target({}, { database: 'closed' }), account), expected, [account.material]);
  });

  it('says unreachable, not credential_invalid, where the role has no connection left', async () => {
    const account = await fixture.newRole('crowded', 'LOGIN CONNECTION LIMIT 0');
    await rejectsWith(postgres.login(target(), account), { code: 'unreachable', effect: 'none' }, [account.material]);
  });

  it('knows that nothing was changed where the server canceled the statement, as behind a lock', async () => {
    const account = await fixture.newRole('locked');
    const candidate = newPassword();
    const unlock = await fixture.lockRole('locked');
    try {
      const change = postgres.change(target({ operationTimeoutMs: 500 }), {
        username: 'locked',
        candidate,
        authority: reconcile(),
      });
      await rejectsWith(change, { code: 'timeout', effect: 'none' }, [candidate]);
    } finally {
      await unlock();
    }
    await postgres.login(target(), account);
  });

  it('does not give up a change that is under way when the call is given up', async () => {
    await fixture.newRole('patient');
    const candidate = newPassword();
    const abort = new AbortController();
    const unlock = await fixture.lockRole('patient');
    const change = postgres.change(target({ signal: abort.signal }), {
      username: 'patient',
      candidate,
      authority: reconcile(),
    });
    await fixture.untilWaiting('patient');
    abort.abort();
    await unlock();
    await change;
    await postgres.login(target(), { username: 'patient', material: candidate });
  });

  it('says unknown where an administrator ends the connection during the change', async () => {
    await fixture.newRole('ended');
    const candidate = newPassword();
    const unlock = await fixture.lockRole('ended');
    const change = postgres.change(target(), { username: 'ended', candidate, authority: reconcile() });
    const outcome = rejectsWith(change, { code: 'unreachable', effect: 'unknown' }, [candidate]);
    const pid = await fixture.untilWaiting('ended');
    await fixture.asSuperuser('SELECT pg_terminate_backend($1)', [pid]);
    await outcome;
    await unlock();
  });

  describe('changed over a connection that is kept', () => {
    const whileOpen = async (
      work: (session: ChangeSession) => Promise<void>,
      context = target(),
      login = fixture.reconcileAccount,
    ) => {
      assert.ok(postgres.openChanges);
      const session = await postgres.openChanges(context, { by: 'reconcile_account', login });
      try {
        await work(session);
      } finally {
        await session.close();
      }
    };

    it('are looked at before each change, as ever, and what is refused does not stop the next', async () => {
      await fixture.newRole('kept_nologin', 'NOLOGIN');
      await fixture.newRole('kept_expired', `LOGIN VALID UNTIL '2001-01-01'`);
      const account = await fixture.newRole('kept');
      const candidate = newPassword();
      const forbidden = { kind: 'password', secret: new Secret('bell\u0007bell') } as const;
      await whileOpen(async (session) => {
        for (const [username, material, code] of [
          ['kept_nologin', candidate, 'account_locked_out'],
          ['kept_expired', candidate, 'account_locked_out'],
          ['kept_ghost', candidate, 'access_denied'],
          ['kept', forbidden, 'password_rejected'],
        ] as const) {
          await rejectsWith(session.change({ username, candidate: material }), { code, effect: 'none' }, [material]);
        }
        await postgres.login(target(), account);
        await session.change({ username: 'kept', candidate });
      });
      const client = new pg.Client({
        host: '127.0.0.1',
        port: fixture.endpoint.port,
        user: 'kept',
        password: candidate.secret.reveal(),
        database: 'postgres',
        ssl: { ca: fixture.caPem },
      });
      await client.connect();
      await client.end();
    });

    it('are looked at together where many are asked for, and then not once more', async () => {
      const login = await fixture.newRole('ready "quoted", {braced}');
      await fixture.newRole('ready_nologin', 'NOLOGIN');
      await fixture.newRole('ready_expired', `LOGIN VALID UNTIL '2001-01-01'`);
      await fixture.newRole('ready_later', `LOGIN VALID UNTIL '2999-01-01'`);
      const candidate = newPassword();
      await whileOpen(async (session) => {
        assert.ok(session.readyAmong);
        const asked = [login.username, 'ready_nologin', 'ready_expired', 'ready_later', 'ready_ghost', 'a\0b'];
        assert.deepEqual([...(await session.readyAmong(asked))].sort(), [login.username, 'ready_later'].sort());
        assert.deepEqual(await session.readyAmong([]), new Set());
        await postgres.login(target(), login);
        // That it does not look shows where it would be refused if it did.
        await fixture.asSuperuser('ALTER ROLE ready_later NOLOGIN');
        await session.change({ username: 'ready_later', candidate, readyAt: performance.now() });
        const refused = { code: 'account_locked_out', effect: 'none' } as const;
        for (const readyAt of [{}, { readyAt: performance.now() - 2_001 }]) {
          const change = session.change({ username: 'ready_later', candidate, ...readyAt });
          await rejectsWith(change, refused, [candidate]);
        }
      });
      await fixture.asSuperuser('ALTER ROLE ready_later LOGIN');
      await postgres.login(target(), { username: 'ready_later', material: candidate });
    });

    it('are not by a reconcile account that may not, or may not log in', async () => {
      const [weak, locked] = [await fixture.newRole('kept_weak'), await fixture.newRole('kept_locked', 'NOLOGIN')];
      const account = await fixture.newRole('kept_strong');
      const candidate = newPassword();
      const work = async (session: ChangeSession) => {
        const change = session.change({ username: 'kept_strong', candidate });
        await rejectsWith(change, { code: 'access_denied', effect: 'none' }, [candidate, weak.material]);
        assert.equal(session.isOpen, true);
      };
      await whileOpen(work, target(), weak);
      // As with change: what the server says of the reconcile account is not said of the managed one.
      const refused = { code: 'credential_invalid', effect: 'none' } as const;
      await rejectsWith(whileOpen(work, target(), locked), refused, [locked.material]);
      await postgres.login(target(), account);
    });

    it('can be asked for beforehand, and the answer is the one that the change then gets', async () => {
      const keeper = await fixture.newRole('keeper', 'LOGIN CREATEROLE');
      const plain = await fixture.newRole('keeper_plain');
      for (const name of ['ward_foreign', 'ward_granted', 'ward_member', 'ward_by_group']) await fixture.newRole(name);
      await fixture.newRole('ward_super', 'LOGIN SUPERUSER');
      await fixture.newRole('keepers', 'NOLOGIN');
      for (const grant of [
        'ward_granted TO keeper WITH ADMIN OPTION',
        'ward_granted TO keeper_plain WITH ADMIN OPTION',
        'ward_member TO keeper',
        'ward_by_group TO keepers WITH ADMIN OPTION',
        'keepers TO keeper WITH INHERIT FALSE',
      ]) {
        await fixture.asSuperuser(`GRANT ${grant}`);
      }
      const denied = { code: 'access_denied', effect: 'none' } as const;
      const cases: [Login, string, RegExp | null][] = [
        [keeper, 'ward_foreign', /keeper may not change ward_foreign: grant it that role WITH ADMIN OPTION/],
        [keeper, 'ward_member', /grant it that role WITH ADMIN OPTION/],
        [keeper, 'ward_granted', null],
        [keeper, 'ward_by_group', null],
        [keeper, 'ward_super', /only a superuser may change ward_super, and keeper is none/],
        [keeper, 'ward_ghost', /there is no role ward_ghost/],
        [plain, 'ward_granted', /keeper_plain may not change ward_granted: it needs CREATEROLE/],
        [fixture.reconcileAccount, 'ward_super', null],
      ];
      for (const [login, username, detail] of cases) {
        const work = async (session: ChangeSession) => {
          assert.ok(session.mayChange);
          const [asked, changed] = [
            session.mayChange(username),
            session.change({ username, candidate: newPassword() }),
          ] as const;
          const outcomes = await Promise.allSettled([asked, changed]);
          if (detail === null)
            assert.deepEqual(
              outcomes.map(({ status }) => status),
              ['fulfilled', 'fulfilled'],
            );
          else {
            await rejectsWith(changed, denied, []);
            await rejectsWith(asked, denied, [login.material]);
            await assert.rejects(asked, detail);
          }
          assert.equal(session.isOpen, true);
        };
        await whileOpen(work, target(), login);
      }
    });

    it('have each its own time, and the server that cancels one goes on with the next', async () => {
      const [locked, other] = [await fixture.newRole('kept_busy'), await fixture.newRole('kept_idle')];
      const candidate = newPassword();
      const unlock = await fixture.lockRole('kept_busy');
      await whileOpen(
        async (session) => {
          const change = session.change({ username: locked.username, candidate });
          await rejectsWith(change, { code: 'timeout', effect: 'none' }, [candidate]);
          await unlock();
          await session.change({ username: other.username, candidate });
        },
        target({ operationTimeoutMs: 500 }),
      );
      await postgres.login(target(), locked);
      await postgres.login(target(), { username: other.username, material: candidate });
    });

    it('are unknown, and the last, where an administrator ends the connection during a change', async () => {
      const [ended, next] = [await fixture.newRole('kept_ended'), await fixture.newRole('kept_next')];
      const candidate = newPassword();
      const unlock = await fixture.lockRole('kept_ended');
      await whileOpen(async (session) => {
        const change = session.change({ username: ended.username, candidate });
        const waiting = session.change({ username: next.username, candidate });
        const outcomes = Promise.all([
          rejectsWith(change, { code: 'unreachable', effect: 'unknown' }, [candidate]),
          rejectsWith(waiting, { code: 'unreachable', effect: 'none' }, [candidate]),
        ]);
        const pid = await fixture.untilWaiting('kept_ended');
        await fixture.asSuperuser('SELECT pg_terminate_backend($1)', [pid]);
        await outcomes;
        assert.equal(session.isOpen, false);
      });
      await unlock();
      await postgres.login(target(), next);
    });

    it('are none where the server has ended the connection between two changes', async () => {
      const account = await fixture.newRole('kept_dropped');
      const candidate = newPassword();
      await whileOpen(async (session) => {
        await fixture.asSuperuser(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reconciler'",
        );
        const change = session.change({ username: account.username, candidate });
        await rejectsWith(change, { code: 'unreachable', effect: 'none' }, [candidate]);
        assert.equal(session.isOpen, false);
      });
      await postgres.login(target(), account);
    });
  });

  it('sends clear text to a loopback address and to no other', async () => {
    const account = await fixture.newRole('plain');
    const trust = { kind: 'loopback_plaintext' } as const;
    await postgres.login(target({ endpoint: { ...fixture.endpoint, trust } }), account);
    for (const address of ['192.0.2.1', 'localhost', '127.0.0.1.example.com', '::2']) {
      const endpoint = { address, port: fixture.endpoint.port, trust };
      await rejectsWith(postgres.login(target({ endpoint }), account), { code: 'not_supported', effect: 'none' }, [
        account.material,
      ]);
    }
  });

  it('checks the certificate against the server name where one is given', async () => {
    const account = await fixture.newRole('named');
    const trust = { kind: 'tls', ca_pem: fixture.caPem, server_name: 'localhost' } as const;
    await postgres.login(target({ endpoint: { ...fixture.endpoint, trust } }), account);
  });

  it('does not take it for a proof when the server asks for no password', async () => {
    const account = await fixture.newRole('trusted');
    const usual = readFileSync(fixture.hbaFile, 'utf8');
    await fixture.useHba(`host all trusted 127.0.0.1/32 trust\n${usual}`);
    await rejectsWith(postgres.login(target(), account), { code: 'protocol_error', effect: 'none' }, [
      account.material,
    ]);
    await fixture.useHba(`host all trusted 127.0.0.1/32 reject\n${usual}`);
    await rejectsWith(postgres.login(target(), account), { code: 'access_denied', effect: 'none' }, [account.material]);
    await fixture.useHba(usual);
    await postgres.login(target(), account);
  });

  it('refuses names that PostgreSQL would cut', () => {
    assert.equal(postgres.usernameProblem('x'.repeat(63)), null);
    assert.match(String(postgres.usernameProblem('ü'.repeat(32))), /64/);
    assert.match(String(postgres.usernameProblem('')), /empty/);
  });
});
