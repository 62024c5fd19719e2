/** Shared keys and what crosses Temporal: ciphertext only, opened by every key still in the file, never plaintext in. */

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { ApplicationFailure, defaultPayloadConverter, type Payload } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import fc from 'fast-check';
import { createDataConverter } from '../../runtime/data-converter.ts';
import { EncryptionCodec, PayloadError, type PayloadErrorCode } from '../../runtime/payload-codec.ts';
import { PrivateFileError } from '../../runtime/private-file.ts';
import { addActiveSharedKey, createSharedKeyFile, SharedKeys } from '../../runtime/shared-keys.ts';
import { connectTemporal } from '../../runtime/temporal-client.ts';

const directory = mkdtempSync(join(tmpdir(), 'capstan-shared-'));
after(() => rmSync(directory, { recursive: true }));

let files = 0;
function newKeyFile(): string {
  files += 1;
  const path = join(directory, `shared-${files}.json`);
  createSharedKeyFile(path);
  return path;
}

const keys = SharedKeys.read(newKeyFile());
const codec = new EncryptionCodec(keys);

async function encrypted(value: unknown, by = codec): Promise<Payload> {
  const [payload] = await by.encode([defaultPayloadConverter.toPayload(value)]);
  return payload ?? assert.fail('no payload');
}

async function decrypted(payload: Payload, by = codec): Promise<unknown> {
  const [plain] = await by.decode([payload]);
  return defaultPayloadConverter.fromPayload(plain ?? assert.fail('no payload'));
}

function refusal(code: PayloadErrorCode) {
  return (error: unknown) => {
    assert.ok(error instanceof PayloadError, inspect(error));
    assert.equal(error.code, code);
    return true;
  };
}

test('any value comes back as it was, and an empty list stays one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      // JSON has no negative zero; the default converter is the measure.
      const expected = defaultPayloadConverter.fromPayload(defaultPayloadConverter.toPayload(value));
      assert.deepEqual(await decrypted(await encrypted(value)), expected);
    }),
    { numRuns: 60 },
  );
  assert.deepEqual(
    Buffer.from((await decrypted(await encrypted(Buffer.from('raw')))) as Uint8Array),
    Buffer.from('raw'),
  );
  assert.equal(await decrypted(await encrypted(undefined)), undefined);
  assert.deepEqual(await codec.encode([]), []);
  assert.deepEqual(await codec.decode([]), []);
});

test('a payload shows neither its data nor its own metadata, and never repeats', async () => {
  const [one, two] = [await encrypted('planted-value'), await encrypted('planted-value')];
  assert.deepEqual(Object.keys(one.metadata ?? {}).sort(), ['encoding', 'encryption-key-id']);
  assert.equal(Buffer.from(one.metadata?.['encoding'] ?? []).toString(), 'binary/encrypted');
  assert.equal(Buffer.from(one.metadata?.['encryption-key-id'] ?? []).toString(), keys.activeKeyId);
  assert.ok(!Buffer.from(one.data ?? []).includes('planted') && !Buffer.from(one.data ?? []).includes('json/plain'));
  assert.notDeepEqual(one.data, two.data);
});

test('a payload that is not encrypted is refused', async () => {
  for (const plain of [defaultPayloadConverter.toPayload('x'), {}, { metadata: {} }, { data: Buffer.from('x') }]) {
    await assert.rejects(codec.decode([plain]), refusal('payload_not_encrypted'));
  }
  await assert.rejects(codec.decode([await encrypted(1), defaultPayloadConverter.toPayload('x')]), PayloadError);
});

test('any flipped bit and any cut of the data is refused', async () => {
  const payload = await encrypted({ job: 1 });
  const data = Buffer.from(payload.data ?? []);
  for (let at = 0; at < data.length; at += 1) {
    const flipped = Buffer.from(data);
    flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
    await assert.rejects(codec.decode([{ ...payload, data: flipped }]), refusal('payload_integrity'));
    await assert.rejects(codec.decode([{ ...payload, data: data.subarray(0, at) }]), refusal('payload_integrity'));
  }
});

