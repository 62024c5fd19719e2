/** How many collectors an organization may have at a time. */

import { CapstanError } from '../../../domain/errors.ts';
import { MAX_COLLECTORS } from '../../../domain/log-collector.ts';
import type { Request, Transaction } from '../../operation.ts';

/**
 * Each active one gets all of the log and holds a place at some worker; a paused one may go on at any moment. Two
 * requests at the same time may both see room: the bound is there against floods, not to be exact.
 * @throws CapstanError `conflict`.
 */
export async function requireCollectorPlace(
  { means, organizationId }: Pick<Request, 'means' | 'organizationId'>,
  { session }: Transaction,
): Promise<void> {
  const others = await means.store.models.logCollectors.countDocuments(
    { organization_id: organizationId, status: { $in: ['active', 'paused'] } },
    { session, limit: MAX_COLLECTORS },
  );
  if (others < MAX_COLLECTORS) return;
  throw new CapstanError(
    'conflict',
    `There are ${MAX_COLLECTORS} log collectors that are active or paused, and no more may be; deactivate one first.`,
  );
}
