/** Keeps hands off a credential that somebody has checked out. */

import { CapstanError } from '../../../domain/errors.ts';
import { isCheckedOut } from '../../../store/custody/hold.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';

/** @throws CapstanError `conflict`. */
export function requireUnheld(credential: Pick<CredentialDocument, 'custody'>): void {
  if (!isCheckedOut(credential)) return;
  throw new CapstanError('conflict', 'Somebody has the credential checked out; wait for its end, or recall it first.');
}
