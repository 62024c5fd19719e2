/** What the vault promises: secrets come back whole, in their place only, and nothing altered is ever opened. */

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { FlattenedEncrypt, flattenedDecrypt } from 'jose';
import { Secret } from '../../domain/secret.ts';
import { decryptBody, encryptBody } from '../../store/vault/direct-jwe.ts';
import { addActiveKey, createMasterKeyFile, dropKey, FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { sealForVault } from '../../store/vault/seal-for-vault.ts';
import type { SealedSecret, SecretContext } from '../../store/vault/sealed-secret.ts';
import { Vault } from '../../store/vault/vault.ts';
import { VaultError, type VaultErrorCode } from '../../store/vault/vault-error.ts';

const directory = mkdtempSync(join(tmpdir(), 'capstan-vault-'));
after(() => rmSync(directory, { recursive: true }));

let files = 0;
function newKeyFile(): string {
  files += 1;
  const path = join(directory, `master-${files}.json`);
  createMasterKeyFile(path);
  return path;
}

function vaultOf(path: string): Vault {
  const ring = FileKeyRing.read(path);
  return new Vault(ring, ring.inbox);
}

const vault = vaultOf(newKeyFile());
const HERE: SecretContext = { organizationId: 3, credentialId: 41, version: 2 };

type Seal = (secret: Secret, context: SecretContext) => Promise<SealedSecret>;
const forms: Record<string, Seal> = {
  envelope: (secret, context) => vault.seal(secret, context),
  inbox: (secret, context) => sealForVault(vault.inboxPublicKey().jwk, secret, context),
};

const unicode = fc.string({ unit: 'binary', maxLength: 300 });
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const contexts = fc.record({ organizationId: id, credentialId: id, version: id });

function refusal(code: VaultErrorCode, plaintext?: string) {
  return (error: unknown) => {
    assert.ok(error instanceof VaultError, inspect(error));
    assert.equal(error.code, code);
    assert.equal(error.cause, undefined);
    if (plaintext !== undefined) assert.ok(!inspect(error, { depth: null }).includes(plaintext));
    return true;
  };
}

for (const [form, seal] of Object.entries(forms)) {
  test(`any Unicode secret comes back unchanged from the ${form} form, also through JSON`, async () => {
    await fc.assert(
      fc.asyncProperty(unicode, contexts, async (text, context) => {
        const sealed: SealedSecret = JSON.parse(JSON.stringify(await seal(new Secret(text), context)));
        assert.equal(sealed.form, form);
        assert.equal((await vault.open(sealed, context)).reveal(), text);
      }),
      { numRuns: 60 },
    );
  });

  test(`a byte order mark, an empty text and a long key survive the ${form} form`, async () => {
    for (const text of ['\u{feff}x', '', '\0', 'k'.repeat(20_000)]) {
      assert.equal((await vault.open(await seal(new Secret(text), HERE), HERE)).reveal(), text);
    }
  });

  test(`the ${form} form shows nothing of the secret`, async () => {
    const text = 'correct-horse-battery';
    const stored = JSON.stringify(await seal(new Secret(text), HERE));
    assert.ok(!stored.includes(text) && !stored.includes(Buffer.from(text).toString('base64url')));
  });

  test(`the ${form} form opens in no other context`, async () => {
    await fc.assert(
      fc.asyncProperty(contexts, contexts, async (sealedFor, openedFor) => {
        fc.pre(JSON.stringify(sealedFor) !== JSON.stringify(openedFor));
        const sealed = await seal(new Secret('a-planted-secret'), sealedFor);
        await assert.rejects(vault.open(sealed, openedFor), refusal('vault_integrity', 'a-planted-secret'));
      }),
      { numRuns: 40 },
    );
    const sealed = await seal(new Secret('a-planted-secret'), HERE);
    for (const other of [{ organizationId: 4 }, { credentialId: 42 }, { version: 3 }]) {
      await assert.rejects(vault.open(sealed, { ...HERE, ...other }), refusal('vault_integrity'));
    }
    const { organizationId, version } = HERE;
    const collector = { organizationId, logCollectorId: 41, version };
    await assert.rejects(vault.open(sealed, collector), refusal('vault_integrity'));
    const ofCollector = await seal(new Secret('of a collector'), collector);
    await assert.rejects(vault.open(ofCollector, HERE), refusal('vault_integrity'));
    assert.equal((await vault.open(ofCollector, collector)).reveal(), 'of a collector');
  });

  test(`the ${form} form cannot be given another context by rewriting the one it states`, async () => {
    const sealed = await seal(new Secret('x'), HERE);
    const elsewhere = { ...HERE, credentialId: 42 };
    const { aad } = (await seal(new Secret('y'), elsewhere)).jwe;
    const forged: SealedSecret = JSON.parse(JSON.stringify({ ...sealed, jwe: { ...sealed.jwe, aad } }));
    await assert.rejects(vault.open(forged, elsewhere), refusal('vault_integrity'));
  });

  test(`any flipped bit and any changed character of the ${form} form is refused`, async () => {
    const sealed = await seal(new Secret('a-planted-secret'), HERE);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 127 }), async (which, where, mask) => {
        const altered = alterText(sealed, which, where, mask);
        await assert.rejects(
          vault.open(altered, HERE),
          (error) => error instanceof VaultError && !inspect(error).includes('a-planted-secret'),
        );
      }),
      { numRuns: 300 },
    );
  });

  test(`a cut, emptied or extended ${form} form is refused`, async () => {
    const sealed = await seal(new Secret('a-planted-secret'), HERE);
    for (const name of Object.keys(sealed.jwe)) {
      const without = {
        ...sealed,
        jwe: Object.fromEntries(Object.entries(sealed.jwe).filter(([key]) => key !== name)),
      };
      const emptied = { ...sealed, jwe: { ...sealed.jwe, [name]: '' } };
      for (const bad of [without, emptied, { ...sealed, more: 1 }, { ...sealed, jwe: { ...sealed.jwe, header: {} } }]) {
        await assert.rejects(vault.open(JSON.parse(JSON.stringify(bad)), HERE), (error) => error instanceof VaultError);
      }
    }
  });

  test(`the ${form} form does not open under other keys`, async () => {
    const sealed = await seal(new Secret('x'), HERE);
    await assert.rejects(vaultOf(newKeyFile()).open(sealed, HERE), refusal('vault_key_unknown'));
  });

  test(`half a surrogate pair is refused by the ${form} form, since UTF-8 would change it`, async () => {
    await assert.rejects(seal(new Secret('tail\ud800'), HERE), refusal('vault_input_invalid', 'tail'));
  });

  test(`a context that is no set of positive whole numbers is refused by the ${form} form`, async () => {
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 60]) {
      await assert.rejects(seal(new Secret('x'), { ...HERE, version: bad }), refusal('vault_input_invalid'));
    }
  });
}

