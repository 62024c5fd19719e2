/**
 * Passwords of Linux accounts over SSH. A reconcile account hands chpasswd a hash, the account itself talks to passwd.
 *
 * sshd answers a locked account exactly as a wrong password (`credential_invalid`). An expired password is accepted,
 * but the session is refused until it is changed: that is `access_denied`, since the credential is right and no
 * number of attempts has been used up; a reconcile account heals it.
 */

import { z } from 'zod';
import { DEFAULT_PASSWORD_RULES } from '../domain/password-rules.ts';
import type { Secret } from '../domain/secret.ts';
import { TargetFailure } from '../domain/target-failure.ts';
import { mustBeAllowedToSet, mustBeSettable, setAsRoot } from './chpasswd.ts';
import type { Connector, Login, Material, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { linuxUsernameProblem } from './linux-account.ts';
import { readLinuxAccounts } from './linux-accounts.ts';
import { checkPasswd } from './passwd-outcome.ts';
import { COMMAND_ENVIRONMENT } from './ssh-command.ts';
import { connectSsh, type SshSession, withSsh } from './ssh-connection.ts';
import { expiredText } from './ssh-failure.ts';

const settings = z.strictObject({
  /** How the reconcile account, or the one that reads accounts, becomes root; `sudo` needs NOPASSWD rules. */
  become: z.enum(['none', 'sudo']).default('none'),
  /** Setting a password unlocks an account that an administrator locked; unless this is true it is left alone. */
  unlock: z.boolean().default(false),
});

export type SshPasswordSettings = z.infer<typeof settings>;

export const sshPassword: Connector<SshPasswordSettings> = {
  kind: 'ssh_password',
  credentialKind: 'password',
  resourceType: 'linux_account',
  supports: { self: true, reconcileAccount: true, removal: false },
  settings,
  // PAM and crypt(3) take 511 bytes, UTF-8 needs up to four a character. Both programs read lines.
  passwordRules: { defaults: DEFAULT_PASSWORD_RULES, maxLength: 127, forbidden: '\0\n\r' },
  usernameProblem: linuxUsernameProblem,

  async login(target, login) {
    mustBePassword(login);
    await withSsh(target, login, (session) => proveSession(session, target));
  },

  async change(target, { username, candidate, authority }) {
    const password = passwordLineOf(candidate);
    if (authority.by === 'reconcile_account') {
      await withSsh(target, authority.login, (session) => setAsRoot(session, target, username, password));
      return;
    }
    mustBePassword(authority.login);
    if (authority.login.username !== username) {
      throw new TargetFailure('not_supported', `${authority.login.username} cannot change ${username} as itself`);
    }
    const current = lineOf(authority.login.material.secret);
    await withSsh(target, authority.login, async (session) => {
      // passwd refuses the password that is in place already; the login has just proven that it works.
      if (current === password) return;
      const outcome = await session.run(`${COMMAND_ENVIRONMENT} passwd`, {
        stdin: `${current}\n${password}\n${password}\n`,
        lost: 'unknown',
      });
      if (hasExpired(outcome.stderr)) throw new TargetFailure('access_denied', expiredText(target.endpoint));
      checkPasswd(outcome, place(target.endpoint));
    });
  },

  async readAccounts(target, login) {
    mustBePassword(login);
    return withSsh(target, login, (session) => readLinuxAccounts(session, target, target.settings.become));
  },

  async openChanges(target, { login }) {
    const connection = await connectSsh(target, login);
    let isAllowed = false;
    return {
      get isOpen() {
        return connection.isOpen;
      },
      change: async ({ username, candidate }) =>
        setAsRoot(connection.session(), target, username, passwordLineOf(candidate)),
      async mayChange(username) {
        const session = connection.session();
        if (!isAllowed) await mustBeAllowedToSet(session, target);
        isAllowed = true;
        await mustBeSettable(session, target, username);
      },
      close: async () => connection.close(),
    };
  },
};

function passwordLineOf(candidate: Material): string {
  if (candidate.kind === 'password') return lineOf(candidate.secret);
  throw new TargetFailure('not_supported', 'this connector sets passwords; use ssh_key for keys');
}

/** Authentication alone does not tell of an expired password: sshd lets the login pass and refuses what follows. */
async function proveSession(session: SshSession, { endpoint }: TargetContext): Promise<void> {
  const { exitCode, stderr } = await session.run('true').catch((error: unknown) => {
    // An account that may run nothing at all, as for file transfer only, has proven its password nonetheless.
    if (error instanceof TargetFailure && error.code === 'access_denied') return { exitCode: 0, stderr: '' };
    throw error;
  });
  if (exitCode !== 0 && hasExpired(stderr)) throw new TargetFailure('access_denied', expiredText(endpoint));
}

function hasExpired(stderr: string): boolean {
  return /password has expired|password change required|required to change your password/i.test(stderr);
}

function lineOf(secret: Secret): string {
  const text = secret.reveal();
  if (text !== '' && !/[\0\n\r]/.test(text) && Buffer.byteLength(text) <= 511) return text;
  throw new TargetFailure('password_rejected', 'a Linux password is one line of 1 to 511 bytes');
}

function mustBePassword(login: Login): void {
  if (login.material.kind !== 'password') {
    throw new TargetFailure('not_supported', 'this connector logs in with a password; use ssh_key for keys');
  }
}
