/** A real sshd with Linux accounts to rotate, and a plain client that says which password or key works. */

import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ssh2 from 'ssh2';
import { Secret } from '../../domain/secret.ts';
import type { EndpointTrust } from '../../domain/target.ts';
import { type DemoSshd, startDemoSshd } from '../../launcher/demo/sshd.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import type { PlatformDocument } from '../../store/models/inventory.ts';
import type { Estate } from './estate.ts';

export interface SshKey {
  readonly privateKey: Secret;
  /** One line. */
  readonly publicKey: string;
}

export interface SshRegistration {
  /** Default: `ssh_password`. */
  readonly connector?: 'ssh_password' | 'ssh_key';
  readonly changeBy?: 'self' | 'reconcile_account';
  /** Whether root, with its key, is the device's reconcile account. */
  readonly reconcile?: boolean;
  readonly port?: number;
  readonly trust?: EndpointTrust;
  readonly platform?: Partial<PlatformDocument>;
}

export class SshTarget {
  readonly server: DemoSshd;
  readonly root: SshKey;
  readonly #directory: string;

  private constructor(server: DemoSshd, root: SshKey, directory: string) {
    this.server = server;
    this.root = root;
    this.#directory = directory;
  }

  /** @throws Error with the reason where this machine cannot run one: what needs a server fails without it. */
  static async start({ forwards = false } = {}): Promise<SshTarget> {
    const directory = await mkdtemp(join(tmpdir(), 'capstan-sshd-'));
    const root = makeEd25519KeyPair('root');
    const server = await startDemoSshd({
      directory,
      cacheDirectory: resolve('.cache/sshd'),
      forwards,
      accounts: [{ username: 'root', uid: 0, authorizedKeys: [root.publicKey] }],
    });
    if (!server.available) {
      await rm(directory, { recursive: true, force: true });
      throw new Error(`these tests need a real sshd: ${server.reason}`);
    }
    return new SshTarget(server, root, directory);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Runs a shell script as root where the accounts live; `$1` is the account. */
  async script(text: string, username = '', stdin = ''): Promise<string> {
    const { code, stdout, stderr } = await this.server.run('sh', ['-ec', text, 'sh', username], stdin);
    if (code !== 0) throw new Error(`the script ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** What the server has logged so far. */
  log(): Promise<string> {
    return this.script('cat /run/demo/sshd.log');
  }

  /** Makes an account with a password. */
  async addAccount(): Promise<{ username: string; password: Secret }> {
    const username = await this.#addBareAccount();
    const password = new Secret(randomBytes(12).toString('hex'));
    await this.server.setPassword(username, password);
    return { username, password };
  }

  /** Makes an account with a key; `lines` stand before it in authorized_keys. */
  async addKeyAccount(lines = ''): Promise<{ username: string; key: SshKey }> {
    const username = await this.#addBareAccount();
    const key = makeEd25519KeyPair('first');
    await this.script('install -d -m 700 -o "$1" -g "$1" "/home/$1/.ssh"', username);
    await this.writeKeys(username, `${lines}${key.publicKey}\n`);
    return { username, key };
  }

  async #addBareAccount(): Promise<string> {
    const username = `user_${randomBytes(6).toString('hex')}`;
    await this.script('useradd -m -s /bin/bash -p "*" "$1"', username);
    return username;
  }

  readKeys(username: string): Promise<string> {
    return this.script('cat "/home/$1/.ssh/authorized_keys"', username);
  }

  async writeKeys(username: string, text: string): Promise<void> {
    const script = 'cd "/home/$1/.ssh"; umask 077; cat > authorized_keys; chown "$1:$1" authorized_keys';
    await this.script(script, username, text);
  }

  /** Whether a plain client gets in with a password, or with a private key in OpenSSH form. */
  accepts(username: string, secret: Secret): Promise<boolean> {
    const text = secret.reveal();
    return new Promise((accept, reject) => {
      const client = new ssh2.Client();
      client.once('ready', () => {
        client.end();
        accept(true);
      });
      client.once('error', (error) => {
        client.destroy();
        if (error.level === 'client-authentication') accept(false);
        else reject(error);
      });
      client.connect({
        host: '127.0.0.1',
        port: this.server.port,
        username,
        ...(text.startsWith('-----BEGIN ') ? { privateKey: text } : { password: text }),
        hostVerifier: (key: Buffer) => fingerprintOf(key) === this.server.hostKeyFingerprint,
      });
    });
  }

  /** Registers the server as a device, with a platform for its accounts. */
  async register(estate: Estate, how: SshRegistration = {}): Promise<{ device: number; platform: number }> {
    const device = await estate.addDevice({
      kind: 'ssh',
      port: how.port ?? this.server.port,
      trust: how.trust ?? { kind: 'ssh_host_key', fingerprints: [this.server.hostKeyFingerprint] },
    });
    const platform = await estate.addPlatform({
      connector: how.connector ?? 'ssh_password',
      change_by: how.changeBy ?? 'self',
      ...how.platform,
    });
    if (how.reconcile) {
      const byKey = await estate.addPlatform({ connector: 'ssh_key' });
      const account = await estate.addResource(
        { device_id: device, platform_id: byKey, type: 'linux_account', username: 'root' },
        { kind: 'ssh_key', secret: this.root.privateKey, publicKey: this.root.publicKey },
      );
      await estate.store.models.devices.updateOne({ _id: device }, { $set: { reconcile_resource_id: account } });
    }
    return { device, platform };
  }
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
