/** What the answers of passwd and chpasswd mean. Their texts are those of the C locale. */

import { type Effect, TargetFailure, type TargetFailureCode } from '../domain/target-failure.ts';
import type { CommandOutcome } from './ssh-command.ts';

type Meaning = readonly [pattern: RegExp, code: TargetFailureCode, text: string];

const MISSING: Meaning = [/not found|No such file or directory/, 'not_supported', 'has no such program'];

const CHPASSWD: readonly Meaning[] = [
  [
    /sudo: .*(password is required|not allowed|not in the sudoers|terminal is required)/s,
    'access_denied',
    'needs a sudo rule: NOPASSWD for chpasswd -e and passwd -S',
  ],
  [
    /Permission denied|may not|only root/i,
    'access_denied',
    'lets only root set passwords; use root, or set become to sudo',
  ],
  [/does not exist|unknown user|user not known/i, 'access_denied', 'has no such local account'],
  [/cannot lock|lock busy/i, 'unreachable', 'has its account files locked by another program'],
];

const PASSWD: readonly Meaning[] = [
  [
    /must wait longer|too soon|minimum password age/i,
    'access_denied',
    'does not let this account change its password again so soon',
  ],
  [/lock busy|cannot lock/i, 'unreachable', 'has its account files locked by another program'],
  [
    /Only root|may not (view|change)|cannot change|not allowed/i,
    'access_denied',
    'does not let this account change its password',
  ],
];

/** @throws TargetFailure unless `chpasswd -e` set the password. */
export function checkChpasswd({ exitCode, stderr }: CommandOutcome, at: string): void {
  if (exitCode === 0 && !/chpasswd: |changes ignored/.test(stderr)) return;
  throw refusal(CHPASSWD, exitCode, stderr, `chpasswd at ${at}`);
}

/** @throws TargetFailure unless `passwd` took the new password. */
export function checkPasswd({ exitCode, stdout, stderr }: CommandOutcome, at: string): void {
  if (exitCode === 0) return;
  const said = `${stdout}\n${stderr}`;
  const where = `passwd at ${at}`;
  if (PASSWD.some(([pattern]) => pattern.test(said))) throw refusal(PASSWD, exitCode, said, where);
  const asksForNew = /new (unix )?password:/i.test(said);
  const unchanged = /unchanged|manipulation error|aborted|exhausted maximum|BAD PASSWORD/i.test(said);
  if (unchanged && asksForNew) {
    throw new TargetFailure(
      'password_rejected',
      `${where} rejected the new password by its rules; compare them with the platform's`,
    );
  }
  if (unchanged) throw new TargetFailure('credential_invalid', `${where} did not accept the current password`);
  throw refusal(PASSWD, exitCode, said, where);
}

function refusal(meanings: readonly Meaning[], exitCode: number, said: string, where: string): TargetFailure {
  const known = [...meanings, MISSING].find(([pattern]) => pattern.test(said));
  if (known) return new TargetFailure(known[1], `${where} ${known[2]} (exit code ${exitCode})`);
  // 126 and 127 come from the shell, before the program ran.
  const effect: Effect = exitCode === 126 || exitCode === 127 ? 'none' : 'unknown';
  return new TargetFailure(
    'protocol_error',
    `${where} ended with exit code ${exitCode} and an answer that Capstan does not know`,
    effect,
  );
}
