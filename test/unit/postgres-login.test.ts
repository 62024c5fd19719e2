/** Logging in to PostgreSQL by SCRAM, against the published exchange of RFC 7677 and against servers that do not play fair. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PostgresLogin } from '../../connectors/postgres-login.ts';
import { WireViolation } from '../../connectors/postgres-message.ts';
import { MAX_ITERATIONS, MIN_ITERATIONS, saltedPassword, scramVerifier } from '../../connectors/scram.ts';
import { Secret } from '../../domain/secret.ts';

/**
 * RFC 7677, section 3, but for the user, whom PostgreSQL names elsewhere. Proof and signature were worked out by a program of
 * ten lines in another language, which gives those of the RFC for its user.
 */
const NONCE = 'rOprNGfwEbeRWgbNEkqO';
const SALT = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const SERVER_NONCE = `${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0`;
const PROOF = '3M3hagGCCg+02mpnZ9fgyMWejs8yYlqFo7tFZyBIV5g=';
const SIGNATURE = 'jBUU2ZmyQ4x+QJe05Kx6JFwPHDsiK3tfmR51qZfjEOY=';
const CHALLENGE = `r=${SERVER_NONCE},s=${SALT},i=4096`;

const begun = (password = 'pencil') => new PostgresLogin(new Secret(password), NONCE);

describe('a SCRAM login', () => {
  it('begins without channel binding and without a name', () => {
    assert.equal(begun().first(), `n,,n=*,r=${NONCE}`);
    assert.notEqual(new PostgresLogin(new Secret('x')).first(), new PostgresLogin(new Secret('x')).first());
  });

  it('shows the proof that belongs to the exchange, and takes the one of the server', async () => {
    const login = begun();
    assert.equal(await login.answer(CHALLENGE), `c=biws,r=${SERVER_NONCE},p=${PROOF}`);
    login.verify(`v=${SIGNATURE}`);
  });

  for (const [what, final] of [
    ['another proof', `v=${PROOF}`],
    ['nothing', ''],
    ['a signature that is cut short', `v=${SIGNATURE.slice(0, -4)}`],
    ['an error', 'e=invalid-proof'],
  ] as const) {
    it(`is not ended by ${what}`, async () => {
      const login = begun();
      await login.answer(CHALLENGE);
      assert.throws(() => login.verify(final), /without proving that it knows the password itself/);
    });
  }

  it('is not ended by the signature for another password', async () => {
    const login = begun('pen');
    await login.answer(CHALLENGE);
    assert.throws(() => login.verify(`v=${SIGNATURE}`), WireViolation);
  });

  it('is not ended by a proof that comes before the challenge', () => {
    assert.throws(() => begun().verify(`v=${Buffer.alloc(32).toString('base64')}`), WireViolation);
  });

  for (const [what, challenge] of [
    ['with the nonce of somebody else', CHALLENGE.replace('r=rO', 'r=xO')],
    ['with no nonce of the server', `r=${NONCE},s=${SALT},i=4096`],
    ['without a salt', `r=${SERVER_NONCE},s=,i=4096`],
    ['with a salt that is no base64', `r=${SERVER_NONCE},s=W22Z!,i=4096`],
    ['without iterations', `r=${SERVER_NONCE},s=${SALT},i=0`],
    ['with an extension that has to be understood', `m=1,${CHALLENGE}`],
    ['with anything behind it', `${CHALLENGE},x=1`],
  ] as const) {
    it(`answers no challenge ${what}`, async () => {
      await assert.rejects(begun().answer(challenge), WireViolation);
    });
  }

  for (const iterations of [1, MIN_ITERATIONS - 1, MAX_ITERATIONS + 1]) {
    it(`neither makes guessing cheap nor works for ever: ${iterations} iterations are refused`, async () => {
      const asked = begun().answer(CHALLENGE.replace('i=4096', `i=${iterations}`));
      await assert.rejects(asked, (error) => error instanceof WireViolation && error.code === 'not_supported');
    });
  }

  it('works out the slow part of a new password once: for the verifier, and for the login that proves it', async () => {
    const password = new Secret('pencil');
    const salt = Buffer.from(SALT, 'base64');
    await scramVerifier(password, { iterations: 4096, salt });
    const key = await saltedPassword(password, { iterations: 4096, salt });
    assert.equal(await saltedPassword(password, { iterations: 4096, salt: Buffer.from(salt) }), key);
    assert.notDeepEqual(await saltedPassword(password, { iterations: 4097, salt }), key);
    const other = await saltedPassword(password, { iterations: 4096, salt: Buffer.alloc(16) });
    assert.notDeepEqual(other, key);
    assert.deepEqual(await saltedPassword(new Secret('pencil'), { iterations: 4096, salt }), key);
  });
});
