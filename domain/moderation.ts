/** Who may moderate a session: a person who is there to stop somebody else. */

import type { AuditActor } from './audit.ts';

type Somebody = Pick<AuditActor, 'type' | 'id'>;

export type ModeratorObjection = 'not_a_person' | 'own_session';

/** @returns why not, whatever they are permitted; null: they may. */
export function objectionToModerator(requester: Somebody, moderator: Somebody): ModeratorObjection | null {
  if (moderator.type !== 'user') return 'not_a_person';
  return requester.type === 'user' && requester.id === moderator.id ? 'own_session' : null;
}
