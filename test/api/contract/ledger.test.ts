/** What the ledger promises over HTTP: proofs that hold, for whoever may read the record, in the formats of C2SP. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readLogKeys } from '../../../api/handlers/ledger/read-log-keys.ts';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { recordOf } from '../../../store/ledger/leaf.ts';
import { hashLeaf } from '../../../store/ledger/merkle.ts';
import { isConsistent, isIncluded } from '../../../store/ledger/proof-check.ts';
import { isSignedBy, parseNote, parseVkey } from '../../../store/ledger/signed-note.ts';
import { type ApiHarness, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { createWitness } from '../../support/witness.ts';
import { freshName, World } from './world.ts';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const get = (path: string, headers: Record<string, string> = {}) => world.call('GET', path, { headers });
const bytes = (text: string) => Buffer.from(text, 'base64');

async function provenEvent(): Promise<string> {
  const id = await world.auditEvent();
  await world.settledCheckpoint();
  return id;
}

describe('before a worker has opened the log', () => {
  it('its state is `starting`, its proofs are pending, and its checkpoint is not ready', async () => {
    const fresh = await startApi();
    try {
      const there = await World.enter(fresh, fresh.admin);
      const { body: state } = await there.call('GET', '/v1/ledger');
      assert.deepEqual([state.state, state.origin, state.vkey, state.size], ['starting', null, null, 0]);
      assert.ok(state.pending > 0 && state.oldest_pending_ms >= 0);
      const waiting = await there.call('GET', `/v1/logs/audit/${await there.auditEvent()}/proof`);
      assert.equal(waiting.status, 202);
      assert.equal(waiting.headers.get('retry-after'), '1');
      assert.equal((await there.call('GET', '/v1/ledger/checkpoint')).status, 503);
    } finally {
      await fresh.close();
    }
  });
});

describe('the proof of a record', () => {
  it('leads from the leaf, which says what the record says, to a root that the log’s key has signed', async () => {
    const id = await provenEvent();
    const { body: proof } = await get(`/v1/logs/audit/${id}/proof`);
    const { body: ledger } = await get('/v1/ledger');
    assert.equal(ledger.state, 'current');
    const [note, key] = [parseNote(proof.checkpoint), parseVkey(ledger.vkey)];
    assert.ok(note && key && isSignedBy(note, key));
    assert.equal(note.text, `${ledger.origin}\n${proof.tree_size}\n${proof.root_hash}\n`);
    assert.ok(hashLeaf(bytes(proof.leaf)).equals(bytes(proof.leaf_hash)));
    const hashes = proof.hashes.map(bytes);
    assert.ok(isIncluded(bytes(proof.leaf_hash), proof.leaf_index, proof.tree_size, hashes, bytes(proof.root_hash)));

    const told = recordOf(bytes(proof.leaf), proof.disclosures);
    const { body: event } = await get(`/v1/logs/audit/${id}`);
    assert.equal(event.event_id, id);
    assert.deepEqual(
      [told.event_id, told.actor.name, told.operation, told.timestamp, told.actor.address],
      [id, event.actor, event.operation, event.timestamp, event.address],
    );
    const leaf = bytes(proof.leaf).toString();
    assert.ok(!leaf.includes('admin') && !leaf.includes('127.0.0.1'), 'no name and no address are in the leaf itself');
  });

  it('comes as a C2SP tlog-proof for whoever would rather have text', async () => {
    const id = await provenEvent();
    const { body: proof } = await get(`/v1/logs/audit/${id}/proof`);
    const { body: text, headers } = await get(`/v1/logs/audit/${id}/proof?tree_size=${proof.tree_size}`, {
      Accept: 'text/plain',
    });
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    const head = [
      'c2sp.org/tlog-proof@v1',
      `extra ${proof.leaf}`,
      `index ${proof.leaf_index}`,
      ...proof.hashes,
      '',
      '',
    ];
    assert.equal(text, head.join('\n') + proof.checkpoint);
  });

  it('is given against any published checkpoint that holds the record, and against no other size', async () => {
    const id = await provenEvent();
    const { body: first } = await get(`/v1/logs/audit/${id}/proof`);
    await provenEvent();
    const { body: older } = await get(`/v1/logs/audit/${id}/proof?tree_size=${first.tree_size}`);
    assert.equal(older.root_hash, first.root_hash);
    const { body: list } = await get('/v1/ledger/checkpoints?limit=1000');
    const before = list.checkpoints.find(({ size }: { size: number }) => size <= first.leaf_index);
    for (const size of [before.size, 9_999_999]) {
      const answer = await get(`/v1/logs/audit/${id}/proof?tree_size=${size}`);
      assert.equal(answer.status, 422, JSON.stringify(answer.body));
      assert.equal(answer.body.errors[0].pointer, '/query/tree_size');
    }
  });

  it('is for whoever may read the record: one beside its scope finds nothing', async () => {
    const scopeId = await world.scope();
    const other = await world.scope();
    const { last_event_id } = await world.create('/v1/scopes', { name: freshName('scope'), parent_id: scopeId });
    await world.settledCheckpoint();
    const within = await api.createUser(freshName('auditor').replace(' ', '-'), 'auditor', { scopeId });
    const beside = await api.createUser(freshName('auditor').replace(' ', '-'), 'auditor', { scopeId: other });
    for (const path of [`/v1/logs/audit/${last_event_id}`, `/v1/logs/audit/${last_event_id}/proof`]) {
      assert.equal((await world.call('GET', path, { as: within })).status, 200);
      assert.equal((await world.call('GET', path, { as: beside })).status, 404);
    }
  });

  it('of a record that was pruned has no leaf, and is for those who may read all', async () => {
    const id = await provenEvent();
    const { body: whole } = await get(`/v1/logs/audit/${id}/proof`);
    const record = await api.store.auditCollection().findOneAndDelete({ _id: id });
    assert.ok(record);
    const { body: proof } = await get(`/v1/logs/audit/${id}/proof?tree_size=${whole.tree_size}`);
    assert.deepEqual({ ...whole, leaf: null, disclosures: [] }, proof);
    const scoped = await api.createUser(freshName('auditor').replace(' ', '-'), 'auditor', {
      scopeId: await world.scope(),
    });
    assert.equal((await world.call('GET', `/v1/logs/audit/${id}/proof`, { as: scoped })).status, 404);
    await api.store.auditCollection().insertOne(record);
  });
});

describe('consistency', () => {
  it('is proven between any two sizes, with the checkpoints of those that were published', async () => {
    await provenEvent();
    const { body: list } = await get('/v1/ledger/checkpoints?limit=2');
    const [younger, older] = list.checkpoints;
    const { body: proof } = await get(`/v1/ledger/consistency?from=${older.size}&to=${younger.size}`);
    assert.deepEqual([proof.from_checkpoint, proof.to_checkpoint], [older.checkpoint, younger.checkpoint]);
    const hashes = proof.hashes.map(bytes);
    assert.ok(isConsistent(older.size, bytes(older.root_hash), younger.size, bytes(younger.root_hash), hashes));
    for (let from = 0; from <= older.size; from += 1) {
      const { body } = await get(`/v1/ledger/consistency?from=${from}&to=${older.size}`);
      assert.ok(
        isConsistent(from, bytes(body.from_root_hash), older.size, bytes(older.root_hash), body.hashes.map(bytes)),
        `from ${from}`,
      );
    }
  });

  it('is refused for sizes that are not published, or in the wrong order', async () => {
    await provenEvent();
    const beyond = await get('/v1/ledger/consistency?from=1&to=9999999');
    assert.deepEqual([beyond.status, beyond.body.errors[0].pointer], [422, '/query/to']);
    const backwards = await get('/v1/ledger/consistency?from=3&to=2');
    assert.deepEqual([backwards.status, backwards.body.errors[0].pointer], [422, '/query/from']);
  });
});

describe('tiles', () => {
  it('hold the hashes of the leaves, and the leaves with their lengths', async () => {
    const { size } = await world.settledCheckpoint();
    const entries = await raw(`/v1/ledger/tile/entries/000.p/${Math.min(size, 255)}`);
    const hashes = await raw(`/v1/ledger/tile/0/000.p/${Math.min(size, 255)}`);
    let at = 0;
    for (let index = 0; index < Math.min(size, 255); index += 1) {
      const length = entries.readUInt16BE(at);
      const leaf = entries.subarray(at + 2, at + 2 + length);
      assert.ok(hashLeaf(leaf).equals(hashes.subarray(index * 32, (index + 1) * 32)));
      at += 2 + length;
    }
    assert.equal(at, entries.length);
  });

  it('that no published tree has are not found, however they are named', async () => {
    for (const tile of [
      '0/999',
      '0/000.p/256',
      '7/000',
      '0/0',
      '8/000',
      'x/000',
      '0/x000/001',
      'entries/x001/000',
      '0/000.p',
    ]) {
      assert.equal((await get(`/v1/ledger/tile/${tile}`)).status, 404, tile);
    }
  });

  it('are asked for with slashes that may be encoded', async () => {
    const [plain, encoded] = [await raw('/v1/ledger/tile/0/000.p/1'), await raw('/v1/ledger/tile/0/000.p%2F1')];
    assert.equal(plain.length, 32);
    assert.ok(plain.equals(encoded));
  });

  async function raw(path: string): Promise<Buffer> {
    const { body: token } = await world.call('POST', '/v1/me/tokens');
    const response = await fetch(`${api.baseUrl}${path}`, { headers: { Authorization: `Bearer ${token.token}` } });
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get('content-type'), 'application/octet-stream');
    return Buffer.from(await response.arrayBuffer());
  }
});

describe('the check of a proof', () => {
  const check = (body: object) => world.call('POST', '/v1/ledger/proofs/verify', { body });

  const manyKeys = (count: number) =>
    Array.from({ length: count }, (_, at) => api.ledger().keys.vkeysOf(`another/${at}`)[0]).join('\n');

  async function proven() {
    const { body: inclusion } = await get(`/v1/logs/audit/${await provenEvent()}/proof`);
    const { body: ledger } = await get('/v1/ledger');
    return { vkey: ledger.vkey, inclusion };
  }

  it('says valid of what the proof endpoints answer', async () => {
    const { vkey, inclusion } = await proven();
    assert.deepEqual((await check({ vkey, inclusion })).body, { valid: true, problems: [] });
    const { body: list } = await get('/v1/ledger/checkpoints?limit=2');
    const { body: consistency } = await get(
      `/v1/ledger/consistency?from=${list.checkpoints[1].size}&to=${list.checkpoints[0].size}`,
    );
    assert.deepEqual((await check({ vkey, consistency })).body, { valid: true, problems: [] });
  });

  it('counts a key that is given twice once', async () => {
    const { vkey, inclusion } = await proven();
    const twice = Array(21).fill(vkey).join('\n');
    assert.equal(readLogKeys(twice).length, 1);
    assert.deepEqual((await check({ vkey: twice, inclusion })).body, { valid: true, problems: [] });
  });

  it('takes several keys, as they are printed, and is content with one that has signed', async () => {
    const { vkey, inclusion } = await proven();
    const { keys } = api.ledger();
    const [platforms = ''] = keys.vkeysOf(keys.originOf(PLATFORM_LOG, 1));
    const [later = ''] = keys.vkeysOf(keys.originOf(1, 2));
    for (const text of [`${later}\n${vkey}`, `# a log: 7 records\r\n\n${vkey}\n# another\n${platforms}\n`]) {
      assert.deepEqual((await check({ vkey: text, inclusion })).body, { valid: true, problems: [] });
    }
    const { body: verdict } = await check({ vkey: `${later}\n${platforms}\n${later}`, inclusion });
    const names = [later, platforms].map((key) => key.split('+')[0]).join(' or ');
    assert.deepEqual(verdict, { valid: false, problems: [`checkpoint is not one that ${names} has signed`] });
    for (const [text, detail] of [
      [`${vkey}\n\nx`, /line 3/],
      [`${createWitness().vkey}\n${vkey}`, /line 1/],
      ['# no key', /no key/],
      [manyKeys(21), /more than 20/],
    ] as const) {
      const { status, body } = await check({ vkey: text, inclusion });
      assert.deepEqual([status, body.errors[0].pointer], [400, '/body/vkey']);
      assert.match(body.errors[0].detail, detail);
    }
  });

  it('takes no checkpoints of two logs for one that has grown, though both are signed by keys that it was given', async () => {
    const { note } = await world.settledCheckpoint();
    const { note: other } = await api.ledger().settled(PLATFORM_LOG);
    const { body: ledger } = await get('/v1/ledger');
    const vkey = `${ledger.vkey}\n${ledger.platform.vkey}`;
    const consistency = { from_checkpoint: note, to_checkpoint: other, hashes: [] };
    const { body } = await check({ vkey, consistency });
    assert.equal(body.valid, false);
    assert.match(body.problems.join(' '), /from_checkpoint is of .*, to_checkpoint of /);
  });

  it('names what does not fit, for every part that can be altered', async () => {
    const { vkey, inclusion } = await proven();
    const other = Buffer.alloc(32, 9).toString('base64');
    const alterations: readonly [object, RegExp][] = [
      [{ leaf_hash: other }, /leaf_hash/],
      [{ leaf: Buffer.from('{}').toString('base64') }, /leaf_hash/],
      [{ leaf_index: inclusion.leaf_index + 1 }, /hashes/],
      [{ tree_size: inclusion.tree_size + 1 }, /tree_size/],
      [{ root_hash: other }, /root_hash/],
      [{ hashes: inclusion.hashes.slice(1) }, /hashes/],
      [{ hashes: [other, ...inclusion.hashes.slice(1)] }, /hashes/],
      [{ hashes: [...inclusion.hashes, other] }, /hashes/],
      [
        { checkpoint: inclusion.checkpoint.replace(`\n${inclusion.tree_size}\n`, `\n${inclusion.tree_size + 1}\n`) },
        /checkpoint/,
      ],
      [{ checkpoint: 'nothing' }, /checkpoint/],
      [{ disclosures: [Buffer.from('["salt","reason","made up"]').toString('base64url')] }, /disclosures/],
    ];
    for (const [change, expected] of alterations) {
      const { body } = await check({ vkey, inclusion: { ...inclusion, ...change } });
      assert.equal(body.valid, false, JSON.stringify(change));
      assert.match(body.problems.join(' '), expected);
    }
    const { vkey: strangers } = createWitness();
    for (const bad of [strangers, 'x', vkey.slice(0, -2)]) {
      const answer = await check({ vkey: bad, inclusion });
      assert.deepEqual([answer.status, answer.body.errors[0].pointer], [400, '/body/vkey']);
    }
    assert.equal((await check({ vkey })).status, 400);
  });
});

describe('witnesses', () => {
  const cosign = (body: object): Promise<CallAnswer> => world.call('POST', '/v1/ledger/cosignatures', { body });

  it('add their signature to a checkpoint, which comes with it from then on', async () => {
    const { note, size } = await world.settledCheckpoint();
    const witness = createWitness('witness.example/1');
    const { body } = await cosign({ checkpoint: witness.cosign(note, 1_700_000_000), vkey: witness.vkey });
    assert.equal(body.checkpoint, witness.cosign(note, 1_700_000_000));
    assert.deepEqual(
      body.cosignatures.map(({ witness: name, witnessed_at }: Record<string, unknown>) => [name, witnessed_at]),
      [['witness.example/1', '2023-11-14T22:13:20.000Z']],
    );
    const { body: list } = await get('/v1/ledger/checkpoints?limit=1000');
    const shown = list.checkpoints.find((checkpoint: { size: number }) => checkpoint.size === size);
    assert.equal(shown.checkpoint, body.checkpoint);
    // Again, later: one line a witness.
    const { body: again } = await cosign({
      checkpoint: witness.cosign(body.checkpoint, 1_700_000_001),
      vkey: witness.vkey,
    });
    assert.equal(again.cosignatures.length, 1);
  });

  it('are taken for the platform’s log as well', async () => {
    await world.settledCheckpoint();
    const { note } = await api.ledger().settled(PLATFORM_LOG);
    const witness = createWitness();
    const { status, body } = await cosign({ checkpoint: witness.cosign(note), vkey: witness.vkey });
    assert.equal(status, 200);
    assert.equal((await get('/v1/ledger/platform/checkpoint')).body, body.checkpoint);
    // Others see the checkpoint without the witnesses that are not theirs.
    const { admin } = await api.createOrganization('onlookers');
    const { body: seen } = await api.call('GET', '/v1/ledger/platform/checkpoint', { as: admin });
    assert.ok(!seen.includes('witness.example'), seen);
  });

  it('stay where another organization brings the same one to the platform’s log', async () => {
    await world.settledCheckpoint();
    const { note } = await api.ledger().settled(PLATFORM_LOG);
    const witness = createWitness('public-witness.example');
    const body = { checkpoint: witness.cosign(note, 1_700_000_000), vkey: witness.vkey };
    assert.equal((await cosign(body)).status, 200);
    const rivals = await World.enter(api, (await api.createOrganization('rivals')).admin);
    assert.equal((await rivals.call('POST', '/v1/ledger/cosignatures', { body })).status, 200);
    const kept = await ledgerCollections(api.store).checkpoints.findOne({ log: PLATFORM_LOG, note });
    const bringers = kept?.cosignatures.map(({ organization_id }) => organization_id);
    assert.deepEqual(bringers, [(await world.me()).organization.id, (await rivals.me()).organization.id]);
  });

  it('are named by their key in the record, for names are what others say', async () => {
    const { note } = await world.settledCheckpoint();
    const witness = createWitness('jane-doe.example');
    const { headers } = await cosign({ checkpoint: witness.cosign(note), vkey: witness.vkey });
    const correlation_id = headers.get('x-correlation-id') ?? '';
    const record = await api.store.auditCollection().findOne({ correlation_id });
    assert.equal(record?.change, `cosigned by the witness with key ${witness.vkey.split('+')[1]}`);
  });

  it('are refused where the note, the key or the signature is not what it should be', async () => {
    const { note } = await world.settledCheckpoint();
    const [one, other] = [createWitness('one.example'), createWitness('one.example')];
    const cosigned = one.cosign(note);
    for (const body of [
      { checkpoint: note, vkey: one.vkey },
      { checkpoint: cosigned, vkey: other.vkey },
      { checkpoint: one.cosign(note.replace(/\n\d+\n/, '\n1\n')), vkey: one.vkey },
      { checkpoint: cosigned.replace(/.{8}\n$/, 'AAAAAAA=\n'), vkey: one.vkey },
      { checkpoint: 'x', vkey: one.vkey },
      { checkpoint: cosigned, vkey: api.ledger().keys.vkeysOf('somebody')[0] },
      ...[
        'bell\u0007.example',
        'nel\u0085.example',
        'esc\u001b[31m',
        'a b',
        `${note.split('\n')[0]}`,
        `${note.split('/')[0]}/x`,
      ].map((name) => {
        const witness = createWitness(name);
        return { checkpoint: witness.cosign(note), vkey: witness.vkey };
      }),
    ]) {
      assert.equal((await cosign(body)).status, 422, JSON.stringify(body));
    }
  });

  it('of one organization are eight at most', async () => {
    const { note } = await world.settledCheckpoint();
    for (let count = 0; count < 8; count += 1) {
      const witness = createWitness(`w${count}.example`);
      assert.equal((await cosign({ checkpoint: witness.cosign(note), vkey: witness.vkey })).status, 200);
    }
    const witness = createWitness('one-more.example');
    const refused = await cosign({ checkpoint: witness.cosign(note), vkey: witness.vkey });
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/body/vkey']);
  });
});

describe('the platform’s log', () => {
  it('holds the checkpoints of every organization, and proves each to its own', async () => {
    const strangers = await World.enter(api, (await api.createOrganization('neighbours')).admin);
    await strangers.auditEvent();
    const { note, size } = await strangers.settledCheckpoint();
    await api.ledger().settled(PLATFORM_LOG);
    const { body: proof } = await strangers.call('GET', `/v1/ledger/platform/proof?size=${size}`);
    assert.equal(bytes(proof.leaf).toString(), note);
    const { body: ledger } = await strangers.call('GET', '/v1/ledger');
    const { body: verdict } = await strangers.call('POST', '/v1/ledger/proofs/verify', {
      body: { vkey: ledger.platform.vkey, inclusion: proof },
    });
    assert.deepEqual(verdict, { valid: true, problems: [] });
    assert.equal((await world.call('GET', `/v1/ledger/platform/proof?size=${size + 7_000_000}`)).status, 422);
    const { body: checkpoint } = await strangers.call('GET', '/v1/ledger/platform/checkpoint');
    assert.ok(checkpoint.startsWith(`${ledger.platform.origin}\n`));
    assert.equal((await strangers.call('GET', '/v1/ledger/platform/tile/entries/000.p/1')).status, 403);
  });
});

it('a read leaves one record, which comes into the log like any other', async () => {
  const { headers } = await get('/v1/ledger');
  await world.settledCheckpoint();
  const record = await api.store.auditCollection().findOne({ correlation_id: headers.get('x-correlation-id') ?? '' });
  const row = await ledgerCollections(api.store).sequence.findOne({ _id: record?._id ?? '' });
  assert.equal(row?.log, 1);
});
