/** An application on the wire; never its secrets, not even hashed. */

import type { AuthorizedResource } from '../../../domain/access.ts';
import type { ApplicationDocument } from '../../../store/models/identity.ts';
import { secretsInForce } from '../../authentication/issued-for.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

export function presentApplication(application: ApplicationDocument, now: Date): Schemas['Application'] {
  return {
    id: application._id,
    name: application.name,
    description: application.description,
    scope_id: application.scope_id,
    client_id: application.client_id,
    authentication: application.authentication,
    secrets: secretsInForce(application, now).map(({ hint, created_at, expires_at }) => ({
      hint,
      created_at: wireTime(created_at),
      expires_at: wireTimeOrNull(expires_at),
    })),
    // Checked against the contract when it came.
    public_keys: application.public_keys.map(({ thumbprint, jwk }) => ({
      ...(jwk as Schemas['PublicJwk']),
      thumbprint,
    })),
    authorized_resources: application.authorized_resources.map(presentRule),
    status: application.status,
    ...wireTracked(application),
  };
}

function presentRule(rule: AuthorizedResource): Schemas['AuthorizedResource'] {
  const copy = <Item>(list: readonly Item[] | null) => (list === null ? null : [...list]);
  return {
    areas: [...rule.areas],
    operations: copy(rule.operations),
    scope_ids: copy(rule.scope_ids),
    resource_ids: copy(rule.resource_ids),
    addresses: copy(rule.addresses),
    expires_at: wireTimeOrNull(rule.expires_at),
  };
}
