/** Verifies a token that an application brings from a workload issuer. */

import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import {
  type Claims,
  isTooLongLived,
  MAX_OUTSIDE_LIFETIME_SECONDS,
  meetsConditions,
  type OutsideTokenRefusal,
} from '../../domain/outside-token.ts';
import type { FederatedCredential } from '../../store/models/identity.ts';
import type { WorkloadIssuerDocument } from '../../store/models/sign-in.ts';
import { SIGNATURE_ALGORITHMS } from '../authentication/signature-algorithms.ts';
import { type IssuerKeys, IssuerUnavailable } from './issuer-keys.ts';

const CLOCK_TOLERANCE_SECONDS = 30;

export interface TrustedTokens {
  /** Active issuers that the application's credentials name. */
  readonly issuers: readonly WorkloadIssuerDocument[];
  readonly credentials: readonly FederatedCredential[];
}

export interface VerifiedToken {
  readonly credential: FederatedCredential;
  readonly issuer: WorkloadIssuerDocument;
}

/** The token does not stand for the application; `code` is for the audit log and never for the client. */
export class RefusedOutsideToken extends Error {
  override readonly name = 'RefusedOutsideToken';
  readonly code: OutsideTokenRefusal;

  constructor(code: OutsideTokenRefusal, options?: ErrorOptions) {
    super(`the outside token is refused: ${code}`, options);
    this.code = code;
  }
}

/** @throws RefusedOutsideToken */
export async function verifyOutsideToken(
  keys: IssuerKeys,
  { issuers, credentials }: TrustedTokens,
  token: string,
): Promise<VerifiedToken> {
  const named = issuerNamedBy(token);
  const candidates = issuers.filter(({ issuer }) => issuer === named);
  let refusal = new RefusedOutsideToken('issuer_not_trusted');
  // Several where one issuer is trusted under several audiences.
  for (const issuer of candidates) {
    try {
      const claims = await verifyWith(keys, issuer, token);
      const ofIssuer = credentials.filter(({ workload_issuer_id }) => workload_issuer_id === issuer._id);
      const credential = ofIssuer.find((found) => meetsConditions(claims, found.claims));
      if (credential) return { credential, issuer };
      refusal = new RefusedOutsideToken('claims_mismatch');
    } catch (error) {
      if (!(error instanceof RefusedOutsideToken)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/** Not proven yet: it tells whose keys to try. */
function issuerNamedBy(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch (cause) {
    throw new RefusedOutsideToken('malformed', { cause });
  }
}

async function verifyWith(keys: IssuerKeys, issuer: WorkloadIssuerDocument, token: string): Promise<Claims> {
  const { payload } = await verify(keys, issuer, token);
  if (isTooLongLived(payload)) throw new RefusedOutsideToken('too_long_lived');
  return payload;
}

async function verify(
  keys: IssuerKeys,
  issuer: WorkloadIssuerDocument,
  token: string,
): Promise<{ readonly payload: JWTPayload }> {
  try {
    return await jwtVerify(token, keys.of(issuer), {
      algorithms: [...SIGNATURE_ALGORITHMS],
      issuer: issuer.issuer,
      audience: issuer.audience,
      requiredClaims: ['exp', 'iat', 'sub'],
      maxTokenAge: MAX_OUTSIDE_LIFETIME_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
  } catch (cause) {
    throw new RefusedOutsideToken(codeOf(cause), { cause });
  }
}

function codeOf(error: unknown): OutsideTokenRefusal {
  if (error instanceof IssuerUnavailable) return 'issuer_unavailable';
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return codeOfClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return 'algorithm_refused';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return 'key_unknown';
  }
  // A key of the issuer that is too short, or does not fit the algorithm, is a TypeError.
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof TypeError) return 'signature_invalid';
  if (error instanceof errors.JOSEError) return 'malformed';
  throw error;
}

function codeOfClaim({ claim, reason }: errors.JWTClaimValidationFailed): OutsideTokenRefusal {
  if (reason === 'missing' || reason === 'invalid') return 'claims_missing';
  if (claim === 'aud') return 'audience_mismatch';
  if (claim === 'iss') return 'issuer_not_trusted';
  return claim === 'nbf' || claim === 'iat' ? 'not_yet_valid' : 'claims_mismatch';
}
