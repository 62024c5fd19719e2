/** Retrievals: somebody asks for the content of protected information, and is shown it once, shortly afterwards, or never. */

export const RETRIEVAL_STATUSES = [
  'pending_approval',
  'pending',
  'granted',
  'revealed',
  'expired',
  'revoked',
  'denied',
  'canceled',
  'failed',
] as const;
export type RetrievalStatus = (typeof RETRIEVAL_STATUSES)[number];

/** How it ends without anything having been shown. */
export type UnrevealedEnd = Extract<RetrievalStatus, 'expired' | 'revoked' | 'denied' | 'canceled' | 'failed'>;

/** How long the content may be asked for once a retrieval is granted. */
export const REVEAL_WITHIN_MINUTES = 15;

/** What a retrieval that is granted at `now` says from then on. */
export function grantedAt(now: Date) {
  const expires_at = new Date(now.getTime() + REVEAL_WITHIN_MINUTES * 60_000);
  return { status: 'granted', granted_at: now, expires_at } as const;
}
