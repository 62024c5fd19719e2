/** How many failed logins an account may take before Capstan stops trying, so that no retry locks it out. */

export interface LoginGuardRules {
  /** Failed logins allowed inside the window; keep it below the target's own lock-out threshold. */
  readonly max_failed_logins: number;
  readonly window_seconds: number;
}

export const DEFAULT_LOGIN_GUARD: LoginGuardRules = { max_failed_logins: 5, window_seconds: 900 };
