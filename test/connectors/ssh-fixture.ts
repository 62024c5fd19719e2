/** A real sshd with real Linux accounts for the connector tests. */

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Login, Material } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import { Secret } from '../../domain/secret.ts';
import { joinCertificate } from '../../domain/ssh-certificate.ts';
import { type DemoSshd, startDemoSshd } from '../../launcher/demo/sshd.ts';
import { type Ed25519KeyPair, makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { type CertificateContent, signSshCertificate } from '../../runtime/ssh-certificate.ts';
import type { ConnectorFixture } from './connector-contract.ts';
import { newPassword } from './postgres-fixture.ts';

export interface SshFixture extends ConnectorFixture {
  readonly server: DemoSshd;
  /** Whose certificates the server takes. */
  readonly authority: Ed25519KeyPair;
  /** The text of an account's authorized_keys. */
  readKeys(username: string): Promise<string>;
  /** Replaces the text of an account's authorized_keys. */
  writeKeys(username: string, text: string): Promise<void>;
  /** Runs a shell script as root where the accounts live; `$1` is the account. */
  script(text: string, username: string, stdin?: string): Promise<string>;
}

/** A fresh ed25519 key with its public half. */
export function newKey(comment = 'capstan-test'): Material & { readonly publicKey: string } {
  const { privateKey, publicKey } = makeEd25519KeyPair(comment);
  return { kind: 'ssh_key', secret: privateKey, publicKey };
}

/** A fresh key with a certificate of `authority`, good for `principal` and now unless `content` says otherwise. */
export function newCertificate(
  authority: Ed25519KeyPair,
  principal: string,
  content: Partial<CertificateContent> = {},
): Material {
  const { privateKey, publicKey } = makeEd25519KeyPair('');
  const certificate = signSshCertificate(authority.privateKey, {
    publicKey,
    serial: 1n,
    keyId: 'capstan-test',
    principals: [principal],
    validAfter: new Date(Date.now() - 60_000),
    validBefore: new Date(Date.now() + 600_000),
    extensions: [],
    sourceAddresses: [],
    ...content,
  });
  return {
    kind: 'ssh_certificate',
    secret: new Secret(joinCertificate({ privateKey: privateKey.reveal(), certificate })),
  };
}

/** @throws Error with the reason where this machine cannot run it: these tests do not skip. */
export async function startSshFixture(kind: 'ssh_password' | 'ssh_key' | 'ssh_certificate'): Promise<SshFixture> {
  const directory = mkdtempSync(join(tmpdir(), 'capstan-sshd-'));
  const root = newKey();
  const authority = makeEd25519KeyPair('authority');
  const server = await startDemoSshd({
    directory,
    cacheDirectory: resolve('.cache/sshd'),
    accounts: [{ username: 'root', uid: 0, authorizedKeys: [root.publicKey] }],
  });
  if (!server.available) throw new Error(server.reason);

  const script: SshFixture['script'] = async (text, username, stdin = '') => {
    const { code, stdout, stderr } = await server.run('sh', ['-ec', text, 'sh', username], stdin);
    if (code !== 0) throw new Error(`the script ended with ${code}: ${stderr}`);
    return stdout;
  };
  const writeKeys: SshFixture['writeKeys'] = async (username, text) => {
    await script('cd "/home/$1/.ssh"; umask 077; cat > authorized_keys; chown "$1:$1" authorized_keys', username, text);
  };
  await script('cat > /etc/ssh/trusted_user_ca_keys', '', `${authority.publicKey}\n`);
  const newAccount = async (): Promise<Login> => {
    const username = `user_${randomBytes(6).toString('hex')}`;
    await script('useradd -m -s /bin/bash -p "*" "$1"', username);
    if (kind === 'ssh_password') {
      const material = newPassword();
      await server.setPassword(username, material.secret);
      return { username, material };
    }
    if (kind === 'ssh_certificate') return { username, material: newCertificate(authority, username) };
    const material = newKey();
    await script('mkdir -m 700 "/home/$1/.ssh"; chown "$1:$1" "/home/$1/.ssh"', username);
    await writeKeys(username, `${material.publicKey}\n`);
    return { username, material };
  };
  return {
    server,
    authority,
    connector: connectors[kind],
    endpoint: {
      address: '127.0.0.1',
      port: server.port,
      trust: { kind: 'ssh_host_key', fingerprints: [server.hostKeyFingerprint] },
    },
    script,
    writeKeys,
    newAccount,
    newMaterial: () => newMaterialOf(kind),
    readKeys: (username) => script('cat "/home/$1/.ssh/authorized_keys"', username),
    reconcileAccount: { username: 'root', material: root },
    wrongTrust: [
      { trust: { kind: 'ssh_host_key', fingerprints: [] }, code: 'host_key_mismatch' },
      {
        trust: { kind: 'ssh_host_key', fingerprints: [`SHA256:${randomBytes(32).toString('base64').slice(0, 43)}`] },
        code: 'host_key_mismatch',
      },
      { trust: { kind: 'loopback_plaintext' }, code: 'host_key_mismatch' },
    ],
    openConnections: async (username) => {
      const { stdout } = await server.run('ps', ['-eo', 'args']);
      // A program that was started over a connection works on after it is cut.
      return stdout
        .split('\n')
        .filter((line) => line.includes(`sshd: ${username}`) || /(^|\/| )(ch)?passwd( |$)/.test(line)).length;
    },
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** That no account takes: another password or key, or a certificate of an authority that nobody trusts. */
function newMaterialOf(kind: 'ssh_password' | 'ssh_key' | 'ssh_certificate'): Material {
  if (kind === 'ssh_password') return newPassword();
  return kind === 'ssh_key' ? newKey() : newCertificate(makeEd25519KeyPair('stranger'), 'nobody');
}
