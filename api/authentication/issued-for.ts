/**
 * The credential of an application that an access token was issued for. The token works as long as that credential
 * does: this is asked at every request, so it does not matter in which order a token is stored and a credential goes.
 */

import type { ApplicationDocument, OauthPayloadDocument } from '../../store/models/identity.ts';
import type { WorkloadIssuerDocument } from '../../store/models/sign-in.ts';

export type IssuedFor =
  /** SHA-256 of the client secret, hex. */
  | { readonly kind: 'secret'; readonly hash: string }
  | { readonly kind: 'public_key'; readonly thumbprint: string }
  | {
      readonly kind: 'federated_credential';
      readonly id: string;
      readonly workload_issuer_id: number;
      /** Of the issuer at that moment: whatever changes it ends the token. */
      readonly issuer_revision: number;
    };

/** What a token was issued under: deactivations move these, and a token of an epoch that has passed stays ended. */
export interface TokenEpochs {
  readonly application_epoch: number;
  readonly organization_epoch: number;
}

/** Name of the field among the extra claims of a token. */
export const ISSUED_FOR = 'issued_for';

/** null for a token that does not say. */
export function issuedForOf({ payload }: Pick<OauthPayloadDocument, 'payload'>): (IssuedFor & TokenEpochs) | null {
  const extra: unknown = payload['extra'];
  const found: unknown = typeof extra === 'object' && extra !== null ? Reflect.get(extra, ISSUED_FOR) : undefined;
  // Nothing but the token endpoint writes it.
  return (found as (IssuedFor & TokenEpochs) | undefined) ?? null;
}

export interface CredentialFacts {
  readonly application: Pick<ApplicationDocument, 'secrets' | 'public_keys' | 'federated_credentials'>;
  /** The one that `issuedFor` names; null where it is gone. */
  readonly issuer: Pick<WorkloadIssuerDocument, '_id' | 'status' | 'revision'> | null;
}

/** The newest, and the one before it while the overlap lasts. */
export function secretsInForce(
  { secrets }: Pick<ApplicationDocument, 'secrets'>,
  now: Date,
): ApplicationDocument['secrets'] {
  return secrets.filter(({ expires_at }) => expires_at === null || expires_at > now);
}

/** Whether the credential would still be taken. */
export function isInForce(issuedFor: IssuedFor, { application, issuer }: CredentialFacts, now: Date): boolean {
  switch (issuedFor.kind) {
    case 'secret':
      return secretsInForce(application, now).some(({ hash }) => hash === issuedFor.hash);
    case 'public_key':
      return application.public_keys.some(({ thumbprint }) => thumbprint === issuedFor.thumbprint);
    case 'federated_credential':
      return (
        application.federated_credentials.some(({ id }) => id === issuedFor.id) &&
        issuer?.status === 'active' &&
        issuer.revision === issuedFor.issuer_revision
      );
  }
}
