/** API keys: they act as their user, with what the user holds at that moment. */

import type { Actor } from '../../domain/access.ts';
import { isAddressIn } from '../../runtime/addresses.ts';
import type { ApiKeyDocument, UserDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import type { Exchange } from '../exchange.ts';
import { FreshRead } from './fresh-read.ts';
import { hashSecret } from './secrets.ts';

interface KeyWithUser {
  readonly key: ApiKeyDocument;
  readonly user: UserDocument;
  /** Whether the identity provider that the user comes from is active; true for local users. */
  readonly isVouchedFor: boolean;
}

/** The time of last use is as exact as this; finer, each request would cost a write. */
const LAST_USE_EVERY_MS = 60_000;

export class ApiKeys {
  readonly #store: Store;
  /** By hash. */
  readonly #keys: FreshRead<KeyWithUser | null>;

  constructor(store: Store) {
    this.#store = store;
    this.#keys = new FreshRead((hash) => this.#find({ secret_hash: { $eq: hash } }));
  }

  async authenticate(exchange: Exchange, text: string): Promise<Actor | undefined> {
    exchange.claimed = { organizationId: null, authentication: 'api_key' };
    const found = await this.#keys.get(hashSecret(text));
    if (!found) return undefined;
    const { key, user } = found;
    exchange.claimed = { organizationId: key.organization_id, authentication: 'api_key' };
    if (!isUsable(found) || !mayComeFrom(key, exchange.address)) return undefined;
    await this.#noteUse(key);
    return {
      type: 'user',
      id: user._id,
      name: user.name,
      homeOrganizationId: user.organization_id,
      organizationId: user.organization_id,
      authentication: 'api_key',
      authenticatedAt: null,
      hasSecondFactor: user.totp?.confirmed_at != null,
      authorizedResources: null,
      proof: { kind: 'api_key', id: key._id },
    };
  }

  async stillHolds(keyId: number): Promise<boolean> {
    const found = await this.#find({ _id: keyId });
    return found !== null && isUsable(found);
  }

  async #find(filter: { readonly _id: number } | { readonly secret_hash: { readonly $eq: string } }) {
    const key = await this.#store.models.apiKeys.findOne(filter).lean<ApiKeyDocument>();
    const user = key && (await this.#store.models.users.findById(key.user_id).lean<UserDocument>());
    return key && user ? { key, user, isVouchedFor: await this.#isVouchedFor(user) } : null;
  }

  /** A provider that is shut out lets nobody in, whatever they have got by its word. */
  async #isVouchedFor({ identity_provider_id }: UserDocument): Promise<boolean> {
    if (identity_provider_id === null) return true;
    const { identityProviders } = this.#store.models;
    return (await identityProviders.exists({ _id: identity_provider_id, status: 'active' })) !== null;
  }

  async #noteUse({ _id, last_used_at }: ApiKeyDocument): Promise<void> {
    const now = new Date();
    if (last_used_at && now.getTime() - last_used_at.getTime() < LAST_USE_EVERY_MS) return;
    await this.#store.models.apiKeys.updateOne({ _id, status: 'active' }, { $max: { last_used_at: now } });
  }
}

function isUsable({ key, user, isVouchedFor }: KeyWithUser): boolean {
  const isExpired = key.expires_at !== null && key.expires_at <= new Date();
  return key.status === 'active' && !isExpired && user.status === 'active' && isVouchedFor;
}

function mayComeFrom({ allowed_addresses }: ApiKeyDocument, address: string | null): boolean {
  return allowed_addresses.length === 0 || (address !== null && isAddressIn(address, allowed_addresses));
}
