/** The authorization of a log collector as it is stored: sealed to the vault. */

import { Secret } from '../../../domain/secret.ts';
import type { LogCollectorDocument } from '../../../store/models/log-collector.ts';
import type { Store } from '../../../store/store.ts';
import { inboxKey } from '../../../store/vault/inbox-key.ts';
import { sealForVault } from '../../../store/vault/seal-for-vault.ts';

type Authorization = Pick<LogCollectorDocument, 'authorization' | 'authorization_version'>;

/**
 * The next value after `version`; null takes it away.
 * @throws CapstanError `not_ready` until a worker has published the key of the vault.
 */
export async function sealAuthorization(
  store: Store,
  { _id: logCollectorId, organization_id: organizationId }: Pick<LogCollectorDocument, '_id' | 'organization_id'>,
  value: string | null,
  version: number,
): Promise<Authorization> {
  const next = version + 1;
  if (value === null) return { authorization: null, authorization_version: next };
  const context = { organizationId, logCollectorId, version: next };
  const authorization = await sealForVault(await inboxKey(store), new Secret(value), context);
  return { authorization, authorization_version: next };
}
