/** The Linux accounts of the tour (root, one with a password, one with a key), and a plain SSH client. */

import { createHash, randomBytes } from 'node:crypto';
import ssh2 from 'ssh2';
import { Secret } from '../../domain/secret.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import type { DemoSshd } from '../demo/sshd.ts';
import { LINUX_ACCOUNTS } from '../demo-targets.ts';
import type { Knock } from './account.ts';

export interface LinuxSecrets {
  readonly rootKey: Secret;
  readonly password: Secret;
  readonly key: Secret;
}

const CONNECT_WITHIN_MS = 10_000;

/** Gives all three accounts new secrets, and answers with these. */
export async function prepareAccounts(server: DemoSshd): Promise<LinuxSecrets> {
  const rootKey = makeEd25519KeyPair('capstan-reconcile');
  const key = makeEd25519KeyPair('backup');
  const password = new Secret(randomBytes(18).toString('base64url'));
  await writeKeys(server, LINUX_ACCOUNTS.root, `${rootKey.publicKey}\n`);
  await writeKeys(server, LINUX_ACCOUNTS.key, `${key.publicKey}\n`);
  await server.setPassword(LINUX_ACCOUNTS.password, password);
  return { rootKey: rootKey.privateKey, password, key: key.privateKey };
}

/** Gives the account a password that nobody knows. */
export function damagePassword(server: DemoSshd): Promise<void> {
  return server.setPassword(LINUX_ACCOUNTS.password, new Secret(randomBytes(18).toString('base64url')));
}

/** Empties the account's authorized_keys. */
export function damageKeys(server: DemoSshd): Promise<void> {
  return writeKeys(server, LINUX_ACCOUNTS.key, '');
}

/** Logs in as `username` and runs `true`. @throws Error where anything but the secret is refused. */
export function knockAtSsh(
  { port, hostKeyFingerprint }: DemoSshd,
  username: string,
  secret: { readonly password: Secret } | { readonly privateKey: Secret },
): Promise<Knock> {
  const offered =
    'password' in secret ? { password: secret.password.reveal() } : { privateKey: secret.privateKey.reveal() };
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.once('ready', () => {
      client.exec('true', (error) => {
        client.end();
        if (error) reject(error);
        else resolve({ accepted: true });
      });
    });
    client.once('error', (error) => {
      client.destroy();
      if (error.level === 'client-authentication') resolve({ accepted: false, words: error.message });
      else reject(error);
    });
    client.connect({
      host: '127.0.0.1',
      port,
      username,
      ...offered,
      readyTimeout: CONNECT_WITHIN_MS,
      hostVerifier: (key: Buffer) => fingerprintOf(key) === hostKeyFingerprint,
    });
  });
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

async function writeKeys(server: DemoSshd, username: string, text: string): Promise<void> {
  const home = username === LINUX_ACCOUNTS.root ? '/root' : `/home/${username}`;
  const script =
    'umask 077; mkdir -p "$2/.ssh"; cat > "$2/.ssh/authorized_keys"; chown "$1:$1" "$2/.ssh" "$2/.ssh/authorized_keys"';
  const { code, stderr } = await server.run('sh', ['-ec', script, 'sh', username, home], text);
  if (code !== 0) throw new Error(`the authorized_keys of ${username} could not be written: ${stderr.trim()}`);
}
