/** Names that no user can have, since they mean something else where one signs in. */

import { API_KEY_USER } from '../../authentication/authenticate.ts';
import { unusable } from '../found.ts';

/** @throws CapstanError `unprocessable` that points at `field`. */
export function checkUserName(name: string, field: string): void {
  if (name === API_KEY_USER) throw unusable(field, 'is what API keys are sent under; choose another name');
}
