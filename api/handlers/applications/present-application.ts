/** An application on the wire; never its secret, not even hashed. */

import type { ApplicationDocument } from '../../../store/models/identity.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export type ShownApplication = Omit<ApplicationDocument, 'secret_hash'>;

/** Projection that leaves the hash in the store. */
export const SHOWN_FIELDS = { secret_hash: 0 } as const;

export function presentApplication(application: ShownApplication): components['schemas']['Application'] {
  return {
    id: application._id,
    name: application.name,
    client_id: application.client_id,
    role: application.role,
    status: application.status,
    ...wireTracked(application),
  };
}
