/** What activating and deactivating an identity provider have in common. */

import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { findProvider, reviseProvider } from './find-identity-provider.ts';
import { presentIdentityProvider } from './present-identity-provider.ts';
import { requireMappable } from './require-mappable-groups.ts';

export async function setProviderStatus(
  request: Request<'activateIdentityProvider' | 'deactivateIdentityProvider'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const provider = await findProvider(request, tx);
  if (provider.status === status) {
    return { ...showing(200, provider, presentIdentityProvider(provider)), reason: 'nothing to change' };
  }
  if (status === 'active') {
    await requireMappable(
      request,
      tx,
      provider.group_mappings.map(({ group_id }) => group_id),
    );
  } else {
    await endTokens(request, tx, provider._id);
  }
  const revised = await reviseProvider(request, tx, provider, { status });
  return {
    ...showing(200, revised, presentIdentityProvider(revised)),
    reason: `identity provider ${provider.name} is ${status}`,
  };
}

/** Whoever came in by its word is out until they come in by another. */
async function endTokens(
  { means, now }: Pick<Request, 'means' | 'now'>,
  { session }: Transaction,
  providerId: number,
): Promise<void> {
  const { users, userTokens } = means.store.models;
  const ids = await users.distinct('_id', { identity_provider_id: providerId }).session(session);
  await userTokens.updateMany(
    { user_id: { $in: ids }, method: 'token_oidc', revoked_at: null },
    { $set: { revoked_at: now } },
    { session },
  );
}
