/** What a platform is where its maker says nothing, and the check that its password rules can be met. */

import { DEFAULT_LOGIN_GUARD } from '../../../domain/login-guard.ts';
import { contradictions, DEFAULT_PASSWORD_RULES, type PasswordRules } from '../../../domain/password-rules.ts';
import { DEFAULT_MAX_PARALLEL_PER_DEVICE, DEFAULT_TIMEOUTS } from '../../../domain/platform.ts';
import { CREDENTIAL_OF_CONNECTOR } from '../../../domain/target.ts';
import type { PlatformDocument } from '../../../store/models/inventory.ts';
import { unusable } from '../found.ts';

type Defaults = Pick<
  PlatformDocument,
  'password_rules' | 'change_by' | 'timeouts' | 'login_guard' | 'max_parallel_per_device'
>;

/** The contract states the same values beside each field. */
export function platformDefaults(connector: PlatformDocument['connector']): Defaults {
  return {
    password_rules: CREDENTIAL_OF_CONNECTOR[connector] === 'password' ? DEFAULT_PASSWORD_RULES : null,
    change_by: 'self',
    timeouts: DEFAULT_TIMEOUTS,
    login_guard: DEFAULT_LOGIN_GUARD,
    max_parallel_per_device: DEFAULT_MAX_PARALLEL_PER_DEVICE,
  };
}

/** The rules with the fields that the request names; null stays null for connectors without passwords. */
export function mergeRules(
  connector: PlatformDocument['connector'],
  rules: PasswordRules | null,
  asked: Partial<PasswordRules> | null | undefined,
): PasswordRules | null {
  if (rules === null) {
    if (asked) throw unusable('password_rules', `does not go with the connector ${connector}, whose secrets are keys`);
    return null;
  }
  const merged = { ...rules, ...asked };
  const [contradiction] = contradictions(merged);
  if (contradiction) throw unusable('password_rules', `cannot be met by any password: ${contradiction}`);
  return merged;
}
