/** The log leaves without a gap: page by page, in every format, and nothing of it that cannot be proven. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EXPORT_FORMATS } from '../../../domain/log-collector.ts';
import { bytesOf } from '../../../store/ledger/bytes.ts';
import { hashLeaf } from '../../../store/ledger/merkle.ts';
import { isIncluded } from '../../../store/ledger/proof-check.ts';
import { inclusionProof } from '../../../store/ledger/proofs.ts';
import { type ApiHarness, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { World } from './world.ts';

let api: ApiHarness;
let world: World;
let strangers: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
  for (let made = 0; made < 20; made += 1) await world.scope();
  await settled();
});
after(() => api.close());

async function settled() {
  return api.ledger().settled((await world.me()).organization.id);
}

function linesOf(answer: CallAnswer): string[] {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return (answer.body ?? '').split('\n').filter(Boolean);
}

function nextPath({ headers }: CallAnswer): string | undefined {
  const [, path] = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
  return path;
}

describe('GET /v1/ledger/export', () => {
  it('gives every entry once, in the order of the log, from page to page', async () => {
    await settled();
    const indexes: number[] = [];
    let size = 0;
    let path: string | undefined = '/v1/ledger/export?limit=7';
    for (let pages = 0; path !== undefined && pages < 200; pages += 1) {
      const answer: CallAnswer = await world.call('GET', path);
      const lines = linesOf(answer).map((line) => JSON.parse(line));
      indexes.push(...lines.map(({ index }) => index));
      size = Number(answer.headers.get('x-tree-size'));
      assert.equal(Number(answer.headers.get('x-next-index')), indexes.length);
      path = nextPath(answer);
      assert.equal(path === undefined, indexes.length >= size);
    }
    assert.ok(size > 20);
    assert.deepEqual(indexes, [...indexes.keys()]);
  });

  it('holds nothing that no checkpoint covers, and each line proves itself', async () => {
    const { size, root } = await settled();
    const answer = await world.call('GET', '/v1/ledger/export?limit=10000');
    const lines = linesOf(answer).map((line) => JSON.parse(line));
    const shown = Number(answer.headers.get('x-tree-size'));
    assert.ok(shown >= size && lines.length === shown);
    for (const { index, event_id, leaf, leaf_hash, record } of lines.slice(0, size)) {
      const hash = hashLeaf(Buffer.from(leaf, 'base64'));
      assert.equal(hash.toString('base64'), leaf_hash);
      const hashes = await inclusionProof(api.store, 1, index, size);
      assert.ok(isIncluded(hash, index, size, hashes, bytesOf(root)));
      assert.equal(record.event_id, event_id);
    }
  });

  it('ends at the size that was asked for, however far the log has grown meanwhile', async () => {
    const { size } = await settled();
    const indexes: number[] = [];
    let path: string | undefined = `/v1/ledger/export?limit=7&tree_size=${size}`;
    for (let pages = 0; path !== undefined && pages < 200; pages += 1) {
      const answer: CallAnswer = await world.call('GET', path);
      indexes.push(...linesOf(answer).map((line) => JSON.parse(line).index));
      assert.equal(answer.headers.get('x-tree-size'), String(size));
      path = nextPath(answer);
      // The record of the page itself is signed before the next one is asked for.
      await settled();
    }
    assert.deepEqual(indexes, [...Array(size).keys()]);
    const none = await world.call('GET', `/v1/ledger/export?from_index=${size}&tree_size=${size}`);
    assert.deepEqual([linesOf(none), nextPath(none), none.headers.get('x-next-index')], [[], undefined, String(size)]);
  });

  it('refuses a size that no checkpoint covers yet', async () => {
    const answer = await world.call('GET', '/v1/ledger/export?tree_size=1000000');
    assert.equal(answer.status, 422);
    assert.equal(answer.body.errors[0].pointer, '/query/tree_size');
  });

  it('has the same entries in every format', async () => {
    const { size } = await settled();
    for (const format of EXPORT_FORMATS) {
      const answer = await world.call('GET', `/v1/ledger/export?limit=${size}&format=${format}`);
      assert.equal(answer.status, 200);
      const records: string[] = answer.body.split(format === 'csv' ? '\r\n' : '\n').filter(Boolean);
      assert.equal(records.length, size + (format === 'csv' ? 1 : 0), format);
      assert.equal(answer.headers.get('x-next-index'), String(size));
    }
  });

  it('answers an end that is reached, and a place beyond it, with nothing and the same place', async () => {
    await settled();
    const far = await world.call('GET', '/v1/ledger/export?from_index=1000000');
    assert.deepEqual(linesOf(far), []);
    assert.equal(far.headers.get('x-next-index'), '1000000');
    assert.equal(nextPath(far), undefined);
    const csv = await world.call('GET', '/v1/ledger/export?from_index=1000000&format=csv');
    assert.match(csv.body, /^index,event_id,[a-z_,]+\r\n$/);
  });

  it('keeps the lines of records that were pruned, and goes on where one was altered', async () => {
    await world.scope();
    const { size } = await settled();
    const [gone, altered] = [size - 2, size - 1];
    const exported = async (index: number) =>
      JSON.parse(linesOf(await world.call('GET', `/v1/ledger/export?from_index=${index}&limit=1`))[0] ?? '');
    const before = { gone: await exported(gone), altered: await exported(altered) };
    const records = api.store.auditCollection();
    await records.deleteOne({ _id: before.gone.event_id });
    await records.updateOne({ _id: before.altered.event_id }, { $set: { disclosures: ['WyJhIiwibmFtZSIsImIiXQ'] } });
    const { leaf, record, disclosures, ...kept } = await exported(gone);
    assert.deepEqual([leaf, record, disclosures], [null, null, []]);
    assert.deepEqual(kept, {
      index: gone,
      event_id: before.gone.event_id,
      leaf_hash: before.gone.leaf_hash,
    });
    const after = await exported(altered);
    assert.deepEqual([after.record, after.leaf_hash], [null, before.altered.leaf_hash]);
    assert.equal(after.leaf, before.altered.leaf);
  });

  it('holds the log of the own organization alone', async () => {
    await strangers.scope();
    await api.ledger().settled((await strangers.me()).organization.id);
    const lines = linesOf(await strangers.call('GET', '/v1/ledger/export')).map((line) => JSON.parse(line));
    const { organization } = await strangers.me();
    assert.ok(lines.length > 0);
    for (const { record } of lines) assert.equal(record.organization_id, organization.id);
  });

  it('refuses formats, indexes and limits that there are not', async () => {
    for (const asked of ['format=xml', 'from_index=-1', 'from_index=x', 'limit=0', 'limit=10001', 'tree_size=-1']) {
      const answer = await world.call('GET', `/v1/ledger/export?${asked}`);
      assert.equal(answer.status, 400, asked);
      assert.equal(answer.body.errors[0].pointer, `/query/${asked.split('=')[0]}`);
    }
  });

  it('says in its own record what has left', async () => {
    const answer = await world.call('GET', '/v1/ledger/export?from_index=2&limit=3&format=cef');
    const correlation_id = answer.headers.get('x-correlation-id') ?? '';
    const record = await api.store.auditCollection().findOne({ correlation_id });
    assert.deepEqual([record?.operation, record?.change], ['ledger.export', 'exported 2 to 4 as cef']);
  });
});
