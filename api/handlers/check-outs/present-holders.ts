/** Who has a credential checked out, as it is shown with the credential. */

import type { ClientSession } from 'mongoose';
import { custodyOf } from '../../../store/custody/hold.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTimeOrNull } from '../wire-time.ts';

type CheckedOut = components['schemas']['CheckedOut'];

/** Of one credential: the list of check-outs has them all. */
const MOST_SHOWN = 20;

/** By the credential's id; what nobody has is not among them. */
export async function holdersShownOf(
  { models }: Store,
  credentials: readonly CredentialDocument[],
  session?: ClientSession,
): Promise<ReadonlyMap<number, CheckedOut>> {
  const held = credentials.filter((credential) => custodyOf(credential).holders.length > 0);
  if (held.length === 0) return new Map();
  const wanted = held.flatMap((credential) => custodyOf(credential).holders.slice(0, MOST_SHOWN));
  const custodies = await models.custodies
    .find({ _id: { $in: wanted } }, { holder: 1, credential_id: 1, expires_at: 1 }, session ? { session } : {})
    .sort({ _id: 1 })
    .lean<Pick<CustodyDocument, '_id' | 'holder' | 'credential_id' | 'expires_at'>[]>();
  return new Map(
    held.map((credential) => {
      const { exclusive, holders } = custodyOf(credential);
      const own = custodies.filter(({ credential_id }) => credential_id === credential._id);
      return [credential._id, { exclusive, count: holders.length, holders: own.map(presentHolder) }];
    }),
  );
}

function presentHolder({
  _id,
  holder,
  expires_at,
}: Pick<CustodyDocument, '_id' | 'holder' | 'expires_at'>): CheckedOut['holders'][number] {
  return {
    check_out_id: _id,
    holder: holder.name,
    holder_type: holder.type === 'application' ? 'application' : 'user',
    holder_id: holder.id,
    expires_at: wireTimeOrNull(expires_at),
  };
}
