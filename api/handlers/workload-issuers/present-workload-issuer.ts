/** A workload issuer on the wire. */

import type { WorkloadIssuerDocument } from '../../../store/models/sign-in.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentWorkloadIssuer(issuer: WorkloadIssuerDocument): components['schemas']['WorkloadIssuer'] {
  return {
    id: issuer._id,
    name: issuer.name,
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwks_uri: issuer.jwks_uri,
    status: issuer.status,
    ...wireTracked(issuer),
  };
}
