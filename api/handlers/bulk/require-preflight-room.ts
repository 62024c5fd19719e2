/** Few plans are made at once. */

import { CapstanError } from '../../../domain/errors.ts';
import type { Request, Transaction } from '../../operation.ts';

/** Of an organization, beside what is due by policy: they log in at targets, thousands of them. */
const MOST_UNFINISHED = 5;

/**
 * Two requests at the same moment may both see room; the bound is there against floods, not to be exact.
 * @throws CapstanError `conflict`.
 */
export async function requirePreflightRoom(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  { session }: Transaction,
): Promise<void> {
  const unfinished = await means.store.models.jobs.countDocuments(
    {
      organization_id: organizationId,
      operation: 'bulk_preflight',
      status: { $in: ['queued', 'running'] },
      'actor.type': { $ne: 'system' },
    },
    { session, limit: MOST_UNFINISHED },
  );
  if (unfinished < MOST_UNFINISHED) return;
  throw new CapstanError(
    'conflict',
    `As many preflights as may be are under way (${MOST_UNFINISHED}); wait until one has ended, or cancel one.`,
  );
}
