/** A scope on the wire. */

import type { ScopeDocument } from '../../../store/models/inventory.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentScope(scope: ScopeDocument): components['schemas']['Scope'] {
  return {
    id: scope._id,
    name: scope.name,
    parent_id: scope.parent_id,
    ancestors: [...scope.ancestors],
    ...wireTracked(scope),
  };
}
