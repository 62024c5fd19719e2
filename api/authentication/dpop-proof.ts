/** Proofs of possession (RFC 9449): one check for the token endpoint and for every operation. */

import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Store } from '../../store/store.ts';
import { useProofOnce } from './used-proofs.ts';

export const DPOP_ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

/** How far the clocks of client and server may be apart. */
const WINDOW_SECONDS = 60;
const MAX_ID_LENGTH = 256;

/** What a proof has to fit. */
export interface ProvenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** That it is sent with; undefined at the token endpoint. */
  readonly accessToken?: string;
}

/** A proof that fits its request; it counts once {@link DpopProofs.use} has said so. */
export interface DpopProof {
  /** SHA-256 thumbprint of the key (RFC 7638). */
  readonly thumbprint: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

export class DpopProofs {
  readonly #store: Store;
  readonly #baseUrl: string;

  /** `baseUrl`: where clients reach the API; proofs are made for addresses below it, whatever a proxy makes of them. */
  constructor(store: Store, baseUrl: string) {
    this.#store = store;
    this.#baseUrl = baseUrl;
  }

  /** null where `header` is no valid proof for the request. */
  async read(header: string, request: ProvenRequest, now: Date): Promise<DpopProof | null> {
    try {
      const { payload, protectedHeader } = await jwtVerify(header, EmbeddedJWK, {
        algorithms: [...DPOP_ALGORITHMS],
        typ: 'dpop+jwt',
        currentDate: now,
        clockTolerance: WINDOW_SECONDS,
      });
      const { jti, iat, jwk } = { ...payload, jwk: protectedHeader.jwk };
      if (jwk === undefined || !isId(jti) || typeof iat !== 'number') return null;
      if (Math.abs(now.getTime() / 1000 - iat) > WINDOW_SECONDS) return null;
      if (!this.#fits(payload, request)) return null;
      return { thumbprint: await calculateJwkThumbprint(jwk), id: jti, issuedAt: iat };
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  }

  /** Whether it is the first time that the proof is seen. Ask this last: it leaves a mark. */
  use({ thumbprint, id, issuedAt }: DpopProof): Promise<boolean> {
    const until = new Date((issuedAt + 2 * WINDOW_SECONDS) * 1000);
    return useProofOnce(this.#store, 'dpop', { signer: thumbprint, id, until });
  }

  #fits({ htm, htu, ath }: JWTPayload, { method, path, accessToken }: ProvenRequest): boolean {
    // Joined as text: a request target that names a server of its own must not become the address.
    const address = `${this.#baseUrl}${path}`;
    if (htm !== method || typeof htu !== 'string' || !URL.canParse(htu) || !URL.canParse(address)) return false;
    const named = new URL(htu);
    named.search = '';
    named.hash = '';
    if (named.href !== new URL(address).href) return false;
    return accessToken === undefined || ath === createHash('sha256').update(accessToken).digest('base64url');
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH;
}
