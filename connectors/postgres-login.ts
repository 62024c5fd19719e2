/** The client's side of SCRAM-SHA-256 (RFC 5802 and RFC 7677) as PostgreSQL speaks it: without channel binding, and the role named elsewhere. */

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../domain/secret.ts';
import { WireViolation } from './postgres-message.ts';
import { MAX_ITERATIONS, MIN_ITERATIONS, saltedPassword } from './scram.ts';

export const MECHANISM = 'SCRAM-SHA-256';

const HASH = 'sha256';
const NONCE_BYTES = 18;
/** `n,,`: the client does not bind the channel. */
const GS2_HEADER = 'n,,';
/** The startup message has named the role; here PostgreSQL takes any name (manual, 54.3). */
const USER = 'n=*';

/** RFC 5802, 7: a nonce is printable ASCII but for the comma. */
const SERVER_FIRST =
  /^r=([\x21-\x2b\x2d-\x7e]+),s=((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?),i=([1-9]\d{0,9})$/;
const SERVER_FINAL = /^v=([A-Za-z0-9+/]{43}=)$/;

/** One exchange. Each side proves to the other that it knows the password, and neither shows it. */
export class PostgresLogin {
  readonly #password: Secret;
  readonly #nonce: string;
  #serverSignature: Buffer | undefined;

  /** @param nonce only for tests: a fresh one otherwise. */
  constructor(password: Secret, nonce = randomBytes(NONCE_BYTES).toString('base64')) {
    this.#password = password;
    this.#nonce = nonce;
  }

  /** The message that begins the exchange. */
  first(): string {
    return `${GS2_HEADER}${this.#firstBare()}`;
  }

  /**
   * Answers the challenge of the server.
   * @throws WireViolation where it is none, asks for more work than any honest server does, or for so little that whoever
   *   sent it could guess the password from the answer; UnusablePassword
   */
  async answer(challenge: string): Promise<string> {
    const [, nonce = '', salt = '', rounds = ''] = SERVER_FIRST.exec(challenge) ?? [];
    const iterations = Number(rounds);
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce || salt === '') {
      throw new WireViolation('sent a SCRAM challenge that does not belong to this login');
    }
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
      throw new WireViolation(
        `asks for ${iterations} SCRAM iterations for this role, where ${MIN_ITERATIONS} to ${MAX_ITERATIONS} are taken (scram_iterations)`,
        'not_supported',
      );
    }
    const salted = await saltedPassword(this.#password, { salt: Buffer.from(salt, 'base64'), iterations });
    const withoutProof = `c=${Buffer.from(GS2_HEADER).toString('base64')},r=${nonce}`;
    const exchange = `${this.#firstBare()},${challenge},${withoutProof}`;
    const clientKey = hmac(salted, 'Client Key');
    const clientSignature = hmac(createHash(HASH).update(clientKey).digest(), exchange);
    this.#serverSignature = hmac(hmac(salted, 'Server Key'), exchange);
    const proof = clientKey.map((byte, at) => byte ^ (clientSignature[at] ?? 0));
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`;
  }

  /** @throws WireViolation unless the server has proven that it knows the password, too. */
  verify(final: string): void {
    const [, signature = ''] = SERVER_FINAL.exec(final) ?? [];
    const shown = Buffer.from(signature, 'base64');
    const expected = this.#serverSignature;
    if (!expected || shown.length !== expected.length || !timingSafeEqual(shown, expected)) {
      throw new WireViolation('ends the login without proving that it knows the password itself');
    }
  }

  #firstBare(): string {
    return `${USER},r=${this.#nonce}`;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac(HASH, key).update(text).digest();
}
