/** A scope on the wire. */

import type { ScopeDocument } from '../../../store/models/inventory.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

/** Scopes above it that the caller may not see are left out: the topmost that is seen has no parent. */
export function presentScope(scope: ScopeDocument, access: RequestAccess): components['schemas']['Scope'] {
  const isVisible = (id: number) => access.allows({ scopeId: id, resourceId: null }, 'scope:read');
  return {
    id: scope._id,
    name: scope.name,
    parent_id: scope.parent_id !== null && isVisible(scope.parent_id) ? scope.parent_id : null,
    ancestors: scope.ancestors.filter(isVisible),
    ...wireTracked(scope),
  };
}
