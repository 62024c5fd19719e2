/** How access tokens come about: by client credentials, or by the exchange of an outside token. */

import type { Client, KoaContextWithOIDC, default as ProviderType, TokenEndpointGrantContext } from 'oidc-provider';
import { InvalidClientAuth, InvalidDpopProof } from 'oidc-provider/lib/helpers/errors.js';
import type { Store } from '../../store/store.ts';
import { signerOf } from './client-assertion.ts';
import type { DpopProof, DpopProofs } from './dpop-proof.ts';
import { ISSUED_FOR, type IssuedFor, type TokenEpochs } from './issued-for.ts';
import { oauthNotes } from './oauth-notes.ts';
import { hashSecret } from './secrets.ts';

export const TOKEN_TYPE_ACCESS = 'urn:ietf:params:oauth:token-type:access_token';
export const CLIENT_CREDENTIALS = 'client_credentials';
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

export interface GrantParts {
  readonly store: Store;
  readonly provider: ProviderType;
  readonly proofs: DpopProofs;
  /** Path of the token endpoint. */
  readonly path: string;
}

/** Parameters of the exchange (RFC 8693, section 2.1). */
export interface ExchangeParameters {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly requested_token_type?: string;
  readonly actor_token?: string;
  readonly audience?: string;
  readonly resource?: string;
}

const EXCHANGE_PARAMETERS = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'actor_token_type',
  'audience',
  'resource',
  'scope',
];

/** Finds the credential that an outside token is as good as; throws the refusal otherwise. */
export type ProveByOutsideToken = (ctx: TokenEndpointGrantContext<ExchangeParameters>) => Promise<IssuedFor>;

/**
 * Both grants, ours instead of the library's: its tokens do not say which credential they were issued for, it
 * compares DPoP proofs with the Host header, and it looks up whether one was used before it notes that.
 */
export function registerGrants(parts: GrantParts, proveByOutsideToken: ProveByOutsideToken): void {
  const { provider } = parts;
  provider.registerGrantType(
    CLIENT_CREDENTIALS,
    async (ctx) => {
      const proof = await readProof(parts, ctx);
      await issue(parts, ctx, await credentialOf(ctx), proof);
    },
    ['scope'],
  );
  provider.registerGrantType<ExchangeParameters>(
    TOKEN_EXCHANGE,
    async (ctx) => {
      const proof = await readProof(parts, ctx);
      await issue(parts, ctx, await proveByOutsideToken(ctx), proof);
      ctx.body = { ...Object(ctx.body), issued_token_type: TOKEN_TYPE_ACCESS };
    },
    EXCHANGE_PARAMETERS,
  );
}

/** `extraTokenClaims` of the library: what the token keeps beside its own fields. */
export function claimsOfToken(ctx: KoaContextWithOIDC): Record<string, unknown> {
  const { issuedFor } = oauthNotes(ctx);
  if (!issuedFor) throw new Error('a token is issued for no credential');
  return { [ISSUED_FOR]: issuedFor };
}

async function issue(
  { store, provider, proofs }: GrantParts,
  ctx: TokenEndpointGrantContext<object>,
  issuedFor: IssuedFor,
  proof: DpopProof | null,
): Promise<void> {
  const { client } = ctx.oidc;
  oauthNotes(ctx).issuedFor = { ...issuedFor, ...(await epochsOf(store, client.clientId)) };
  const token = new provider.ClientCredentials({ client });
  if (proof) {
    if (!(await proofs.use(proof))) throw new InvalidDpopProof('the proof was used before');
    token.setThumbprint('jkt', proof.thumbprint);
  }
  const text = await token.save();
  ctx.body = { access_token: text, token_type: token.tokenType, expires_in: token.expiration };
}

/** As they are while both are active; what ends tokens from now on moves them. @throws InvalidClientAuth otherwise. */
async function epochsOf({ models }: Store, clientId: string): Promise<TokenEpochs> {
  const application = await models.applications
    .findOne({ client_id: { $eq: clientId }, status: 'active' }, { organization_id: 1, token_epoch: 1 })
    .lean();
  const organization =
    application &&
    (await models.organizations
      .findOne({ _id: application.organization_id, status: 'active' }, { sign_in_epoch: 1 })
      .lean());
  if (!application || !organization) throw new InvalidClientAuth('the client is not active any more');
  return { application_epoch: application.token_epoch, organization_epoch: organization.sign_in_epoch };
}

/** null where there is none. */
async function readProof({ proofs, path }: GrantParts, ctx: KoaContextWithOIDC): Promise<DpopProof | null> {
  const header = ctx.get('DPoP');
  if (header === '') return null;
  const proof = await proofs.read(header, { method: ctx.method, path }, new Date());
  if (!proof) throw new InvalidDpopProof('the proof is not valid for this request');
  return proof;
}

/** The secret or key by which the client has just proved itself. */
async function credentialOf({ oidc, headers }: TokenEndpointGrantContext<object>): Promise<IssuedFor> {
  const { client } = oidc;
  const assertion = oidc.params['client_assertion'];
  if (typeof assertion === 'string') return { kind: 'public_key', thumbprint: await signerOf(client, assertion) };
  const inForm = oidc.params['client_secret'];
  const secret = typeof inForm === 'string' ? inForm : secretOf(headers.authorization);
  return { kind: 'secret', hash: knownHash(client, secret) };
}

function secretOf(authorization = ''): string {
  const text = Buffer.from(authorization.replace(/^basic +/i, ''), 'base64').toString('utf8');
  return decodeURIComponent(text.slice(text.indexOf(':') + 1).replaceAll('+', '%20'));
}

function knownHash(client: Client, secret: string): string {
  const hash = hashSecret(secret);
  if (!(client.clientSecret ?? '').split(',').includes(hash)) throw new Error('the client has not shown its secret');
  return hash;
}
