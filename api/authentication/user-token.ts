/** User tokens: what a person gets for a password, a second factor or a sign-in elsewhere, and uses for a while. */

import { ulid } from 'ulid';
import type { Actor } from '../../domain/access.ts';
import type { OrganizationDocument, UserDocument, UserTokenDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import type { Exchange } from '../exchange.ts';
import type { Transaction } from '../operation.ts';
import { FreshRead } from './fresh-read.ts';
import { hashSecret, issueSecret } from './secrets.ts';

interface TokenWithUser {
  readonly token: UserTokenDocument;
  readonly user: UserDocument;
}

export class UserTokens {
  readonly #store: Store;
  /** By hash. */
  readonly #tokens: FreshRead<TokenWithUser | null>;

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
      proof: { kind: 'user_token', id: token._id },
    };
  }

  async stillHolds(tokenHash: string): Promise<boolean> {
    const found = await this.#find(tokenHash);
    return found !== null && isUsable(found);
  }

  async #find(hash: string): Promise<TokenWithUser | null> {
    const token = await this.#store.models.userTokens.findOne({ _id: { $eq: hash } }).lean<UserTokenDocument>();
    const user = token && (await this.#store.models.users.findById(token.user_id).lean<UserDocument>());
    return token && user ? { token, user } : null;
  }
}

function isUsable({ token, user }: TokenWithUser): boolean {
  return token.revoked_at === null && token.expires_at > new Date() && user.status === 'active';
}

export interface TokenRequest {
  readonly user: Pick<UserDocument, '_id' | 'organization_id'>;
  readonly organization: Pick<OrganizationDocument, 'user_token_minutes'>;
  readonly method: UserTokenDocument['method'];
  readonly authenticatedAt: Date;
  readonly address: string | null;
  readonly now: Date;
}

/** Makes a token in the transaction; its text is shown once. */
export async function issueUserToken(
  store: Store,
  tx: Pick<Transaction, 'session'>,
  { user, organization, method, authenticatedAt, address, now }: TokenRequest,
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
  };
  await store.models.userTokens.create([token], { session: tx.session });
  return { text, token };
}
