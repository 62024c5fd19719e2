/** What somebody has to hold by whose rights an access review begins, and grants are revoked. */

import type { Request } from '../../operation.ts';

/** @throws CapstanError `forbidden`. */
export function requireStarter({ access }: Pick<Request, 'access'>, scopeId: number): void {
  const place = { scopeId, resourceId: null };
  access.requireAlso('grant:read', place);
  access.requireAlso('grant:write', place);
}
