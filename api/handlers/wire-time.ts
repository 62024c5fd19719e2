/** Times as the contract has them: RFC 3339 in UTC. */

import type { Tracked } from '../../store/models/define-model.ts';

export function wireTime(time: Date): string {
  return time.toISOString();
}

export function wireTimeOrNull(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

/** What the wire shows of {@link Tracked}; the revision travels as ETag. */
export function wireTracked({ created_at, updated_at, last_event_id }: Tracked) {
  return { created_at: wireTime(created_at), updated_at: wireTime(updated_at), last_event_id };
}
