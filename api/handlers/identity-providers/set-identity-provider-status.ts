/** What activating and deactivating an identity provider have in common. */

import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { reviseProvider, takeProvider } from './find-identity-provider.ts';
import { presentIdentityProvider } from './present-identity-provider.ts';
import { requireMappable } from './require-mappable-groups.ts';

export async function setProviderStatus(
  request: Request<'activateIdentityProvider' | 'deactivateIdentityProvider'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const provider = await takeProvider(request, tx);
  if (provider.status === status) {
    return { ...showing(200, provider, presentIdentityProvider(provider)), change: 'nothing to change' };
  }
  if (status === 'active') {
    await requireMappable(
      request,
      tx,
      provider.group_mappings.map(({ group_id }) => group_id),
    );
  } else {
    await markTokens(request, tx, provider._id);
  }
  const ended = status === 'inactive' ? { sign_in_epoch: provider.sign_in_epoch + 1 } : {};
  const revised = await reviseProvider(request, tx, provider, { status, ...ended });
  return {
    ...showing(200, revised, presentIdentityProvider(revised)),
    change: `identity provider ${provider._id} is ${status}`,
  };
}

/** So that they show as ended: it is the epoch that ends them, whatever is stored meanwhile. */
async function markTokens(
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
