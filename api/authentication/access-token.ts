/** Access tokens of applications: looked up by hash, so that the database gives none away. */

import { createHash } from 'node:crypto';
import type { Actor, AuthenticationMethod } from '../../domain/access.ts';
import type { ApplicationDocument, OauthPayloadDocument } from '../../store/models/identity.ts';
import type { WorkloadIssuerDocument } from '../../store/models/sign-in.ts';
import type { Store } from '../../store/store.ts';
import type { Exchange } from '../exchange.ts';
import type { DpopProofs } from './dpop-proof.ts';
import { FreshRead } from './fresh-read.ts';
import { isInForce, issuedForOf } from './issued-for.ts';

/** Kind under which the OAuth2 server stores access tokens of applications. */
const KIND = 'ClientCredentials';

/** Key of whatever the OAuth2 server stores: `kind:sha256(id)`. */
export function oauthPayloadId(kind: string, id: string): string {
  return `${kind}:${createHash('sha256').update(id).digest('hex')}`;
}

interface TokenWithApplication {
  readonly token: OauthPayloadDocument;
  readonly application: ApplicationDocument;
  /** The issuer of the outside token that it was issued for. */
  readonly issuer: WorkloadIssuerDocument | null;
}

/** How an application proves itself, as the audit log names it. */
export const METHOD_OF = {
  client_secret: 'oauth2_client_credentials',
  private_key_jwt: 'oauth2_private_key_jwt',
  workload_identity: 'oauth2_token_exchange',
} as const satisfies Record<ApplicationDocument['authentication'], AuthenticationMethod>;

export class AccessTokens {
  readonly #store: Store;
  readonly #proofs: DpopProofs;
  /** By key of the stored payload. */
  readonly #tokens: FreshRead<TokenWithApplication | null>;

  constructor(store: Store, proofs: DpopProofs) {
    this.#store = store;
    this.#proofs = proofs;
    this.#tokens = new FreshRead((id) => this.#find(id));
  }

  /** A token that is bound to a key comes as `dpop` with a proof, every other one as `bearer`. */
  async authenticate(exchange: Exchange, text: string, scheme: 'bearer' | 'dpop'): Promise<Actor | undefined> {
    exchange.claimed = { organizationId: null, authentication: 'oauth2_client_credentials' };
    const found = await this.#tokens.get(oauthPayloadId(KIND, text));
    if (!found) return undefined;
    const { token, application } = found;
    const authentication = METHOD_OF[application.authentication];
    exchange.claimed = { organizationId: application.organization_id, authentication };
    const issuedFor = issuedForOf(token);
    if (!issuedFor || !isUsable(found)) return undefined;
    const key = token.payload['jkt'];
    const isProven = scheme === 'dpop' ? await this.#isProven(exchange, text, key) : key === undefined;
    if (!isProven) return undefined;
    return {
      type: 'application',
      id: application._id,
      name: application.name,
      homeOrganizationId: application.organization_id,
      organizationId: application.organization_id,
      authentication,
      authenticatedAt: null,
      hasSecondFactor: false,
      authorizedResources: application.authorized_resources,
      proof: { kind: 'access_token', id: token._id, epochs: { organization: issuedFor.organization_epoch } },
    };
  }

  /** `id`: key of the stored payload. */
  async stillHolds(id: string): Promise<boolean> {
    const found = await this.#find(id);
    return found !== null && isUsable(found);
  }

  async #isProven({ request }: Exchange, accessToken: string, key: unknown): Promise<boolean> {
    const header = request.headers['dpop'];
    if (typeof header !== 'string') return false;
    const [path = ''] = request.originalUrl.split('?', 1);
    const proof = await this.#proofs.read(header, { method: request.method, path, accessToken }, new Date());
    return proof !== null && proof.thumbprint === key && this.#proofs.use(proof);
  }

  async #find(id: string): Promise<TokenWithApplication | null> {
    const { oauthPayloads, applications, workloadIssuers } = this.#store.models;
    const token = await oauthPayloads.findById(id).lean<OauthPayloadDocument>();
    const clientId = token?.payload['clientId'];
    if (!token || typeof clientId !== 'string') return null;
    const application = await applications.findOne({ client_id: { $eq: clientId } }).lean<ApplicationDocument>();
    if (!application) return null;
    const issuedFor = issuedForOf(token);
    const issuer =
      issuedFor?.kind === 'federated_credential'
        ? await workloadIssuers.findById(issuedFor.workload_issuer_id).lean<WorkloadIssuerDocument>()
        : null;
    return { token, application, issuer };
  }
}

function isUsable({ token, application, issuer }: TokenWithApplication): boolean {
  const now = new Date();
  const isAlive = token.expires_at !== null && token.expires_at > now && token.consumed_at === null;
  const issuedFor = issuedForOf(token);
  return (
    isAlive &&
    application.status === 'active' &&
    issuedFor?.application_epoch === application.token_epoch &&
    isInForce(issuedFor, { application, issuer }, now)
  );
}
