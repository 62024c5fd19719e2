/** Whether the caller may go past consent and hours in an emergency: a person, by themselves, just now, and with a reason. */

import type { Place } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import { unusable } from '../handlers/found.ts';
import type { Request } from '../operation.ts';
import { requireFresh } from './admit.ts';

type Emergency = Pick<Request, 'access' | 'actor' | 'organization' | 'now'>;

/**
 * @param place where it is to happen.
 * @throws CapstanError `forbidden`, `password_required`, `fresh_authentication_required`, `unprocessable`.
 */
export function requireEmergency(
  { access, actor, organization, now }: Emergency,
  place: Place,
  reason: string | null,
): void {
  access.requireAlso('break_glass:use', place);
  if (actor.type !== 'user') {
    throw new CapstanError('forbidden', 'Applications cannot tell an emergency: break_glass is for persons.');
  }
  requireFresh({ isSensitive: true }, actor, organization, now);
  if (!reason?.trim()) throw unusable('reason', 'is needed with break_glass');
}
