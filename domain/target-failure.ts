/** What can go wrong at a target, as a closed set, and what is known of the target afterwards. */

export const TARGET_FAILURE_CODES = [
  'unreachable',
  'timeout',
  'host_key_mismatch',
  'tls_untrusted',
  'credential_invalid',
  'account_locked_out',
  'access_denied',
  'password_rejected',
  'protocol_error',
  'not_supported',
] as const;

export type TargetFailureCode = (typeof TARGET_FAILURE_CODES)[number];

/** What each code tells an operator. */
export const TARGET_FAILURE_MEANINGS: Readonly<Record<TargetFailureCode, string>> = {
  unreachable: 'No connection: the address, the port, a firewall, or the target is down or has no room.',
  timeout: 'The target took the connection and then did not answer in time.',
  host_key_mismatch: 'The SSH server showed a host key that is not pinned for the device.',
  tls_untrusted: 'The certificate of the server is not one that the device trusts.',
  credential_invalid: 'The target refuses the credential.',
  account_locked_out: 'The target says that the account is locked, disabled or may not log in.',
  access_denied: 'The login works, but may not do what was asked.',
  password_rejected: 'The rules of the target refuse the new password; mend the rules of the platform.',
  protocol_error: 'The target answered something that Capstan does not understand.',
  not_supported: 'The target, or the settings of the platform, do not support the operation.',
};

/**
 * What an attempt did to the target: `none` — certainly nothing; `applied` — certainly the whole
 * change; `unknown` — the answer was lost, only a probe can tell.
 */
export type Effect = 'none' | 'applied' | 'unknown';

/** What else is known of a failed call. */
export interface TargetFailureOptions extends ErrorOptions {
  /** The caller gave the call up, and nothing had been changed: it says nothing of the target. Default false. */
  readonly aborted?: boolean;
  /**
   * Whether the target may have counted a failed login. Default: it said so itself, by
   * `credential_invalid` or `account_locked_out`.
   */
  readonly judged?: boolean;
}

/**
 * The one error that connectors throw. `message` is for operators: it says what happened and what
 * to do, and never holds a secret or a raw answer of the target.
 */
export class TargetFailure extends Error {
  override readonly name = 'TargetFailure';
  readonly code: TargetFailureCode;
  readonly effect: Effect;
  readonly aborted: boolean;
  readonly judged: boolean;

  constructor(code: TargetFailureCode, message: string, effect: Effect = 'none', options: TargetFailureOptions = {}) {
    const {
      aborted = false,
      judged = code === 'credential_invalid' || code === 'account_locked_out',
      ...rest
    } = options;
    super(message, rest);
    this.code = code;
    this.effect = effect;
    this.aborted = aborted;
    this.judged = judged;
  }
}
