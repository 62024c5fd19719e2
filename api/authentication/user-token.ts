/** User tokens: what a person gets for a password, a second factor or a sign-in elsewhere, and uses for a while. */

import { ulid } from 'ulid';
import type { Actor, SignInEpochs } from '../../domain/access.ts';
import type { OrganizationDocument, UserDocument, UserTokenDocument } from '../../store/models/identity.ts';
import type { IdentityProviderDocument } from '../../store/models/sign-in.ts';
import type { Store } from '../../store/store.ts';
import type { Exchange } from '../exchange.ts';
import type { Transaction } from '../operation.ts';
import { FreshRead } from './fresh-read.ts';
import { hashSecret, issueSecret } from './secrets.ts';

/** A token, and what it rests on. */
interface FoundToken {
  readonly token: UserTokenDocument;
  readonly user: UserDocument;
  /** The one that the token was given for; null where there is none. */
  readonly provider: IdentityProviderDocument | null;
}

export class UserTokens {
  readonly #store: Store;
  /** By hash. */
  readonly #tokens: FreshRead<FoundToken | null>;

  constructor(store: Store) {
    this.#store = store;
    this.#tokens = new FreshRead((hash) => this.#find(hash));
  }

  async authenticate(exchange: Exchange, text: string): Promise<Actor | undefined> {
    exchange.claimed = { organizationId: null, authentication: 'token_basic' };
    const found = await this.#tokens.get(hashSecret(text));
    if (!found) return undefined;
    const { token, user } = found;
    exchange.claimed = { organizationId: token.organization_id, authentication: token.method };
    if (!isUsable(found)) return undefined;
    return {
      type: 'user',
      id: user._id,
      name: user.name,
      homeOrganizationId: user.organization_id,
      organizationId: user.organization_id,
      authentication: token.method,
      authenticatedAt: token.authenticated_at,
      hasSecondFactor: user.totp?.confirmed_at != null,
      authorizedResources: null,
      proof: {
        kind: 'user_token',
        id: token._id,
        epochs: { user: token.user_epoch, organization: token.organization_epoch },
      },
    };
  }

  async stillHolds(tokenHash: string): Promise<boolean> {
    const found = await this.#find(tokenHash);
    return found !== null && isUsable(found);
  }

  async #find(hash: string): Promise<FoundToken | null> {
    const found = await this.#read(hash);
    const isBehind = found !== null && found.token.user_epoch < found.user.sign_in_epoch;
    // The token that a password was changed with moves along with its user, maybe between the two reads.
    return isBehind ? this.#read(hash) : found;
  }

  async #read(hash: string): Promise<FoundToken | null> {
    const { userTokens, users, identityProviders } = this.#store.models;
    const token = await userTokens.findOne({ _id: { $eq: hash } }).lean<UserTokenDocument>();
    if (!token) return null;
    const providerId = token.identity_provider_id;
    const [user, provider] = await Promise.all([
      users.findById(token.user_id).lean<UserDocument>(),
      providerId === null ? null : identityProviders.findById(providerId).lean<IdentityProviderDocument>(),
    ]);
    return user && { token, user, provider };
  }
}

/** All but the organization, which is asked for every kind of credential. */
function isUsable({ token, user, provider }: FoundToken): boolean {
  const isAlive = token.revoked_at === null && token.expires_at > new Date();
  return (
    isAlive &&
    user.status === 'active' &&
    token.user_epoch === user.sign_in_epoch &&
    (token.method !== 'token_oidc' || isVouchedFor(token, provider))
  );
}

function isVouchedFor({ provider_epoch }: UserTokenDocument, provider: FoundToken['provider']): boolean {
  return provider?.status === 'active' && provider_epoch === provider.sign_in_epoch;
}

export interface TokenRequest {
  readonly user: Pick<UserDocument, '_id' | 'organization_id'>;
  readonly organization: Pick<OrganizationDocument, 'user_token_minutes'>;
  readonly method: UserTokenDocument['method'];
  readonly authenticatedAt: Date;
  /**
   * As they were when the person was authenticated, and not as the transaction finds them: what has ended in between
   * gives no token that works.
   */
  readonly epochs: SignInEpochs;
  /** Whose word the token is given for; null: the password's. */
  readonly provider: { readonly id: number; readonly epoch: number } | null;
  readonly address: string | null;
  readonly now: Date;
}

/** Makes a token in the transaction; its text is shown once. */
export async function issueUserToken(
  store: Store,
  tx: Pick<Transaction, 'session'>,
  { user, organization, method, authenticatedAt, epochs, provider, address, now }: TokenRequest,
): Promise<{ readonly text: string; readonly token: UserTokenDocument }> {
  const { text, hash } = issueSecret('userToken');
  const token: UserTokenDocument = {
    _id: hash,
    public_id: `utk_${ulid().toLowerCase()}`,
    organization_id: user.organization_id,
    user_id: user._id,
    method,
    authenticated_at: authenticatedAt,
    created_at: now,
    expires_at: new Date(now.getTime() + organization.user_token_minutes * 60_000),
    revoked_at: null,
    address,
    user_epoch: epochs.user,
    organization_epoch: epochs.organization,
    identity_provider_id: provider?.id ?? null,
    provider_epoch: provider?.epoch ?? null,
  };
  await store.models.userTokens.create([token], { session: tx.session });
  return { text, token };
}
