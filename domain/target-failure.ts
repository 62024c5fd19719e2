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

/**
 * What an attempt did to the target: `none` — certainly nothing; `applied` — certainly the whole
 * change; `unknown` — the answer was lost, only a probe can tell.
 */
export type Effect = 'none' | 'applied' | 'unknown';

/**
 * The one error that connectors throw. `message` is for operators: it says what happened and what
 * to do, and never holds a secret or a raw answer of the target.
 */
export class TargetFailure extends Error {
  override readonly name = 'TargetFailure';
  readonly code: TargetFailureCode;
  readonly effect: Effect;

  constructor(code: TargetFailureCode, message: string, effect: Effect = 'none', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.effect = effect;
  }
}
