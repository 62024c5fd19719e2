/** What a look at a Linux machine tells of its accounts, against a real sshd whose accounts are known by construction. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import ssh2 from 'ssh2';
import type { Login, TargetContext } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import { type FoundAccount, isPrivileged } from '../../domain/discovery.ts';
import { giveSudo } from '../support/sudo-program.ts';
import { newPassword } from './postgres-fixture.ts';
import { newKey, type SshFixture, startSshFixture } from './ssh-fixture.ts';

const { ssh_key: sshKey } = connectors;

/** As docs/discovery.md has them. */
const READER_RULES = String.raw`
Cmnd_Alias CAPSTAN_READ = /usr/bin/passwd -S -a, \
  /usr/bin/cvtsudoers -f json -e /etc/sudoers, \
  /usr/bin/find -L /root /home -maxdepth 3 -type d -path /\*/\*/\* -not -name .ssh -prune -o -type f -path \*/.ssh/\* ( -name authorized_keys -o -name authorized_keys2 ) ( -size +128k -print -o -exec grep -aHZF -D skip -m 100 -e AAAAB3NzaC1 -e AAAAC3NzaC1 -e AAAAE2VjZHNh -e AAAAGnNrLXNz -e AAAAInNrLWVj {} + )
`;

describe('the accounts of a Linux machine', () => {
  let fixture: SshFixture;
  let reader: Login;
  before(async () => {
    fixture = await startSshFixture('ssh_key');
    await giveSudo(fixture.server);
    reader = await fixture.newAccount();
    // Made by the system where it logs logins; sshd writes into it.
    await fixture.script('touch /var/log/lastlog', '');
  });
  after(() => fixture?.stop());

  const target = (become: 'none' | 'sudo' = 'none', rest: Partial<TargetContext> = {}) => ({
    endpoint: fixture.endpoint,
    connectTimeoutMs: 10_000,
    operationTimeoutMs: 20_000,
    signal: new AbortController().signal,
    ...rest,
    settings: sshKey.settings.parse({ become }),
  });
  const look = async (login = fixture.reconcileAccount, become: 'none' | 'sudo' = 'none') => {
    const read = await sshKey.readAccounts?.(target(become), login);
    assert.ok(read);
    return { ...read, of: (name: string) => read.accounts.find((account) => account.name === name) as FoundAccount };
  };
  /** What sshd counts as a login. */
  const logInWithTerminal = async (username: string, material: Login['material']) => {
    const client = new ssh2.Client();
    await new Promise<void>((resolve, reject) => {
      client.once('error', reject);
      client.once('close', () => reject(new Error('the connection ended before its program did')));
      client.once('ready', () =>
        client.exec('true', { pty: true }, (error, channel) => {
          if (error) return reject(error);
          return channel.once('close', resolve).resume();
        }),
      );
      client.connect({
        host: '127.0.0.1',
        port: fixture.endpoint.port,
        username,
        privateKey: material.secret.reveal(),
      });
    });
    client.end();
  };
  const writeRules = (name: string, text: string) =>
    fixture.script('cat > "/etc/sudoers.d/$1"; chmod 440 "/etc/sudoers.d/$1"', name, text);

  it('come with privileges, locks, ages, logins and keys, and each fact goes as it came', async () => {
    const { username, material } = await fixture.newAccount();
    const plain = (await look()).of(username);
    assert.deepEqual([plain.can_log_in, plain.privileges, isPrivileged(plain)], [true, [], false]);
    assert.deepEqual([plain.password, plain.locked, plain.last_login_at], ['locked', true, null]);
    assert.deepEqual(plain.not_observed, []);
    assert.equal(plain.keys.length, 1);
    assert.match(plain.keys[0]?.fingerprint ?? '', /^SHA256:[A-Za-z0-9+/]{43}$/);

    const further = newKey('further');
    await fixture.script('groupadd -f ops; usermod -aG ops "$1"', username);
    await fixture.server.setPassword(username, newPassword().secret);
    await fixture.script('chage -d 2026-01-31 -M 90 "$1"', username);
    await writeRules('ops', '%ops ALL=(ALL) NOPASSWD: ALL\n');
    await fixture.script(
      'cat >> "/home/$1/.ssh/authorized_keys"',
      username,
      `restrict,command="id AAAAC3NzaC1" ${further.publicKey}\n`,
    );
    await logInWithTerminal(username, material);
    const changed = (await look()).of(username);
    assert.ok(Math.abs(Date.parse(changed.last_login_at ?? '') - Date.now()) < 60_000, String(changed.last_login_at));
    assert.deepEqual(changed.groups, [username, 'ops'].sort());
    assert.deepEqual(changed.privileges, [{ name: 'sudo_all', via: 'ops' }]);
    assert.deepEqual([changed.password, changed.locked], ['set', false]);
    assert.equal(changed.password_changed_at, '2026-01-31T00:00:00.000Z');
    assert.equal(changed.password_expires_at, '2026-05-01T00:00:00.000Z');
    assert.deepEqual(changed.keys.map(({ use }) => use).sort(), ['login', 'restricted']);

    await fixture.script('gpasswd -d "$1" ops; usermod -L -s /usr/sbin/nologin "$1"; rm /etc/sudoers.d/ops', username);
    await fixture.writeKeys(username, `${material.kind === 'ssh_key' ? (material.publicKey ?? '') : ''}\n`);
    const back = (await look()).of(username);
    assert.deepEqual([back.can_log_in, back.locked, back.privileges, back.keys], [false, true, [], plain.keys]);
    await fixture.script('userdel -r "$1"', username);
    assert.equal((await look()).of(username), undefined);
  });

  it('say who is root, by number or by a group that amounts to it', async () => {
    const { username } = await fixture.newAccount();
    await fixture.script('groupadd -f docker; usermod -aG docker "$1"', username);
    await fixture.script('useradd -o -u 0 -M -d /nonexistent "$1"', 'toor');
    const read = await look();
    assert.deepEqual(read.of('toor').privileges.at(0), { name: 'root', via: null });
    assert.deepEqual(read.of(username).privileges, [{ name: 'root_group', via: 'docker' }]);
    assert.deepEqual(read.of('daemon').privileges, []);
    await fixture.script('sed -i "/^toor:/d" /etc/passwd /etc/shadow', '');
  });

  it('show rules of sudo by alias, number, negation and include, and say what they cannot resolve', async () => {
    const [one, other] = [await fixture.newAccount(), await fixture.newAccount()];
    const uid = (await fixture.script('id -u "$1"', other.username)).trim();
    await writeRules(
      'rules',
      `User_Alias PEOPLE = ${one.username}\nCmnd_Alias RESTART = /usr/bin/systemctl restart web\nPEOPLE ALL=(root) RESTART\n#${uid} ALL=ALL\nALL, !${one.username}, !${other.username} ALL=(root) /usr/bin/id\n`,
    );
    const read = await look();
    assert.deepEqual(read.of(one.username).privileges, [{ name: 'sudo_limited', via: null }]);
    assert.deepEqual(read.of(other.username).privileges, [{ name: 'sudo_all', via: null }]);
    assert.deepEqual(read.of('nobody').privileges, [{ name: 'sudo_limited', via: null }]);
    await writeRules('rules', '+admins ALL=ALL\n');
    const unclear = await look();
    assert.ok(unclear.of('nobody').not_observed.includes('privileges'));
    assert.equal(isPrivileged(unclear.of('nobody')), null);
    assert.ok(unclear.remarks.some(({ fact, detail }) => fact === 'privileges' && detail.includes('netgroup')));
    await fixture.script('rm /etc/sudoers.d/rules', '');
  });

  it('are seen in part by an account without rights, which says what it does not see', async () => {
    const read = await look(reader);
    const root = read.of('root');
    assert.deepEqual(root.privileges, [{ name: 'root', via: null }]);
    assert.deepEqual(root.keys, []);
    assert.equal(root.locked, null);
    for (const fact of ['locked', 'password', 'password_changed_at', 'privileges', 'keys'] as const) {
      assert.ok(root.not_observed.includes(fact), fact);
      assert.ok(
        fact === 'locked' || fact === 'password_changed_at' || read.remarks.some((remark) => remark.fact === fact),
        fact,
      );
    }
  });

  it('are seen by the documented rules of sudo as by root, and those rules allow nothing else', async () => {
    const { username } = await fixture.newAccount();
    await writeRules('capstan', `${READER_RULES}${reader.username} ALL=(root) NOPASSWD: CAPSTAN_READ\n`);
    const [byRoot, bySudo] = [await look(), await look(reader, 'sudo')];
    assert.deepEqual(bySudo.of(username), byRoot.of(username));
    assert.deepEqual(bySudo.of('root'), byRoot.of('root'));
    for (const command of [
      'cat /etc/shadow',
      'passwd -S root',
      'find -L /root /home -maxdepth 3 -type f -name authorized_keys -delete',
    ]) {
      const tried = await fixture.server.run('su', ['-s', '/bin/sh', '-c', `sudo -n ${command}`, reader.username]);
      assert.notEqual(tried.code, 0, command);
    }
    await fixture.script('rm /etc/sudoers.d/capstan', '');
  });

  it('are read without a trace in what the machine keeps, and without a hash leaving it', async () => {
    const { username } = await fixture.newAccount();
    await fixture.script('ln -sf /etc/shadow "/home/$1/.ssh/authorized_keys"', username);
    const state = () =>
      fixture.script('cd /; find etc home root -type f -printf "%p %s %m %u %T@\\n" | sort; cat /etc/shadow', '');
    const before = await state();
    const read = await look();
    assert.equal(await state(), before);
    assert.deepEqual(read.of(username).keys, []);
    assert.doesNotMatch(JSON.stringify(read), /\$6\$|\$y\$/);
  });

  it('go on being told whatever an owner of a home puts there', async () => {
    const { username } = await fixture.newAccount();
    const many = Array.from({ length: 150 }, (_, at) => newKey(`k${at}`).publicKey).join('\n');
    await fixture.writeKeys(username, `# ${newKey().publicKey}\n${many}\n`);
    const filled = await look();
    const cut = filled.of(username);
    assert.ok(cut.not_observed.includes('keys') && cut.keys_cut === true);
    assert.ok(filled.remarks.some(({ fact, detail }) => fact === 'keys' && detail.includes(username)));
    assert.equal(cut.keys.length, 99);
    await fixture.script('cd "/home/$1/.ssh"; rm authorized_keys; mkfifo authorized_keys', username);
    assert.deepEqual((await look()).of(username).keys, []);
    // Of two users, one fills all that they may make below their homes.
    const { username: other } = await fixture.newAccount();
    const long = `AAAAC3NzaC1${'A'.repeat(500_000)}\n`.repeat(30);
    await fixture.script('rm "/home/$1/.ssh/authorized_keys"', username);
    await fixture.writeKeys(username, long);
    await fixture.script(
      'cd "/home/$1"; for at in $(seq 100); do mkdir -p "d$at/.ssh"; ln .ssh/authorized_keys ".ssh/authorized_keys.$at"; ln .ssh/authorized_keys "d$at/authorized_keys"; done; ln -s loop loop',
      username,
    );
    const flooded = await look();
    assert.ok(flooded.of(username).not_observed.includes('keys') && flooded.of(username).keys_cut === true);
    assert.deepEqual([flooded.of(other).keys.length, flooded.of(other).not_observed], [1, []]);
    assert.ok(flooded.remarks.some(({ fact, detail }) => fact === 'keys' && detail.includes(username)));
    assert.ok(!flooded.of(username).not_observed.includes('privileges'));
  });
});
