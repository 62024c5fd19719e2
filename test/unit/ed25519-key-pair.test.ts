/** Key pairs that every reader of OpenSSH's form can use. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ssh2 from 'ssh2';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';

describe('ed25519 key pairs', () => {
  it('can be read back and sign, also those whose public half begins with zero bytes', () => {
    // One key in 256 begins with a zero byte: among 1500 some do, in all but one run of 350.
    for (let i = 0; i < 1_500; i += 1) {
      const { privateKey, publicKey } = makeEd25519KeyPair(`key ${i}`);
      const [secret, open] = [ssh2.utils.parseKey(privateKey.reveal()), ssh2.utils.parseKey(publicKey)];
      assert.ok(!(secret instanceof Error) && !(open instanceof Error), 'the key cannot be read');
      assert.deepEqual(secret.getPublicSSH(), open.getPublicSSH());
      const signature = secret.sign('text');
      assert.ok(open.verify('text', signature) === true, 'the halves do not belong together');
      assert.equal(secret.comment, `key ${i}`);
    }
  });

  it('ends the public line at the blob where there is no comment', () => {
    assert.match(makeEd25519KeyPair('').publicKey, /^ssh-ed25519 [A-Za-z0-9+/]+={0,2}$/);
  });
});
