/** What is peculiar to SSH keys, against a real sshd. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import ssh2 from 'ssh2';
import type { Login, Material, TargetContext } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import type { SshKeySettings } from '../../connectors/ssh-key.ts';
import { Secret } from '../../domain/secret.ts';
import { rejectsWith } from './failure-expectations.ts';
import { newPassword } from './postgres-fixture.ts';
import { newKey, type SshFixture, startSshFixture } from './ssh-fixture.ts';

const { ssh_key: sshKey } = connectors;

describe('SSH keys', () => {
  let fixture: SshFixture;
  before(async () => {
    fixture = await startSshFixture('ssh_key');
  });
  after(() => fixture?.stop());

  const target = (): TargetContext<SshKeySettings> => ({
    endpoint: fixture.endpoint,
    settings: { become: 'none' },
    connectTimeoutMs: 10_000,
    operationTimeoutMs: 10_000,
    signal: new AbortController().signal,
  });
  const reconcile = () => ({ by: 'reconcile_account', login: fixture.reconcileAccount }) as const;
  const self = (login: Login) => ({ by: 'self', login }) as const;
  const remove = (
    username: string,
    publicKey: string,
    authority: ReturnType<typeof self> | ReturnType<typeof reconcile>,
  ) => {
    assert.ok(sshKey.remove);
    return sshKey.remove(target(), { username, publicKey, authority });
  };
  const publicKeyOf = (material: Material) => String(material.publicKey);
  const FOREIGN = `# night shift\r\n\nfrom="10.0.0.0/8",no-pty ${newKey('anna@example.com').publicKey}\n# caf\u00e9 in latin1`;

  for (const by of ['self', 'reconcile_account'] as const) {
    it(`deploys, proves and removes by ${by}, and keeps foreign lines, owner and mode`, async () => {
      const old = await fixture.newAccount();
      const { username } = old;
      const before = `${FOREIGN}\n${publicKeyOf(old.material)}\n`;
      await fixture.writeKeys(username, before);
      await fixture.script('chmod 640 "/home/$1/.ssh/authorized_keys"', username);
      const candidate = newKey('rotated by capstan');
      await sshKey.change(target(), { username, candidate, authority: by === 'self' ? self(old) : reconcile() });
      assert.equal(await fixture.readKeys(username), `${before}${candidate.publicKey}\n`);

      const fresh = { username, material: candidate };
      await sshKey.login(target(), fresh);
      await sshKey.login(target(), old);
      await remove(username, publicKeyOf(old.material), by === 'self' ? self(fresh) : reconcile());
      assert.equal(await fixture.readKeys(username), `${FOREIGN}\n${candidate.publicKey}\n`);
      await rejectsWith(sshKey.login(target(), old), { code: 'credential_invalid', effect: 'none' }, [old.material]);
      await sshKey.login(target(), fresh);

      await remove(username, publicKeyOf(old.material), by === 'self' ? self(fresh) : reconcile());
      const [state] = (
        await fixture.script('stat -c "%U %a" "/home/$1/.ssh/authorized_keys"; ls -A "/home/$1/.ssh"', username)
      ).split('\n');
      assert.equal(state, `${username} 640`);
      assert.equal((await fixture.script('ls -A "/home/$1/.ssh"', username)).trim(), 'authorized_keys');
    });
  }

  it('never removes the key that it logs in with', async () => {
    const account = await fixture.newAccount();
    const removal = remove(account.username, publicKeyOf(account.material), self(account));
    await rejectsWith(removal, { code: 'not_supported', effect: 'none' }, [account.material]);
    await sshKey.login(target(), account);
  });

  it('makes the directory and the file for an account that has none, owned by the account', async () => {
    const { username } = await fixture.newAccount();
    await fixture.script('rm -r "/home/$1/.ssh"', username);
    const candidate = newKey();
    await sshKey.change(target(), { username, candidate, authority: reconcile() });
    await sshKey.login(target(), { username, material: candidate });
    const state = await fixture.script('cd "/home/$1" && stat -c "%U:%G %a" .ssh .ssh/authorized_keys', username);
    assert.equal(state, `${username}:${username} 700\n${username}:${username} 600\n`);
  });

  for (const [what, damage] of [
    [
      'authorized_keys is a symbolic link',
      'cd "/home/$1/.ssh" && mv authorized_keys real && ln -s real authorized_keys',
    ],
    ['.ssh is a symbolic link', 'cd "/home/$1" && mv .ssh real && ln -s real .ssh'],
    ['authorized_keys is a directory', 'cd "/home/$1/.ssh" && mv authorized_keys real && mkdir authorized_keys'],
    ['authorized_keys is a pipe', 'cd "/home/$1/.ssh" && mv authorized_keys real && mkfifo authorized_keys'],
  ] as const) {
    it(`touches nothing where ${what}`, async () => {
      const { username } = await fixture.newAccount();
      await fixture.script(damage, username);
      const look = () => fixture.script('cd "/home/$1" && find . -printf "%p %y %s %l %T@\\n" | sort', username);
      const before = await look();
      const change = sshKey.change(target(), { username, candidate: newKey(), authority: reconcile() });
      await rejectsWith(change, { code: 'access_denied', effect: 'none' }, []);
      assert.equal(await look(), before);
    });
  }

  it('says access_denied where the account may not write its own file, and leaves nothing behind', async () => {
    const account = await fixture.newAccount();
    await fixture.script('chown root "/home/$1/.ssh" && chmod 755 "/home/$1/.ssh"', account.username);
    const change = sshKey.change(target(), {
      username: account.username,
      candidate: newKey(),
      authority: self(account),
    });
    await rejectsWith(change, { code: 'access_denied', effect: 'none' }, [account.material]);
    assert.equal((await fixture.script('ls -A "/home/$1/.ssh"', account.username)).trim(), 'authorized_keys');
  });

  it('says not_supported where the account has no SFTP', async () => {
    const account = await fixture.newAccount();
    await fixture.writeKeys(account.username, `command="false" ${publicKeyOf(account.material)}\n`);
    const change = sshKey.change(target(), {
      username: account.username,
      candidate: newKey(),
      authority: self(account),
    });
    await rejectsWith(change, { code: 'not_supported', effect: 'none' }, [account.material]);
  });

  it('says that an account is not there', async () => {
    const change = sshKey.change(target(), { username: 'nobody_here', candidate: newKey(), authority: reconcile() });
    await rejectsWith(change, { code: 'access_denied', effect: 'none' }, []);
  });

  it('refuses what is not a pair whose halves belong together', async () => {
    const { username } = await fixture.newAccount();
    const torn: Material = { ...newKey(), publicKey: newKey().publicKey };
    const authority = reconcile();
    await rejectsWith(
      sshKey.change(target(), { username, candidate: torn, authority }),
      { code: 'protocol_error', effect: 'none' },
      [torn],
    );
    const text: Material = {
      kind: 'ssh_key',
      secret: new Secret('-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5IGF0IGFsbA==\n'),
    };
    for (const attempt of [
      sshKey.change(target(), { username, candidate: text, authority }),
      sshKey.login(target(), { username, material: text }),
    ]) {
      await rejectsWith(attempt, { code: 'credential_invalid', effect: 'none' }, [text]);
    }
    const password = newPassword();
    const login = sshKey.login(target(), { username, material: password });
    await rejectsWith(login, { code: 'not_supported', effect: 'none' }, [password]);
  });

  for (const [what, made] of [
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 3072 })],
    ['ECDSA', generateKeyPairSync('ec', { namedCurve: 'secp384r1' })],
  ] as const) {
    it(`deploys and removes keys of type ${what} that come from outside`, async () => {
      const account = await fixture.newAccount();
      const { username } = account;
      const type = what === 'RSA' ? 'pkcs1' : 'sec1';
      const text = String(made.privateKey.export({ format: 'pem', type } as never));
      const parsed = ssh2.utils.parseKey(text);
      assert.ok(!(parsed instanceof Error));
      const publicKey = `${parsed.type} ${parsed.getPublicSSH().toString('base64')} from outside`;
      const candidate: Material = { kind: 'ssh_key', secret: new Secret(text), publicKey };
      await sshKey.change(target(), { username, candidate, authority: self(account) });
      const outside = { username, material: candidate };
      await sshKey.login(target(), outside);
      await remove(username, publicKeyOf(account.material), self(outside));
      assert.equal((await fixture.readKeys(username)).trim(), publicKey);
      const next = newKey();
      await sshKey.change(target(), { username, candidate: next, authority: self(outside) });
      await remove(username, publicKey, self({ username, material: next }));
      await rejectsWith(sshKey.login(target(), outside), { code: 'credential_invalid', effect: 'none' }, [candidate]);
    });
  }

  it('writes no comment that could be more than a comment', async () => {
    const account = await fixture.newAccount();
    const key = newKey('');
    const candidate = { ...key, publicKey: `${key.publicKey} evil\nssh-ed25519 AAAA` };
    await sshKey.change(target(), { username: account.username, candidate, authority: self(account) });
    const lines = (await fixture.readKeys(account.username)).trim().split('\n');
    assert.equal(lines.length, 2);
    assert.ok(lines[1]?.startsWith(key.publicKey));
  });
});
