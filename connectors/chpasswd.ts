/** Sets passwords of other accounts as root, by chpasswd, and says beforehand whether that would be let. */

import { randomBytes } from 'node:crypto';
import { encrypt } from 'unixcrypt';
import { TargetFailure } from '../domain/target-failure.ts';
import type { TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { checkChpasswd } from './passwd-outcome.ts';
import { COMMAND_ENVIRONMENT } from './ssh-command.ts';
import type { SshSession } from './ssh-connection.ts';

export type RootTarget = TargetContext<{
  /** How the login becomes root. */
  readonly become: 'none' | 'sudo';
  /** Whether an account that is locked is set as well, which unlocks it. */
  readonly unlock: boolean;
}>;

/** @throws TargetFailure */
export async function setAsRoot(
  session: SshSession,
  target: RootTarget,
  username: string,
  password: string,
): Promise<void> {
  if (!target.settings.unlock) await mustBeUnlocked(session, target, username);
  const outcome = await session.run(`${asRoot(target)} chpasswd -e`, {
    stdin: `${username}:${hash(password)}\n`,
    lost: 'unknown',
  });
  checkChpasswd(outcome, place(target.endpoint));
}

/** Asks the host and writes nothing there. @throws TargetFailure where {@link setAsRoot} would be refused whatever the account. */
export async function mustBeAllowedToSet(session: SshSession, { endpoint, settings }: RootTarget): Promise<void> {
  if (settings.become === 'none') {
    const { stdout } = await session.run(`${COMMAND_ENVIRONMENT} id -u`);
    if (stdout.trim() === '0') return;
    const advice = 'use root, or set become to sudo';
    throw new TargetFailure('access_denied', `${place(endpoint)} lets only root set passwords; ${advice}`);
  }
  // Looks it up in the rules and runs nothing. Where they do not have it, sudo says no word.
  const listed = await session.run(`${COMMAND_ENVIRONMENT} sudo -n -l chpasswd -e`);
  if (listed.exitCode === 1 && listed.stderr === '') {
    const advice = 'it needs a sudo rule: NOPASSWD for chpasswd -e and passwd -S';
    throw new TargetFailure('access_denied', `${place(endpoint)} does not let this account run chpasswd; ${advice}`);
  }
  checkChpasswd(listed, place(endpoint));
}

/** Asks the host and writes nothing there. @throws TargetFailure where {@link setAsRoot} would be refused for that account. */
export async function mustBeSettable(session: SshSession, target: RootTarget, username: string): Promise<void> {
  if (target.settings.unlock) {
    const { exitCode } = await session.run(`${COMMAND_ENVIRONMENT} getent passwd ${username}`);
    if (exitCode === 0) return;
    throw new TargetFailure('access_denied', `there is no account ${username} at ${place(target.endpoint)}`);
  }
  try {
    await mustBeUnlocked(session, target, username);
  } catch (error) {
    // It is the managed account that is locked, and not the one that is logged in.
    if (!(error instanceof TargetFailure && error.code === 'account_locked_out')) throw error;
    throw new TargetFailure('access_denied', error.message);
  }
}

async function mustBeUnlocked(session: SshSession, target: RootTarget, username: string): Promise<void> {
  const at = place(target.endpoint);
  // The name is safe in a command line: usernameProblem allows nothing that a shell would read.
  const status = await session.run(`${asRoot(target)} passwd -S ${username}`);
  if (status.exitCode !== 0) checkChpasswd(status, at);
  if (!/^L/.test(status.stdout.split(' ')[1] ?? '')) return;
  throw new TargetFailure(
    'account_locked_out',
    `${username} at ${at} is locked or never had a password; unlock it there, or set the platform's unlock to true`,
  );
}

function asRoot({ settings: { become } }: RootTarget): string {
  return become === 'sudo' ? `${COMMAND_ENVIRONMENT} sudo -n` : COMMAND_ENVIRONMENT;
}

/** sha512-crypt with a full salt of 96 random bits. */
function hash(password: string): string {
  return encrypt(password, `$6$${randomBytes(12).toString('base64').replaceAll('+', '.')}`);
}
