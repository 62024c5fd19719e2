/** What is left of a user who was erased is a number in the log: it takes nothing on that would tell of a person again. */

import { CapstanError } from '../../../domain/errors.ts';
import type { UserDocument } from '../../../store/models/identity.ts';

/** @throws CapstanError `conflict` */
export function requireNotErased({ erased_at }: Pick<UserDocument, 'erased_at'>): void {
  if (!erased_at) return;
  throw new CapstanError('conflict', 'The user was erased for good; make another one for whoever is to act here.');
}
