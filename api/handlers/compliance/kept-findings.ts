/** How far back findings can be told: those that were resolved long ago are forgotten. */

import type { ClientSession } from 'mongoose';
import type { Store } from '../../../store/store.ts';
import { unusableParameter } from '../found.ts';
import { wireTime } from '../wire-time.ts';

/**
 * Of a period that begins before, nobody can say any more what was there.
 * @throws CapstanError `unprocessable`.
 */
export async function requireKept(
  { models }: Store,
  organizationId: number,
  from: Date,
  session: ClientSession | null = null,
): Promise<void> {
  const feed = await models.postureFeeds
    .findById(organizationId, { forgotten_before: 1 })
    .session(session)
    .lean<{ readonly forgotten_before?: Date | null }>();
  const before = feed?.forgotten_before ?? null;
  if (before === null || from >= before) return;
  throw unusableParameter(
    'from',
    `must not lie before ${wireTime(before)}: findings that were resolved before are forgotten`,
  );
}