test('the body of the envelope form is the JWE that other implementations write and open', async () => {
  const [key, aad] = [randomBytes(32), Buffer.from('where it belongs')];
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (plaintext) => {
      const ours = await flattenedDecrypt(encryptBody(plaintext, key, aad), key);
      assert.deepEqual(Buffer.from(ours.plaintext), Buffer.from(plaintext));
      const {
        protected: header = '',
        aad: stated = '',
        iv = '',
        tag = '',
        ciphertext,
      } = await new FlattenedEncrypt(plaintext)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAdditionalAuthenticatedData(aad)
        .encrypt(key);
      const theirs = decryptBody({ protected: header, aad: stated, iv, tag, ciphertext }, key);
      assert.deepEqual(theirs, Buffer.from(plaintext));
    }),
    { numRuns: 40 },
  );
});

test('the same secret is never sealed to the same bytes twice', async () => {
  const [one, two] = [await vault.seal(new Secret('x'), HERE), await vault.seal(new Secret('x'), HERE)];
  for (const name of ['iv', 'ciphertext', 'tag'] as const) assert.notEqual(one.jwe[name], two.jwe[name]);
  assert.notEqual(one.wrapped_key, two.wrapped_key);
});

test('a content key cannot be moved to the body of another secret', async () => {
  const [one, two] = [await vault.seal(new Secret('x'), HERE), await vault.seal(new Secret('y'), HERE)];
  await assert.rejects(vault.open({ ...one, wrapped_key: two.wrapped_key }, HERE), refusal('vault_integrity'));
});

