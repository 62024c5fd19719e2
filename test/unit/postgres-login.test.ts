/** Logging in to PostgreSQL by SCRAM, against the published exchange of RFC 7677 and against servers that do not play fair. */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { PostgresLogin } from '../../connectors/postgres-login.ts';
import { WireViolation } from '../../connectors/postgres-message.ts';
import { MAX_ITERATIONS, saltedPassword, scramVerifier } from '../../connectors/scram.ts';
import { Secret } from '../../domain/secret.ts';

/** RFC 7677, section 3, but for the user, whom PostgreSQL names elsewhere. */
const NONCE = 'rOprNGfwEbeRWgbNEkqO';
const SALT = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const SERVER_NONCE = `${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0`;
const CHALLENGE = `r=${SERVER_NONCE},s=${SALT},i=4096`;

const begun = (password = 'pencil') => new PostgresLogin(new Secret(password), NONCE);

/** What a server says at the end that has the verifier of `password`. */
async function finalOf(password: string, answer: string): Promise<string> {
  const key = await saltedPassword(new Secret(password), { salt: Buffer.from(SALT, 'base64'), iterations: 4096 });
  const exchange = `n=*,r=${NONCE},${CHALLENGE},${answer.replace(/,p=.*$/, '')}`;
  const serverKey = createHmac('sha256', key).update('Server Key').digest();
  return `v=${createHmac('sha256', serverKey).update(exchange).digest('base64')}`;
}

describe('a SCRAM login', () => {
  it('begins without channel binding and without a name', () => {
    assert.equal(begun().first(), `n,,n=*,r=${NONCE}`);
    assert.notEqual(new PostgresLogin(new Secret('x')).first(), new PostgresLogin(new Secret('x')).first());
  });

  it('shows the proof that belongs to the exchange, and takes the one of the server', async () => {
    const login = begun();
    const answer = await login.answer(CHALLENGE);
    assert.match(answer, /^c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj\)hNlF\$k0,p=[A-Za-z0-9+/]{43}=$/);
    login.verify(await finalOf('pencil', answer));
  });

  for (const [what, final] of [
    ['another password', (answer: string) => finalOf('pen', answer)],
    ['nothing', async () => ''],
    ['a signature that is cut short', async (answer: string) => (await finalOf('pencil', answer)).slice(0, -4)],
    ['an error', async () => 'e=invalid-proof'],
  ] as const) {
    it(`is not ended by the proof of ${what}`, async () => {
      const login = begun();
      const said = await final(await login.answer(CHALLENGE));
      assert.throws(() => login.verify(said), /without proving that it knows the password itself/);
    });
  }

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

  it('does no more work than it must', async () => {
    const asked = begun().answer(CHALLENGE.replace('i=4096', `i=${MAX_ITERATIONS + 1}`));
    await assert.rejects(asked, (error) => error instanceof WireViolation && error.code === 'not_supported');
  });

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
