/** Whether work by a plan may go past consent and hours: as for one resource, and only what is done at once. */

import type { Place } from '../../../domain/access.ts';
import { requireEmergency } from '../../authorization/require-emergency.ts';
import { unusable } from '../found.ts';

/** @throws CapstanError `unprocessable`, and as {@link requireEmergency} does. */
export function requireBulkEmergency(
  request: Parameters<typeof requireEmergency>[0],
  place: Place,
  { reason, startAt }: { readonly reason: string | null; readonly startAt: string | undefined },
): void {
  requireEmergency(request, place, reason);
  if (startAt !== undefined) throw unusable('start_at', 'does not go with break_glass: an emergency begins at once');
}