test('re-wrapping leaves the body as it is to the byte, and the old master key can be dropped afterwards', async () => {
  const path = newKeyFile();
  const before = vaultOf(path);
  const texts = ['one', 'zwei', '三'];
  const sealed = await Promise.all(texts.map((text) => before.seal(new Secret(text), HERE)));
  assert.equal(await before.rewrap(sealed[0] ?? assert.fail()), null);

  const oldKid = FileKeyRing.read(path).activeKeyId();
  const newKid = addActiveKey(path);
  const during = vaultOf(path);
  assert.equal((await during.open(sealed[0] ?? assert.fail(), HERE)).reveal(), 'one');

  const moved = await Promise.all(
    sealed.map(async (one) => (await during.rewrap(one)) ?? assert.fail('not re-wrapped')),
  );
  for (const [index, one] of moved.entries()) {
    assert.equal(one.kid, newKid);
    assert.equal(JSON.stringify(one.jwe), JSON.stringify(sealed[index]?.jwe));
    assert.equal(await during.rewrap(one), null);
  }

  dropKey(path, oldKid);
  const later = vaultOf(path);
  for (const [index, one] of moved.entries()) assert.equal((await later.open(one, HERE)).reveal(), texts[index]);
  await assert.rejects(later.open(sealed[0] ?? assert.fail(), HERE), refusal('vault_key_unknown'));
  await assert.rejects(later.rewrap(sealed[0] ?? assert.fail()), refusal('vault_key_unknown'));
});

test('a secret in the inbox form has nothing to re-wrap and outlives a new master key', async () => {
  const path = newKeyFile();
  const sealed = await sealForVault(vaultOf(path).inboxPublicKey().jwk, new Secret('x'), HERE);
  addActiveKey(path);
  assert.equal(await vaultOf(path).rewrap(sealed), null);
  assert.equal((await vaultOf(path).open(sealed, HERE)).reveal(), 'x');
});

test('an altered content key is refused at re-wrapping', async () => {
  const path = newKeyFile();
  const sealed = await vaultOf(path).seal(new Secret('x'), HERE);
  addActiveKey(path);
  const altered = alterText({ ...sealed, kid: sealed.kid }, 0, 5, 1, ['wrapped_key']);
  await assert.rejects(vaultOf(path).rewrap(altered), refusal('vault_integrity'));
});

test('the published inbox key holds no private part, and a key that cannot serve is refused', async () => {
  const { kid, jwk } = vault.inboxPublicKey();
  assert.deepEqual(Object.keys(jwk).sort(), ['crv', 'kid', 'kty', 'x', 'y']);
  assert.equal(jwk.kid, kid);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const offCurve = { ...jwk, y: other.y ?? '' };
  await assert.rejects(sealForVault(offCurve, new Secret('x'), HERE), refusal('vault_input_invalid'));
  await assert.rejects(sealForVault({ ...jwk, kid: '' }, new Secret('x'), HERE), refusal('vault_input_invalid'));
});

/** Changes one character of one text of a sealed secret: a flipped bit, or the next letter of the alphabet. */
function alterText(sealed: SealedSecret, which: number, where: number, mask: number, only?: string[]): SealedSecret {
  const copy = JSON.parse(JSON.stringify(sealed));
  const places = [
    ...Object.keys(copy).map((name) => [copy, name]),
    ...Object.keys(copy.jwe).map((name) => [copy.jwe, name]),
  ].filter(([holder, name]) => typeof holder[name] === 'string' && (only?.includes(name) ?? true));
  const [holder, name] = places[which % places.length] ?? assert.fail('no text to alter');
  const text: string = holder[name];
  const at = where % text.length;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const position = alphabet.indexOf(text.charAt(at));
  const changed = String.fromCharCode(text.charCodeAt(at) ^ mask);
  const next = mask % 2 === 0 && position >= 0 ? alphabet.charAt((position ^ 1) % 64) : changed;
  holder[name] = text.slice(0, at) + next + text.slice(at + 1);
  return copy;
}
