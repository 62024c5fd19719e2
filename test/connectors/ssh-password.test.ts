/** What is peculiar to passwords of Linux accounts, against a real sshd. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ChangeSession, Login, TargetContext } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import type { SshPasswordSettings } from '../../connectors/ssh-password.ts';
import { Secret } from '../../domain/secret.ts';
import { giveSudo } from '../support/sudo-program.ts';
import { rejectsWith } from './failure-expectations.ts';
import { newPassword } from './postgres-fixture.ts';
import { newKey, type SshFixture, startSshFixture } from './ssh-fixture.ts';

const { ssh_password: sshPassword } = connectors;

describe('passwords of Linux accounts', () => {
  let fixture: SshFixture;
  before(async () => {
    fixture = await startSshFixture('ssh_password');
  });
  after(() => fixture?.stop());

  const target = (settings: Partial<SshPasswordSettings> = {}): TargetContext<SshPasswordSettings> => ({
    endpoint: fixture.endpoint,
    settings: sshPassword.settings.parse(settings),
    connectTimeoutMs: 10_000,
    operationTimeoutMs: 10_000,
    signal: new AbortController().signal,
  });
  const reconcile = () => ({ by: 'reconcile_account', login: fixture.reconcileAccount }) as const;
  const self = (login: Login) => ({ by: 'self', login }) as const;

  it('hands a reconcile account a sha512-crypt hash with a fresh salt, never the password', async () => {
    const { username } = await fixture.newAccount();
    const hashes = [];
    for (const candidate of [newPassword(), newPassword()]) {
      await sshPassword.change(target(), { username, candidate, authority: reconcile() });
      hashes.push((await fixture.script('getent shadow "$1"', username)).split(':')[1]);
    }
    const salts = hashes.map((hash) => /^\$6\$([./0-9A-Za-z]{16})\$[./0-9A-Za-z]{86}$/.exec(hash ?? '')?.[1]);
    assert.equal(new Set(salts).size, 2);
    assert.ok(!salts.includes(undefined));
  });

  it('takes every printable character, and characters beyond ASCII, either way', async () => {
    const account = await fixture.newAccount();
    const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
    const first = { kind: 'password', secret: new Secret(ascii) } as const;
    await sshPassword.change(target(), { username: account.username, candidate: first, authority: self(account) });
    const second = { kind: 'password', secret: new Secret('pässwörd: ключ 鍵 $(reboot) `x`; "q" \\n') } as const;
    const now = { username: account.username, material: first };
    await sshPassword.change(target(), { username: account.username, candidate: second, authority: self(now) });
    await sshPassword.login(target(), { username: account.username, material: second });
    await sshPassword.change(target(), { username: account.username, candidate: first, authority: reconcile() });
    await sshPassword.login(target(), now);
  });

  it('says password_rejected where the rules of the host refuse the candidate, and nothing was changed', async () => {
    const account = await fixture.newAccount();
    const candidate = { kind: 'password', secret: new Secret('short') } as const;
    const change = sshPassword.change(target(), { username: account.username, candidate, authority: self(account) });
    await rejectsWith(change, { code: 'password_rejected', effect: 'none' }, [account.material]);
    await sshPassword.login(target(), account);
  });

  it('refuses what is no line of text before it connects', async () => {
    const account = await fixture.newAccount();
    for (const text of ['', 'two\nlines', 'carriage\rreturn', 'nul\0', 'x'.repeat(512)]) {
      const candidate = { kind: 'password', secret: new Secret(text) } as const;
      const change = sshPassword.change(target(), { username: account.username, candidate, authority: reconcile() });
      await rejectsWith(change, { code: 'password_rejected', effect: 'none' }, []);
    }
  });

  it('says access_denied where the host makes the account wait before the next change', async () => {
    const account = await fixture.newAccount();
    await fixture.script('chage -m 30 -d "$(date +%F)" "$1"', account.username);
    const request = { username: account.username, candidate: newPassword(), authority: self(account) };
    await rejectsWith(sshPassword.change(target(), request), { code: 'access_denied', effect: 'none' }, [
      account.material,
    ]);
    await sshPassword.login(target(), account);
  });

  it('cannot tell a locked account from a wrong password at login, and leaves it locked on change', async () => {
    const account = await fixture.newAccount();
    const { username } = account;
    await fixture.script('passwd -l "$1"', username);
    await rejectsWith(sshPassword.login(target(), account), { code: 'credential_invalid', effect: 'none' }, [
      account.material,
    ]);
    const candidate = newPassword();
    const change = sshPassword.change(target(), { username, candidate, authority: reconcile() });
    await rejectsWith(change, { code: 'account_locked_out', effect: 'none' }, [candidate]);
    await fixture.script('passwd -S "$1" | grep -q " L "', username);

    await sshPassword.change(target({ unlock: true }), { username, candidate, authority: reconcile() });
    await sshPassword.login(target(), { username, material: candidate });
  });

  it('says access_denied, not credential_invalid, for an expired password, and a reconcile account heals it', async () => {
    const account = await fixture.newAccount();
    const { username } = account;
    await fixture.script('chage -d 0 "$1"', username);
    const expected = { code: 'access_denied', effect: 'none' } as const;
    await rejectsWith(sshPassword.login(target(), account), expected, [account.material]);
    const candidate = newPassword();
    const change = sshPassword.change(target(), { username, candidate, authority: self(account) });
    await rejectsWith(change, expected, [account.material, candidate]);
    await sshPassword.change(target(), { username, candidate, authority: reconcile() });
    await sshPassword.login(target(), { username, material: candidate });
  });

  it('accepts the login of an account that may run nothing', async () => {
    const account = await fixture.newAccount();
    await fixture.script('usermod -s /usr/sbin/nologin "$1"', account.username);
    await sshPassword.login(target(), account);
  });

  it('says that an account is not there', async () => {
    const candidate = newPassword();
    const request = { username: 'nobody_here', candidate, authority: reconcile() };
    for (const unlock of [false, true]) {
      await rejectsWith(sshPassword.change(target({ unlock }), request), { code: 'access_denied', effect: 'none' }, [
        candidate,
      ]);
    }
  });

  it('says access_denied where the reconcile account is not root', async () => {
    const [weak, account] = [await fixture.newAccount(), await fixture.newAccount()];
    const request = {
      username: account.username,
      candidate: newPassword(),
      authority: { by: 'reconcile_account', login: weak },
    } as const;
    for (const unlock of [false, true]) {
      const change = sshPassword.change(target({ unlock }), request);
      await rejectsWith(change, { code: 'access_denied', effect: 'none' }, [weak.material]);
    }
    await sshPassword.login(target(), account);
  });

  it('becomes root by sudo where the platform says so, and says not_supported where the host has none', async () => {
    const account = await fixture.newAccount();
    const candidate = newPassword();
    const request = { username: account.username, candidate, authority: reconcile() };
    const change = sshPassword.change(target({ become: 'sudo' }), request);
    if ((await fixture.server.run('sh', ['-c', 'command -v sudo'])).code === 0) await change;
    else await rejectsWith(change, { code: 'not_supported', effect: 'none' }, [candidate]);
  });

  it('shows the server no key when it is to log in with a password, and no password when with a key', async () => {
    const account = await fixture.newAccount();
    const expected = { code: 'not_supported', effect: 'none' } as const;
    const key = newKey();
    await rejectsWith(sshPassword.login(target(), { username: account.username, material: key }), expected, [key]);
    const change = sshPassword.change(target(), { username: account.username, candidate: key, authority: reconcile() });
    await rejectsWith(change, expected, [key]);
  });

  it('makes exactly one attempt at the account per login', async () => {
    const account = await fixture.newAccount();
    const wrong = newPassword();
    const login = sshPassword.login(target(), { username: account.username, material: wrong });
    await rejectsWith(login, { code: 'credential_invalid', effect: 'none' }, [wrong]);
    const log = await fixture.script('grep -c "^Failed .* for $1 " /run/demo/sshd.log', account.username);
    assert.equal(log.trim(), '1');
  });

  const whileOpen = async (
    settings: Partial<SshPasswordSettings>,
    login: Login,
    work: (session: ChangeSession) => Promise<void>,
  ): Promise<void> => {
    const session = await sshPassword.openChanges?.(target(settings), { by: 'reconcile_account', login });
    assert.ok(session);
    try {
      await work(session);
    } finally {
      await session.close();
    }
  };

  it('tells beforehand of an account that is locked, unless the platform unlocks it', async () => {
    const { username } = await fixture.newAccount();
    await fixture.script('passwd -l "$1"', username);
    await whileOpen({}, fixture.reconcileAccount, async (session) => {
      const asked = session.mayChange?.(username) ?? Promise.resolve();
      await rejectsWith(asked, { code: 'access_denied', effect: 'none' }, []);
      await assert.rejects(asked, /is locked or never had a password; unlock it there/);
    });
    await whileOpen({ unlock: true }, fixture.reconcileAccount, async (session) => {
      await session.mayChange?.(username);
      await rejectsWith(
        session.mayChange?.('nobody_here') ?? Promise.resolve(),
        { code: 'access_denied', effect: 'none' },
        [],
      );
    });
  });

  // After what is said of a host without sudo.
  describe('where a reconcile account has two programs by sudo, and nothing else', () => {
    before(() => giveSudo(fixture.server));

    /** When account files were last written, locked or replaced. */
    const written = () => fixture.script('stat -c "%n %i %y %z" /etc /etc/passwd /etc/shadow /etc/.pwd.lock', '');
    const rules = (login: Login, text: string) =>
      fixture.script(
        'cat > "/etc/sudoers.d/$1"; chmod 440 "/etc/sudoers.d/$1"',
        login.username,
        `${login.username} ALL=(root) ${text}\n`,
      );

    it('is told beforehand whether it may set passwords, and the host writes nothing for that', async () => {
      const [keeper, half, none] = [await fixture.newAccount(), await fixture.newAccount(), await fixture.newAccount()];
      const account = await fixture.newAccount();
      await rules(keeper, 'NOPASSWD: /usr/sbin/chpasswd -e, /usr/bin/passwd -S *');
      await rules(half, 'NOPASSWD: /usr/bin/passwd -S *');
      const before = await written();
      await whileOpen({ become: 'sudo' }, keeper, async (session) => {
        await session.mayChange?.(account.username);
        const missing = session.mayChange?.('nobody_here') ?? Promise.resolve();
        await rejectsWith(missing, { code: 'access_denied', effect: 'none' }, []);
      });
      for (const login of [half, none]) {
        await whileOpen({ become: 'sudo' }, login, async (session) => {
          const asked = session.mayChange?.(account.username) ?? Promise.resolve();
          await rejectsWith(asked, { code: 'access_denied', effect: 'none' }, [login.material]);
          await assert.rejects(asked, /needs a sudo rule: NOPASSWD for chpasswd -e and passwd -S/);
          const change = session.change({ username: account.username, candidate: newPassword() });
          await rejectsWith(change, { code: 'access_denied', effect: 'none' }, [login.material]);
        });
      }
      assert.equal(await written(), before);
      const candidate = newPassword();
      const authority = { by: 'reconcile_account', login: keeper } as const;
      await sshPassword.change(target({ become: 'sudo' }), { username: account.username, candidate, authority });
      await sshPassword.login(target(), { username: account.username, material: candidate });
    });
  });

  for (const username of [
    '',
    'a b',
    '-rf',
    'x;id',
    '$(id)',
    'a:b',
    'root\n',
    'ä',
    'x'.repeat(33),
    '../x',
    '`id`',
    "a'b",
  ]) {
    it(`refuses the account name ${JSON.stringify(username)}`, () => {
      assert.equal(typeof sshPassword.usernameProblem(username), 'string');
    });
  }
});
