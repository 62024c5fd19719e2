/** Secrets of a notification channel as they are stored: sealed to the vault. */

import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ChannelKind } from '../../../domain/notification-channel.ts';
import { Secret } from '../../../domain/secret.ts';
import type {
  ChannelDestination,
  ChannelSecret,
  NotificationChannelDocument,
} from '../../../store/models/notification-channel.ts';
import type { Store } from '../../../store/store.ts';
import { inboxKey } from '../../../store/vault/inbox-key.ts';
import { sealForVault } from '../../../store/vault/seal-for-vault.ts';
import { unusable } from '../found.ts';

/** In the form of the Standard Webhooks specification, which wants 24 to 64 bytes. */
const ENTROPY_BYTES = 32;

/** Where bodies have the secret. */
const FIELDS: Readonly<Record<Exclude<ChannelKind, 'webhook'>, string>> = {
  slack: 'slack.url',
  teams: 'teams.url',
  jira: 'jira.token',
  email: 'email.password',
};

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

/** @throws CapstanError `unprocessable` where the destination wants a secret and none is there. */
export function requireSecret(kind: ChannelKind, { email }: ChannelDestination, isThere: boolean): void {
  const wantsNone = kind === 'webhook' || (kind === 'email' && email?.username === null);
  if (!isThere && !wantsNone) throw unusable(FIELDS[kind], 'is missing');
}

/**
 * Whoever leads events elsewhere must give the secret again: it would go to whom they choose. What webhooks are signed with
 * is shown to nobody.
 * @throws CapstanError `unprocessable`.
 */
export function requireSameServer(
  kind: ChannelKind,
  before: Pick<NotificationChannelDocument, 'destination' | 'tls'>,
  after: Pick<NotificationChannelDocument, 'destination' | 'tls'>,
): void {
  if (kind === 'webhook' || isDeepStrictEqual(serverOf(before), serverOf(after))) return;
  throw unusable(FIELDS[kind], 'must be given again where events go to another server, or to another user of it');
}

function serverOf({ destination: { jira, email }, tls }: Pick<NotificationChannelDocument, 'destination' | 'tls'>) {
  return {
    tls: { ...tls },
    jira: jira && { url: jira.url, user: jira.user },
    email: email && { host: email.host, port: email.port, security: email.security, username: email.username },
  };
}
