/** A group on the wire. */

import type { GroupDocument } from '../../../store/models/access.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentGroup(group: GroupDocument): components['schemas']['Group'] {
  return {
    id: group._id,
    name: group.name,
    description: group.description,
    status: group.status,
    ...wireTracked(group),
  };
}
