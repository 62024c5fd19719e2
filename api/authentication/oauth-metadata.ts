/** Metadata of the OAuth2 server (RFC 8414): exactly what is switched on, which the library's own would not say. */

import { DPOP_ALGORITHMS } from './dpop-proof.ts';
import { CLIENT_CREDENTIALS, TOKEN_EXCHANGE } from './oauth-grants.ts';
import { SIGNATURE_ALGORITHMS } from './signature-algorithms.ts';

export interface OauthPaths {
  readonly issueToken: string;
  readonly revokeToken: string;
  readonly introspectToken: string;
}

export function oauthMetadata(issuer: string, paths: OauthPaths): Readonly<Record<string, unknown>> {
  const proven = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
  // `none`: an exchange is proven by the outside token.
  const all = [...proven, 'none'];
  return {
    issuer,
    token_endpoint: `${issuer}${paths.issueToken}`,
    revocation_endpoint: `${issuer}${paths.revokeToken}`,
    introspection_endpoint: `${issuer}${paths.introspectToken}`,
    grant_types_supported: [CLIENT_CREDENTIALS, TOKEN_EXCHANGE],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: all,
    token_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: all,
    revocation_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: proven,
    introspection_endpoint_auth_signing_alg_values_supported: SIGNATURE_ALGORITHMS,
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    service_documentation: `${issuer}/docs`,
  };
}
