/** Logins with short-lived certificates at a real sshd: the connector contract, what is refused, and what the target hears. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Login, Material, TargetContext } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import { Secret } from '../../domain/secret.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { sshFingerprint } from '../../runtime/ssh-fingerprint.ts';
import { connectorContract } from './connector-contract.ts';
import { rejectsWith } from './failure-expectations.ts';
import { newCertificate, newKey, type SshFixture, startSshFixture } from './ssh-fixture.ts';

connectorContract('ssh_certificate', () => startSshFixture('ssh_certificate'), {
  oldSecret: 'works',
  cuts: 0,
  changesNothing: true,
});

describe('ssh_certificate: what a target takes', { concurrency: false }, () => {
  let fixture: SshFixture;
  before(async () => {
    fixture = await startSshFixture('ssh_certificate');
  });
  after(() => fixture?.stop());

  const target = (): TargetContext => ({
    endpoint: fixture.endpoint,
    settings: {},
    connectTimeoutMs: 10_000,
    operationTimeoutMs: 10_000,
    signal: new AbortController().signal,
  });
  const login = (account: Login) => fixture.connector.login(target(), account);
  const refused = async (username: string, material: Material) => {
    const failure = await rejectsWith(login({ username, material }), { code: 'credential_invalid', effect: 'none' }, [
      material,
    ]);
    assert.equal(failure.judged, true);
    assert.match(failure.message, /TrustedUserCAKeys.*principal.*clock/);
  };

  it('refuses what has expired, is not valid yet, names somebody else, comes from elsewhere, or is of another authority', async () => {
    const { authority } = fixture;
    const { username, material } = await fixture.newAccount();
    await login({ username, material });
    await login({ username, material: newCertificate(authority, username, { sourceAddresses: ['127.0.0.0/8'] }) });
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    const expired = { validAfter: minutes(-10), validBefore: minutes(-5) };
    const early = { validAfter: minutes(5), validBefore: minutes(10) };
    await refused(username, newCertificate(authority, username, expired));
    await refused(username, newCertificate(authority, username, early));
    await refused(username, newCertificate(authority, 'somebody'));
    await refused(username, newCertificate(authority, username, { sourceAddresses: ['192.0.2.0/24'] }));
    await refused(username, newCertificate(makeEd25519KeyPair('stranger'), username));
  });

  it('refuses a certificate in the hands of whoever does not have its key', async () => {
    const { username } = await fixture.newAccount();
    const [mine, other] = [newCertificate(fixture.authority, username), newCertificate(fixture.authority, username)];
    const certificate = mine.secret.reveal().split('\n').at(-2);
    const key = other.secret.reveal().split('\n').slice(0, -2).join('\n');
    await refused(username, { kind: 'ssh_certificate', secret: new Secret(`${key}\n${certificate}\n`) });
  });

  it('has the target log serial, key id and authority of each login', async () => {
    const { username } = await fixture.newAccount();
    const keyId = `session:acs_01 user:7 ${username}`;
    await login({ username, material: newCertificate(fixture.authority, username, { serial: 4_711n, keyId }) });
    const log = await fixture.script('cat /run/demo/sshd.log', '');
    const authority = sshFingerprint(fixture.authority.publicKey);
    assert.ok(log.includes(`(serial 4711) CA ED25519 ${authority}`), 'the log names no authority');
    assert.ok(log.includes(`ID ${keyId} (serial 4711)`), 'the log does not name the certificate');
  });

  it('takes the principal that the account lists, where it is not its own name', async () => {
    const { username } = await fixture.newAccount();
    const key = fixture.authority.publicKey;
    await fixture.script('mkdir -m 700 "/home/$1/.ssh"; chown "$1:$1" "/home/$1/.ssh"', username);
    await fixture.writeKeys(username, `cert-authority,principals="capstan-web" ${key}\n`);
    await login({ username, material: newCertificate(fixture.authority, 'capstan-web') });
  });

  it('logs in as the reconcile account of connectors that change passwords and keys', async () => {
    const account = { username: 'root', material: newCertificate(fixture.authority, 'root') };
    const { username } = await fixture.newAccount();
    const candidate = newKey();
    const authority = { by: 'reconcile_account', login: account } as const;
    await connectors.ssh_key.change({ ...target(), settings: { become: 'none' } }, { username, candidate, authority });
    await connectors.ssh_key.login({ ...target(), settings: { become: 'none' } }, { username, material: candidate });
  });

  it('says not_supported to other secrets and to changes, and sends nothing', async () => {
    const { username, material } = await fixture.newAccount();
    const [key, nowhere] = [newKey(), { ...target(), endpoint: { ...fixture.endpoint, port: 1 } }];
    const expected = { code: 'not_supported', effect: 'none' } as const;
    await rejectsWith(fixture.connector.login(nowhere, { username, material: key }), expected, [key]);
    const authority = { by: 'self', login: { username, material } } as const;
    const change = fixture.connector.change(nowhere, { username, candidate: material, authority });
    await rejectsWith(change, expected, [material]);
  });

  it('takes nothing for a certificate that is none, before it connects', async () => {
    const nowhere = { ...target(), endpoint: { ...fixture.endpoint, port: 1 } };
    for (const text of ['', newKey().secret.reveal(), `${newKey().secret.reveal()}ssh-ed25519 AAAA\n`]) {
      const material = { kind: 'ssh_certificate', secret: new Secret(text) } as const;
      const attempt = fixture.connector.login(nowhere, { username: 'nobody', material });
      const failure = await rejectsWith(attempt, { code: 'credential_invalid', effect: 'none' }, []);
      assert.equal(failure.judged, false);
    }
  });
});
