/** Verifiers that others wrote accept what the API answers: Go's sumdb and note packages, transparency-dev's, Tessera's fsck. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AuditWriter } from '../../store/audit-log.ts';
import { type ApiHarness, startApi } from '../support/api-harness.ts';
import { goTools, NO_GO, runFsck, runGoVerifier } from '../support/go-tools.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { createWitness } from '../support/witness.ts';

const LOG = 1;
/** Two full tiles, a third one begun, and a second level. */
const RECORDS = 600;

const tools = await goTools();

describe('verifiers in Go', { skip: tools ? false : NO_GO }, () => {
  let api: ApiHarness;
  let ids: readonly string[];
  let token: string;

  const get = async (path: string) => {
    const answer = await api.call('GET', path, { as: api.admin });
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  before(async () => {
    assert.ok(tools);
    api = await startApi();
    const ledger = api.ledger();
    const writer = new AuditWriter(api.store);
    ids = await Promise.all(Array.from({ length: RECORDS }, () => writer.write(auditEntry())));
    await ledger.settled(LOG);
    token = (await api.call('POST', '/v1/me/tokens', { as: api.admin })).body.token;
    await ledger.settled(LOG);
    // From here on nothing is signed, so that all of what follows is about one tree.
    await ledger.stop();
  });
  after(() => api.close());

  it('accept checkpoints with a cosignature, inclusion and consistency as the API answers them', async () => {
    assert.ok(tools);
    const { vkey } = await get('/v1/ledger');
    const { checkpoints } = await get('/v1/ledger/checkpoints?limit=1000');
    const [newest] = checkpoints;
    const witness = createWitness();
    const body = { checkpoint: witness.cosign(newest.checkpoint), vkey: witness.vkey };
    const cosigned = await api.call('POST', '/v1/ledger/cosignatures', { as: api.admin, body });
    assert.equal(cosigned.status, 200);

    const inclusion = [];
    for (const at of [0, 1, 2, 254, 255, 256, 257, 511, 512, 513, RECORDS - 1]) {
      const proof = await get(`/v1/logs/audit/${ids[at]}/proof`);
      const { leaf_index: index, tree_size: size, leaf_hash, hashes } = proof;
      inclusion.push({ index, size, leaf_hash, hashes });
    }
    const consistency = [];
    for (const from of [0, 1, 2, 3, 255, 256, 257, 512, 600, newest.size]) {
      const { to, hashes, from_root_hash, to_root_hash } = await get(`/v1/ledger/consistency?from=${from}`);
      consistency.push({ from, to, hashes, from_root_hash, to_root_hash });
    }
    const document = {
      vkeys: [vkey],
      checkpoints: [
        cosigned.body.checkpoint,
        ...checkpoints.slice(1).map(({ checkpoint }: { checkpoint: string }) => checkpoint),
      ],
      cosignatures: [{ checkpoint: cosigned.body.checkpoint, vkey: witness.vkey }],
      inclusion,
      consistency,
    };
    const verdict = await runGoVerifier(tools, document);
    assert.ok(verdict.ok, verdict.output);

    const [first, ...others] = inclusion;
    assert.ok(first);
    const altered = { ...document, inclusion: [{ ...first, index: first.index + 1 }, ...others] };
    assert.equal((await runGoVerifier(tools, altered)).ok, false, 'it does look');
  });

  it('find the whole log sound over HTTP, tile by tile', async () => {
    assert.ok(tools);
    const { vkey } = await get('/v1/ledger');
    const verdict = await runFsck(tools, { storageUrl: `${api.baseUrl}/v1/ledger/`, vkey, bearerToken: token });
    assert.ok(verdict.ok, verdict.output);
  });

  it('find a record that was altered in the database', async () => {
    assert.ok(tools);
    const { vkey } = await get('/v1/ledger');
    const records = api.store.auditCollection();
    const record = await records.findOne({ _id: ids[300] ?? '' });
    const other = await records.findOne({ _id: ids[301] ?? '' });
    assert.ok(record && other);
    await records.updateOne({ _id: record._id }, { $set: { leaf: other.leaf } });
    const verdict = await runFsck(tools, { storageUrl: `${api.baseUrl}/v1/ledger/`, vkey, bearerToken: token });
    assert.equal(verdict.ok, false);
    await records.updateOne({ _id: record._id }, { $set: { leaf: record.leaf } });
  });
});