test('payloads of a former key open while it is in the file, and name the remedy once it is not', async () => {
  const path = newKeyFile();
  const before = SharedKeys.read(path);
  const old = await encrypted('before', new EncryptionCodec(before));
  const kid = addActiveSharedKey(path);
  const both = SharedKeys.read(path);
  assert.deepEqual(both.keyIds(), [kid, before.activeKeyId]);
  assert.equal(await decrypted(old, new EncryptionCodec(both)), 'before');

  const relabelled = { ...old, metadata: { ...old.metadata, 'encryption-key-id': Buffer.from(kid) } };
  await assert.rejects(new EncryptionCodec(both).decode([relabelled]), refusal('payload_integrity'));

  const content = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ keys: content.keys.slice(0, 1) }));
  await assert.rejects(new EncryptionCodec(SharedKeys.read(path)).decode([old]), refusal('payload_key_unknown'));
});

test('each purpose and each key of the file has a derived key of its own, the same at every reading', () => {
  const path = newKeyFile();
  addActiveSharedKey(path);
  const read = () => {
    const ring = SharedKeys.read(path);
    return ring
      .keyIds()
      .flatMap((kid) =>
        [ring.payloadKey(kid), ring.cursorKey(kid), ring.idempotencyKey(kid)].map((key) =>
          key?.export().toString('hex'),
        ),
      );
  };
  const derived = read();
  assert.equal(new Set(derived).size, 6);
  assert.deepEqual(read(), derived);
  const raw = JSON.parse(readFileSync(path, 'utf8')).keys.map((key: { key: string }) =>
    Buffer.from(key.key, 'base64url').toString('hex'),
  );
  for (const key of raw) assert.ok(!derived.includes(key));
  assert.equal(SharedKeys.read(path).payloadKey('shr-00000000'), undefined);
});

test('a shared key file that others can read, or that is malformed, is refused without its content', () => {
  const path = newKeyFile();
  const { key } = JSON.parse(readFileSync(path, 'utf8')).keys[0];
  for (const content of [`{"keys":[{"key":"${key}"`, JSON.stringify({ keys: [{ kid: key, created_at: 'x', key }] })]) {
    writeFileSync(path, content);
    assert.throws(
      () => SharedKeys.read(path),
      (error) => error instanceof PrivateFileError && !inspect(error).includes(key),
    );
  }
  chmodSync(path, 0o644);
  assert.throws(() => SharedKeys.read(path), { code: 'file_exposed' });
});

test('the SDK loads the failure converter, which leaves message and stack to the codec', () => {
  const { failureConverter, payloadConverter, payloadCodecs } = loadDataConverter(createDataConverter(keys));
  assert.equal(payloadCodecs.length, 1);
  const failure = failureConverter.errorToFailure(
    ApplicationFailure.create({ message: 'planted', type: 'Busy' }),
    payloadConverter,
  );
  assert.equal(failure.message, 'Encoded failure');
  assert.equal(failure.stackTrace, '');
  assert.equal(failure.applicationFailureInfo?.type, 'Busy');
  assert.equal(failureConverter.failureToError(failure, payloadConverter).message, 'planted');
});

test('a client is made while Temporal is down, and its calls end at their limit', async () => {
  // Port 1 of loopback: nothing listens there.
  const temporal = connectTemporal({ temporalAddress: '127.0.0.1:1', temporalNamespace: 'capstan' }, keys);
  const started = performance.now();
  await assert.rejects(temporal.check(300));
  assert.ok(performance.now() - started < 3_000);
  await temporal.close();
  assert.throws(
    () => connectTemporal({ temporalAddress: undefined, temporalNamespace: 'x' }, keys),
    /CAPSTAN_TEMPORAL_ADDRESS/,
  );
});
