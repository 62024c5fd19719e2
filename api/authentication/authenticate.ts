/** The first beat: who asks. HTTP Basic for users, a bearer token for applications. */

import type { Actor } from '../../domain/access.ts';
import type { ApplicationDocument, UserDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import type { ClaimedIdentity, Exchange } from '../exchange.ts';
import { findAccessToken } from './access-token.ts';
import { FreshRead } from './fresh-read.ts';
import { PasswordCheck } from './password-check.ts';

export type Scheme = 'basic' | 'bearer';

const MAX_HEADER_LENGTH = 2_048;

export class Authenticator {
  readonly #store: Store;
  readonly #passwords = new PasswordCheck();

  readonly #users: FreshRead<UserDocument | null>;
  readonly #applications: FreshRead<ApplicationDocument | null>;
  /** Token -> client id. */
  readonly #tokens: FreshRead<string | undefined>;

  constructor(store: Store) {
    this.#store = store;
    const { users, applications } = store.models;
    this.#users = new FreshRead((name) => users.findOne({ name: { $eq: name } }).lean<UserDocument>());
    this.#applications = new FreshRead((clientId) =>
      applications.findOne({ client_id: { $eq: clientId } }).lean<ApplicationDocument>(),
    );
    this.#tokens = new FreshRead((token) => findAccessToken(store, token, new Date()));
  }

  /**
   * The actor whom the request's Authorization header proves under `scheme`; undefined where it proves
   * none. Status and role are read from the database on every call. What the header claims is noted in
   * the exchange.
   */
  async authenticate(exchange: Exchange, scheme: Scheme): Promise<Actor | undefined> {
    const header = exchange.request.headers.authorization;
    if (header === undefined || header.length > MAX_HEADER_LENGTH) return undefined;
    const [, named = '', value = ''] = /^(\w+) +([\x21-\x7e]+) *$/.exec(header) ?? [];
    if (named.toLowerCase() !== scheme) return undefined;
    return scheme === 'basic' ? this.#basic(exchange, value) : this.#bearer(exchange, value);
  }

  /** Whether `actor` is still who it was, with the same role: asked again while a stream lives. */
  async stillHolds(actor: Actor): Promise<boolean> {
    const found =
      actor.type === 'user'
        ? await this.#store.models.users.findById(actor.id, { status: 1, role: 1 }).lean()
        : await this.#store.models.applications.findById(actor.id, { status: 1, role: 1 }).lean();
    return found?.status === 'active' && found.role === actor.role;
  }

  async #basic(exchange: Exchange, value: string): Promise<Actor | undefined> {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon < 1) return undefined;
    const name = text.slice(0, colon);
    const user = await this.#users.get(name);
    exchange.claimed = claim(user?.organization_id, 'basic');
    const matches = await this.#passwords.matches(user?.password_hash, text.slice(colon + 1));
    if (!user || !matches || user.status !== 'active') return undefined;
    return {
      type: 'user',
      id: user._id,
      name: user.name,
      organizationId: user.organization_id,
      role: user.role,
      authentication: 'basic',
    };
  }

  async #bearer(exchange: Exchange, token: string): Promise<Actor | undefined> {
    exchange.claimed = claim(undefined, 'oauth2_client_credentials');
    const clientId = await this.#tokens.get(token);
    if (clientId === undefined) return undefined;
    const application = await this.#applications.get(clientId);
    exchange.claimed = claim(application?.organization_id, 'oauth2_client_credentials');
    if (application?.status !== 'active') return undefined;
    return {
      type: 'application',
      id: application._id,
      name: application.name,
      organizationId: application.organization_id,
      role: application.role,
      authentication: 'oauth2_client_credentials',
    };
  }
}

function claim(organizationId: number | undefined, authentication: ClaimedIdentity['authentication']): ClaimedIdentity {
  return { organizationId: organizationId ?? null, authentication };
}
