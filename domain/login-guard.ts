/** How many failed logins an account may take before Capstan stops trying, so that no retry locks it out. */

export interface LoginGuardRules {
  /** Failed logins allowed inside the window; keep it below the target's own lock-out threshold. */
  readonly max_failed_logins: number;
  readonly window_seconds: number;
}

/** Fewer logins than this left before the guard closes are none to spend on a look. */
const HEADROOM = 2;

/**
 * The guard as it holds for a look: one more login is left for what is to be done. Where it lets through one at all, that
 * one may look.
 */
export function guardForLooks(rules: LoginGuardRules): LoginGuardRules {
  const { max_failed_logins: most } = rules;
  return { ...rules, max_failed_logins: most - Math.min(HEADROOM, most) + 1 };
}

/** Why a login was kept back, in words. */
export function guardInWords(
  { max_failed_logins: most, window_seconds: seconds }: LoginGuardRules,
  account: 'the account' | 'the reconcile account' = 'the account',
): string {
  return `${most} logins failed or stand open within ${seconds} s; Capstan waits so that ${account} is not locked out`;
}

export const DEFAULT_LOGIN_GUARD: LoginGuardRules = { max_failed_logins: 5, window_seconds: 900 };
