/** Why a secret is not handed over to whoever asks for it. */

export const HAND_OVER_OBJECTIONS = [
  /** Nobody has asked so, or so long ago that it does not count any more. */
  'unknown_intent',
  /** The custody, the session or the retrieval that it rests on has not begun, or is over. */
  'not_held',
  /** What it rests on does not hold any more, or not for whoever asks now. */
  'refused',
  'not_the_holder',
  /** It is shown, or handed to a gateway, once. */
  'revealed_before',
  /** The vault could not open it: a master key is missing, or it was altered. */
  'vault_unavailable',
] as const;
export type HandOverObjection = (typeof HAND_OVER_OBJECTIONS)[number];

export function isHandOverObjection(value: unknown): value is HandOverObjection {
  return HAND_OVER_OBJECTIONS.some((known) => known === value);
}
