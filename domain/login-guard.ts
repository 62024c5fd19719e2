/** How many failed logins an account may take before Capstan stops trying, so that no retry locks it out. */

export interface LoginGuardRules {
  /** Failed logins allowed inside the window; keep it below the target's own lock-out threshold. */
  readonly max_failed_logins: number;
  readonly window_seconds: number;
}

export const DEFAULT_LOGIN_GUARD: LoginGuardRules = { max_failed_logins: 5, window_seconds: 900 };

/** Whether one more try is allowed, given the times (ms since epoch) of failed and unfinished tries. */
export function mayTryLogin(rules: LoginGuardRules, failedAtMs: readonly number[], nowMs: number): boolean {
  const since = nowMs - rules.window_seconds * 1000;
  return failedAtMs.filter((at) => at > since).length < rules.max_failed_logins;
}
