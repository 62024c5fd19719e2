/** What handlers build lists and edits with: cursors that cannot be forged, ETags, reads that are never stale. */

import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { FreshRead } from '../../../api/authentication/fresh-read.ts';
import { CursorCodec } from '../../../api/cursor.ts';
import { etagOf, readIfMatch, requireMatch } from '../../../api/etag.ts';

const [first, second] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))];
const binding = { operation: 'listDevices', organizationId: 1, filters: { status: 'active', limit: undefined } };

test('a cursor comes back as the position that it was made of', () => {
  const codec = new CursorCodec([first]);
  const position = { id: 17, name: 'é"', at: null };
  assert.deepEqual(codec.decode(binding, codec.encode(binding, position)), position);
});

test('a cursor of another list, organization, filter or key, or one that was changed, is cursor_invalid', () => {
  const codec = new CursorCodec([first]);
  const cursor = codec.encode(binding, { id: 17 });
  const [payload = '', signature = ''] = cursor.split('.');
  const forged = Buffer.from('{"id":18}').toString('base64url');
  const wrong = [
    [{ ...binding, operation: 'listUsers' }, cursor],
    [{ ...binding, organizationId: 2 }, cursor],
    [{ ...binding, filters: { status: 'inactive' } }, cursor],
    [binding, `${forged}.${signature}`],
    [binding, payload],
    [binding, `${cursor}.x`],
    [binding, ''],
    [binding, 'x'.repeat(5_000)],
    [binding, new CursorCodec([second]).encode(binding, { id: 17 })],
  ] as const;
  for (const [bound, text] of wrong) assert.throws(() => codec.decode(bound, text), { code: 'cursor_invalid' }, text);
});

test('a change of the signing key breaks no list that is being read', () => {
  const cursor = new CursorCodec([first]).encode(binding, { id: 1 });
  assert.deepEqual(new CursorCodec([second, first]).decode(binding, cursor), { id: 1 });
});

test('If-Match lets through what it names, by strong comparison, and nothing else', () => {
  for (const header of [undefined, '*', etagOf(7), '"1", "7"']) requireMatch(readIfMatch(header), 7);
  for (const header of ['"8"', 'W/"7"', '7', '', '"7']) {
    assert.throws(() => requireMatch(readIfMatch(header), 7), { code: 'precondition_failed' }, header);
  }
});

test('shared reads begin after they were asked for; those who wait behind a failure are told at once', async () => {
  let value = 0;
  let reads = 0;
  const pending: (() => void)[] = [];
  const shared = new FreshRead(async () => {
    reads += 1;
    const seen = value;
    await new Promise<void>((resolve) => pending.push(resolve));
    if (seen === -1) throw new Error('the read failed');
    return seen;
  });
  const release = () => pending.shift()?.();

  const early = shared.get('a');
  value = 1;
  const late = [shared.get('a'), shared.get('a'), shared.get('a')];
  release();
  assert.equal(await early, 0);
  await Promise.resolve();
  release();
  assert.deepEqual(await Promise.all(late), [1, 1, 1]);
  assert.equal(reads, 2);

  value = -1;
  const failing = shared.get('a');
  value = 2;
  const next = shared.get('a');
  release();
  await assert.rejects(failing, /the read failed/);
  await assert.rejects(next, /the read failed/);
  const fresh = shared.get('a');
  release();
  assert.equal(await fresh, 2);
});
