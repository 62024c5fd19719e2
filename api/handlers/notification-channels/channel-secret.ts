/** Secrets of a notification channel as they are stored: sealed to the vault. */

import { randomBytes } from 'node:crypto';
import { Secret } from '../../../domain/secret.ts';
import type { ChannelSecret, NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import type { Store } from '../../../store/store.ts';
import { inboxKey } from '../../../store/vault/inbox-key.ts';
import { sealForVault } from '../../../store/vault/seal-for-vault.ts';

/** In the form of the Standard Webhooks specification, which wants 24 to 64 bytes. */
const ENTROPY_BYTES = 32;

export function newSigningSecret(): Secret {
  return new Secret(`whsec_${randomBytes(ENTROPY_BYTES).toString('base64')}`);
}

/** @throws CapstanError `not_ready` until a worker has published the key of the vault. */
export async function sealChannelSecret(
  store: Store,
  { _id, organization_id }: Pick<NotificationChannelDocument, '_id' | 'organization_id'>,
  secret: Secret,
  { version, now }: { readonly version: number; readonly now: Date },
): Promise<ChannelSecret> {
  const context = { organizationId: organization_id, notificationChannelId: _id, version };
  const sealed = await sealForVault(await inboxKey(store), secret, context);
  return { version, sealed, created_at: now, expires_at: null };
}
