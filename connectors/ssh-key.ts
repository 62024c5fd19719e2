/**
 * SSH keys of Linux accounts: the public half goes into `~/.ssh/authorized_keys` beside what is there, and the old one
 * is taken out once the new one has proven itself.
 *
 * A reconcile account must be able to write in other accounts' homes over SFTP, which means root. Between its checks
 * and its rename the owner of the home could still move directories about; prefer self where accounts are not trusted.
 */

import type ssh2 from 'ssh2';
import type { SFTPWrapper } from 'ssh2';
import { z } from 'zod';
import { algorithmOfType } from '../domain/ssh-key.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import { holdsKey, type PublicKey, publicKeyOf, sameKey, withKey, withoutKey } from './authorized-keys.ts';
import type { Authority, Connector, Material, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { linuxUsernameProblem } from './linux-account.ts';
import { readLinuxAccounts } from './linux-accounts.ts';
import { RemoteKeys } from './remote-keys.ts';
import { parsedPrivateKey } from './ssh-authentication.ts';
import { COMMAND_ENVIRONMENT } from './ssh-command.ts';
import { connectSsh, type SshSession, withSsh } from './ssh-connection.ts';

const settings = z.strictObject({
  /** How the account that reads other accounts becomes root; `sudo` needs NOPASSWD rules. Keys are changed without it. */
  become: z.enum(['none', 'sudo']).default('none'),
});

export type SshKeySettings = z.infer<typeof settings>;

export const sshKey: Connector<SshKeySettings> = {
  kind: 'ssh_key',
  credentialKind: 'ssh_key',
  resourceType: 'linux_account',
  supports: { self: true, reconcileAccount: true, removal: true },
  settings,
  passwordRules: null,
  usernameProblem: linuxUsernameProblem,

  async login(target, login) {
    mustBeKey(login.material);
    await withSsh(target, login, async () => undefined);
  },

  async change(target, { username, candidate, authority }) {
    await edit(target, username, authority, deploying(candidate));
  },

  async openChanges(target, { login }) {
    const connection = await connectSsh(target, login);
    let sftp: Promise<SFTPWrapper> | undefined;
    let isAllowed = false;
    const keysOver = async (session: SshSession) => {
      sftp ??= session.sftp();
      return new RemoteKeys(session, await sftp, target.endpoint);
    };
    return {
      get isOpen() {
        return connection.isOpen;
      },
      async change({ username, candidate }) {
        const change = deploying(candidate);
        await (await keysOver(connection.session())).edit(username, change);
      },
      async mayChange(username) {
        const session = connection.session();
        if (!isAllowed) await mustBeRoot(session, target);
        isAllowed = true;
        await (await keysOver(session)).find(username);
      },
      close: async () => connection.close(),
    };
  },

  async readAccounts(target, login) {
    mustBeKey(login.material);
    return withSsh(target, login, (session) => readLinuxAccounts(session, target, target.settings.become));
  },

  async remove(target, { username, publicKey, authority }) {
    const key = publicKeyOf(publicKey);
    if (!key) throw new TargetFailure('protocol_error', 'the key to remove is not a one-line OpenSSH public key');
    const { material } = authority.login;
    if (material.kind === 'ssh_key' && sameKey(publicHalf(parsedPrivateKey(material.secret.reveal())), key)) {
      throw new TargetFailure(
        'not_supported',
        'the key that logs in is not removed; log in with the one that replaces it',
      );
    }
    await edit(target, username, authority, (text) => (holdsKey(text, key) ? withoutKey(text, key) : text));
  },
};

/** Lets `change` make the new text of the account's authorized_keys; the same text means that there is nothing to do. */
async function edit(
  target: TargetContext,
  username: string,
  authority: Authority,
  change: (text: Buffer) => Buffer,
): Promise<void> {
  if (authority.by === 'self' && authority.login.username !== username) {
    throw new TargetFailure('not_supported', `${authority.login.username} cannot change ${username} as itself`);
  }
  await withSsh(target, authority.login, async (session) => {
    const home = new RemoteKeys(session, await session.sftp(), target.endpoint);
    await home.edit(authority.by === 'self' ? null : username, change);
  });
}

/** How a candidate changes the text. @throws TargetFailure for what is no key that can be deployed. */
function deploying(candidate: Material): (text: Buffer) => Buffer {
  mustBeKey(candidate);
  const key = deployableHalf(parsedPrivateKey(candidate.secret.reveal()));
  if (candidate.publicKey !== undefined && !sameKey(publicKeyOf(candidate.publicKey), key)) {
    throw new TargetFailure('protocol_error', 'the public half of the candidate does not belong to its private half');
  }
  return (text) => withKey(text, key, commentOf(candidate.publicKey));
}

async function mustBeRoot(session: SshSession, { endpoint }: TargetContext): Promise<void> {
  const { stdout } = await session.run(`${COMMAND_ENVIRONMENT} id -u`);
  if (stdout.trim() === '0') return;
  const why = 'lets only root write in the homes of other accounts; keys are changed without sudo';
  throw new TargetFailure('access_denied', `${place(endpoint)} ${why}`);
}

function mustBeKey(material: Material): void {
  if (material.kind !== 'ssh_key') {
    throw new TargetFailure('not_supported', 'this connector works with keys; use ssh_password for passwords');
  }
}

/** Keys that Capstan makes are ed25519, and others come from outside. */
function deployableHalf(key: ssh2.ParsedKey): PublicKey {
  const half = publicHalf(key);
  if (algorithmOfType(half.type) !== null) return half;
  throw new TargetFailure(
    'not_supported',
    `the candidate is a key of type ${half.type}; this connector deploys ed25519, ECDSA and RSA keys`,
  );
}

function publicHalf(key: ssh2.ParsedKey): PublicKey {
  return { type: key.type, blob: key.getPublicSSH().toString('base64') };
}

/** The comment of a public key line, where it is plain enough to stand in the file. */
function commentOf(publicKey: string | undefined): string {
  const comment = publicKey?.trim().split(/\s+/).slice(2).join(' ') ?? '';
  return /^[\w@.:+ -]{1,100}$/.test(comment) ? comment : '';
}
