/** Whether every account logs in with what is stored of it: the measure of whether work was done at all. */

import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import type { CredentialDocument, CredentialVersionDocument } from '../../store/models/credential.ts';
import type { Store } from '../../store/store.ts';
import type { Vault } from '../../store/vault/vault.ts';
import type { ManagedAccount, NewAccount } from './accounts.ts';

const CHUNK = 1_000;
const AT_ONCE = 8;

/** @throws Error where one has no current version, or more; whatever `logIn` throws where one is refused. */
export async function expectAllLogIn(
  store: Store,
  vault: Vault,
  accounts: readonly ManagedAccount[],
  logIn: (account: NewAccount) => Promise<void>,
): Promise<void> {
  for await (const waiting of storedAccounts(store, vault, accounts)) {
    const lane = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await logIn(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }
}

/** With their passwords as they are stored now, some at a time. */
export async function* storedAccounts(
  store: Store,
  vault: Vault,
  accounts: readonly ManagedAccount[],
): AsyncGenerator<NewAccount[]> {
  for (let from = 0; from < accounts.length; from += CHUNK) {
    const part = accounts.slice(from, from + CHUNK);
    const credentials = await store.models.credentials
      .find({ resource_id: { $in: part.map(({ resource }) => resource) }, status: 'active' })
      .lean<CredentialDocument[]>();
    const versions = await store.models.credentialVersions
      .find({ credential_id: { $in: credentials.map(({ _id }) => _id) }, state: 'current' })
      .lean<CredentialVersionDocument[]>();
    if (versions.length !== part.length) throw new Error(`${part.length} accounts have ${versions.length} secrets`);
    const credentialOf = new Map(credentials.map(({ resource_id, _id }) => [resource_id, _id]));
    const versionOf = new Map(versions.map((version) => [version.credential_id, version]));
    yield await Promise.all(
      part.map(async ({ username, resource }) => {
        const credentialId = credentialOf.get(resource) ?? 0;
        const current = versionOf.get(credentialId);
        if (!current?.sealed) throw new Error(`${username} has no current version with a secret of its own`);
        const context = { organizationId: FIRST_ORGANIZATION_ID, credentialId, version: current.version };
        return { username, password: await vault.open(current.sealed, context) };
      }),
    );
  }
}
