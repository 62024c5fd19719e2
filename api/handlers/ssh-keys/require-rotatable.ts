/** A key is rotated on all of its accounts or on none: whoever may not do so on one of them does not begin. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import { placeOf } from '../../authorization/places.ts';
import type { Request } from '../../operation.ts';

const MOST_NAMED = 10;

/** @throws CapstanError `forbidden`, which names what the caller may see. */
export async function requireRotatable(
  { access, means, organizationId }: Request<'rotateSshKey'>,
  session: ClientSession,
  placed: readonly CredentialDocument[],
): Promise<void> {
  const refused = placed.filter((one) => !access.allows(placeOf('credential', one), 'resource:rotate'));
  if (refused.length === 0) return;
  const ids = refused.map(({ resource_id }) => resource_id);
  const visible = await means.store.models.resources
    .find(
      { _id: { $in: ids }, organization_id: organizationId, ...access.filterWith('resource', 'resource:read') },
      { _id: 1 },
      { session },
    )
    .sort({ _id: 1 })
    .limit(MOST_NAMED)
    .lean();
  const seen = visible.length > 0 ? `, such as resource ${visible.map(({ _id }) => _id).join(', ')}` : '';
  throw new CapstanError(
    'forbidden',
    `The operation needs resource:rotate on every account of the key; on some it is not granted to you${seen}.`,
  );
}
