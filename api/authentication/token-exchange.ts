/** Token exchange (RFC 8693): a token of a workload issuer for an access token, so that pipelines hold no secret. */

import type { TokenEndpointGrantContext } from 'oidc-provider';
import { InvalidGrant, InvalidRequest, InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import type { ApplicationDocument } from '../../store/models/identity.ts';
import type { WorkloadIssuerDocument } from '../../store/models/sign-in.ts';
import type { Store } from '../../store/store.ts';
import type { GuardedOutbound } from '../outbound/guarded-fetch.ts';
import { IssuerKeys } from '../workload-identity/issuer-keys.ts';
import {
  RefusedOutsideToken,
  type TrustedTokens,
  verifyOutsideToken,
} from '../workload-identity/verify-outside-token.ts';
import { type ExchangeParameters, type ProveByOutsideToken, TOKEN_TYPE_ACCESS } from './oauth-grants.ts';
import { oauthNotes } from './oauth-notes.ts';

const SUBJECT_TOKEN_TYPES = [
  'urn:ietf:params:oauth:token-type:jwt',
  'urn:ietf:params:oauth:token-type:id_token',
  TOKEN_TYPE_ACCESS,
];

type Context = TokenEndpointGrantContext<ExchangeParameters>;

export interface ExchangeParts {
  readonly store: Store;
  readonly outbound: GuardedOutbound;
  /** This server. */
  readonly issuer: string;
}

/**
 * The client learns no more than `invalid_grant`: whoever tries tokens must not be told what is wrong with them. The
 * audit record and the log have the code of the refusal.
 */
export function tokenExchange({ store, outbound, issuer }: ExchangeParts): ProveByOutsideToken {
  const keys = new IssuerKeys(outbound);
  return async (ctx) => {
    const token = readParameters(ctx, issuer);
    const trusted = await trustedTokens(store, ctx.oidc.client.clientId);
    try {
      const verified = await verifyOutsideToken(keys, trusted, token);
      // Not by the token's subject, which may be a person: what a record says of a change is never erased.
      oauthNotes(ctx).change =
        `by federated credential ${verified.credential.id} of workload issuer ${verified.issuer._id}`;
      return {
        kind: 'federated_credential',
        id: verified.credential.id,
        workload_issuer_id: verified.issuer._id,
        issuer_revision: verified.issuer.revision,
      };
    } catch (error) {
      if (!(error instanceof RefusedOutsideToken)) throw error;
      oauthNotes(ctx).change = `outside token refused: ${error.code}`;
      throw new InvalidGrant({ detail: error.code, cause: error });
    }
  };
}

/** The outside token; what asks for more than an access token of this server is refused. */
function readParameters({ oidc: { params } }: Context, issuer: string): string {
  const { subject_token, subject_token_type, requested_token_type, actor_token, audience, resource } = params;
  if (!subject_token || !subject_token_type) {
    throw new InvalidRequest('subject_token and subject_token_type must be given');
  }
  if (!SUBJECT_TOKEN_TYPES.includes(subject_token_type)) {
    throw new InvalidRequest('subject_token_type must be that of a JWT, an ID token or an access token');
  }
  if (requested_token_type && requested_token_type !== TOKEN_TYPE_ACCESS) {
    throw new InvalidRequest('requested_token_type can be that of an access token only');
  }
  if (actor_token) throw new InvalidRequest('actor_token is not supported');
  for (const target of [audience, resource]) {
    if (target && target !== issuer) throw new InvalidTarget('tokens are for the issuer of this server only');
  }
  return subject_token;
}

/** As they are in the database now. */
async function trustedTokens({ models }: Store, clientId: string): Promise<TrustedTokens> {
  const application = await models.applications
    .findOne({ client_id: { $eq: clientId }, status: 'active' })
    .lean<ApplicationDocument>();
  if (!application) return { issuers: [], credentials: [] };
  const { organization_id, federated_credentials: credentials } = application;
  const ids = credentials.map(({ workload_issuer_id }) => workload_issuer_id);
  const issuers = await models.workloadIssuers
    .find({ _id: { $in: ids }, organization_id, status: 'active' })
    .lean<WorkloadIssuerDocument[]>();
  return { issuers, credentials };
}
