/** SCRAM verifiers against the published exchange of RFC 7677. */

import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { normalizedPassword, scramVerifier, UnusablePassword } from '../../connectors/scram.ts';
import { Secret } from '../../domain/secret.ts';

/** RFC 7677, section 3. */
const EXAMPLE = {
  password: new Secret('pencil'),
  salt: Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'),
  iterations: 4096,
  authMessage: [
    'n=user,r=rOprNGfwEbeRWgbNEkqO',
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  ].join(','),
  clientProof: Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64'),
  serverSignature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
};

const keysOf = async (password: Secret, salt?: Buffer) => {
  const verifier = await scramVerifier(password, { iterations: 4096, ...(salt ? { salt } : {}) });
  const parts = /^SCRAM-SHA-256\$4096:([^$]+)\$([^:]+):(.+)$/.exec(verifier);
  assert.ok(parts, 'the verifier does not have the form of RFC 5803 as PostgreSQL writes it');
  const [saltOut, storedKey, serverKey] = parts.slice(1).map((part) => Buffer.from(part, 'base64'));
  assert.ok(saltOut && storedKey && serverKey);
  return { salt: saltOut, storedKey, serverKey };
};

describe('SCRAM-SHA-256 verifiers', () => {
  it('accept the client proof of RFC 7677', async () => {
    const { storedKey } = await keysOf(EXAMPLE.password, EXAMPLE.salt);
    const signature = createHmac('sha256', storedKey).update(EXAMPLE.authMessage).digest();
    const clientKey = Buffer.from(EXAMPLE.clientProof.map((byte, i) => byte ^ (signature[i] ?? 0)));
    assert.deepEqual(createHash('sha256').update(clientKey).digest(), storedKey);
  });

  it('make the server signature of RFC 7677', async () => {
    const { serverKey } = await keysOf(EXAMPLE.password, EXAMPLE.salt);
    const signature = createHmac('sha256', serverKey).update(EXAMPLE.authMessage).digest('base64');
    assert.equal(signature, EXAMPLE.serverSignature);
  });

  it('have a fresh salt of 16 bytes each time', async () => {
    const [one, other] = [await keysOf(EXAMPLE.password), await keysOf(EXAMPLE.password)];
    assert.equal(one.salt.length, 16);
    assert.notDeepEqual(one.salt, other.salt);
    assert.notDeepEqual(one.storedKey, other.storedKey);
  });

  it('are made of the password as SASLprep normalizes it', async () => {
    // RFC 4013, section 3: the soft hyphen is mapped to nothing, the ordinal indicator to the letter a.
    assert.equal(normalizedPassword(new Secret('I\u00adX')), 'IX');
    assert.equal(normalizedPassword(new Secret('\u00aa')), 'a');
    const salt = Buffer.alloc(16, 7);
    assert.deepEqual(await keysOf(new Secret('I\u00adX'), salt), await keysOf(new Secret('IX'), salt));
  });

  for (const [what, password] of [
    ['a control character', 'tell\u0007tale'],
    ['nothing at all', ''],
    ['nothing but what is mapped away', '\u00ad'],
  ] as const) {
    it(`are refused for a password of ${what}, in words that do not hold it`, async () => {
      await assert.rejects(scramVerifier(new Secret(password), { iterations: 4096 }), (error: unknown) => {
        assert.ok(error instanceof UnusablePassword);
        assert.equal(error.cause, undefined);
        assert.doesNotMatch(error.message, /tell/);
        return true;
      });
    });
  }
});
