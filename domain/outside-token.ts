/** When a token of an outside issuer stands for an application: reasons to refuse one, and the conditions on its claims. */

/** Stable; the audit log keeps them, and the client never learns which it was. */
export const OUTSIDE_TOKEN_REFUSALS = [
  'malformed',
  'issuer_not_trusted',
  'issuer_unavailable',
  'algorithm_refused',
  'key_unknown',
  'signature_invalid',
  'audience_mismatch',
  'expired',
  'not_yet_valid',
  'too_long_lived',
  'claims_missing',
  'claims_mismatch',
] as const;
export type OutsideTokenRefusal = (typeof OUTSIDE_TOKEN_REFUSALS)[number];

/** No outside token may be good, or have been good, for longer. */
export const MAX_OUTSIDE_LIFETIME_SECONDS = 24 * 60 * 60;

export type Claims = Readonly<Record<string, unknown>>;

/** Whether every condition is met by a claim that is a string and has exactly that value. */
export function meetsConditions(claims: Claims, conditions: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(conditions);
  // Without a condition on `sub` any token of the issuer would do.
  if (!Object.hasOwn(conditions, 'sub')) return false;
  return entries.every(([name, value]) => Object.hasOwn(claims, name) && claims[name] === value);
}

/** Whether the token is meant to live for longer than {@link MAX_OUTSIDE_LIFETIME_SECONDS}. */
export function isTooLongLived({ exp, iat }: Claims): boolean {
  return typeof exp !== 'number' || typeof iat !== 'number' || exp - iat > MAX_OUTSIDE_LIFETIME_SECONDS;
}
