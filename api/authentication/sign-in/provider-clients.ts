/** Capstan as a client of OpenID providers: their discovery documents, and how to talk to them. */

import * as oidc from 'openid-client';
import { CapstanError } from '../../../domain/errors.ts';
import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import type { GuardedOutbound } from '../../outbound/guarded-fetch.ts';
import type { IdentitySecrets } from '../seal-identity-secret.ts';

const KEPT_MS = 10 * 60_000;
const MAX_KEPT = 100;
const TIMEOUT_SECONDS = 10;
const CLOCK_TOLERANCE_SECONDS = 30;

interface Kept {
  readonly untilMs: number;
  readonly client: Promise<oidc.Configuration>;
}

export class ProviderClients {
  readonly #secrets: IdentitySecrets;
  readonly #outbound: GuardedOutbound;
  /** By id and revision: a change of the provider makes another one. */
  readonly #kept = new Map<string, Kept>();

  constructor(secrets: IdentitySecrets, outbound: GuardedOutbound) {
    this.#secrets = secrets;
    this.#outbound = outbound;
  }

  /** @throws CapstanError `identity_provider_failed` where its discovery document cannot be had or used. */
  async of(provider: IdentityProviderDocument): Promise<oidc.Configuration> {
    const key = `${provider._id}:${provider.revision}`;
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > Date.now()) return kept.client;
    const client = this.#discover(provider);
    this.#kept.delete(key);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= MAX_KEPT && !oldest.done) this.#kept.delete(oldest.value);
    this.#kept.set(key, { untilMs: Date.now() + KEPT_MS, client });
    client.catch(() => this.#kept.delete(key));
    return client;
  }

  async #discover(provider: IdentityProviderDocument): Promise<oidc.Configuration> {
    const { _id, issuer, client_id, sealed_client_secret } = provider;
    const secret =
      sealed_client_secret === null
        ? null
        : await this.#secrets.open(sealed_client_secret, `identity_provider/${_id}/client_secret`);
    try {
      return await oidc.discovery(
        new URL(issuer),
        client_id,
        { [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
        secret === null ? oidc.None() : bySecret(secret.reveal()),
        {
          [oidc.customFetch]: this.#outbound.fetchFor(issuer),
          timeout: TIMEOUT_SECONDS,
          // The guarded fetch lets http through on loopback only. Signatures of id tokens are checked in every case.
          execute: [
            ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
            oidc.enableNonRepudiationChecks,
          ],
        },
      );
    } catch (error) {
      throw providerFailed(error);
    }
  }
}

/** As the provider says that it takes it; Basic is what all must take who say nothing (OpenID Discovery, section 3). */
function bySecret(secret: string): oidc.ClientAuth {
  const basic = oidc.ClientSecretBasic(secret);
  const post = oidc.ClientSecretPost(secret);
  return (server, ...request) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const takesPostOnly = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic');
    return (takesPostOnly ? post : basic)(server, ...request);
  };
}

/** The provider's own words stay out of it. */
export function providerFailed(cause: unknown): CapstanError {
  return new CapstanError('identity_provider_failed', 'The identity provider did not answer as it should.', { cause });
}
