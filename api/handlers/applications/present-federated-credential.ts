/** A federated credential on the wire. */

import type { FederatedCredential } from '../../../store/models/identity.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime } from '../wire-time.ts';

type Schemas = components['schemas'];

export function presentFederatedCredential({
  id,
  workload_issuer_id,
  claims,
  created_at,
}: FederatedCredential): Schemas['FederatedCredential'] {
  // `sub` is always among them: the contract asks for it.
  return { id, workload_issuer_id, claims: claims as Schemas['ClaimConditions'], created_at: wireTime(created_at) };
}
