/** Each guarantee of the sequencer and the keeper by itself: nothing is skipped, nothing comes twice, nothing forks. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { ClientSession } from 'mongoose';
import { PLATFORM_LOG } from '../../domain/ledger.ts';
import { AuditWriter, recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { Overtaken, type Sequenced } from '../../store/ledger/append-leaves.ts';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import { checkRecord } from '../../store/ledger/check/check-record.ts';
import { headOf } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import { recordOf } from '../../store/ledger/leaf.ts';
import { KeeperLease, LEASE_MS } from '../../store/ledger/lease.ts';
import { sequencePending } from '../../store/ledger/sequencer.ts';
import { publish } from '../../store/ledger/signing/publisher.ts';
import { SignedElsewhere } from '../../store/ledger/signing/signed-elsewhere.ts';
import type { LedgerHeadDocument } from '../../store/models/ledger.ts';
import type { Store } from '../../store/store.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { keepLedger, type TestLedger } from '../support/ledger.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { leafHash, sha256, treeRoot } from '../support/reference-log.ts';
import { startRole } from '../support/role-process.ts';

const EPOCH = 1;

let database: Database;
let store: Store;
let ledger: TestLedger;
/** A log of its own for each test. */
let log = 0;

before(async () => {
  database = await startDatabase();
  store = database.store;
  // One for all tests: a log has one name.
  ledger = keepLedger(store, database.directory, false);
});
after(() => database.stop());
beforeEach(() => {
  log += 1;
});

const nameLog = (of: number, generation: number) => {
  const origin = ledger.keys.originOf(of, generation);
  return { origin, vkeys: ledger.keys.vkeysOf(origin) };
};
/** One round, in which nothing may go wrong. */
async function sequence(epoch = EPOCH, by = store): Promise<readonly Sequenced[]> {
  const { done, failed } = await sequencePending(by, epoch, nameLog);
  if (failed[0]) throw failed[0].error;
  return done;
}
const record = (of = log) =>
  store.transaction((session) => recordEffect(store, session, auditEntry({ organization_id: of })));

/** Ids of the log in the order of its tree. */
async function order(of = log): Promise<string[]> {
  const rows = await ledgerCollections(store).sequence.find({ log: of }).sort({ index: 1 }).toArray();
  assert.deepEqual(
    rows.map(({ index }) => index),
    rows.map((_, at) => at),
    'without gaps',
  );
  return rows.map(({ _id }) => _id);
}

/** All that a batch writes. */
async function stateOf(of = log) {
  const { pending, tiles } = ledgerCollections(store);
  return {
    head: await headOf(store, of),
    order: await order(of),
    tiles: await tiles.find({ log: of }).sort({ _id: 1 }).toArray(),
    pending: await pending.find({ log: of }).sort({ _id: 1 }).toArray(),
  };
}

/** A store whose transactions stand still at a place, until they are let go. */
function held(at: 'before' | 'after', then: () => Promise<void>): Store {
  return like(store, {
    async transaction(work) {
      if (at === 'before') await then();
      return store.transaction(async (session) => {
        const result = await work(session);
        if (at === 'after') await then();
        return result;
      });
    },
  });
}

/** The same store but for what `parts` has. */
function like(of: Store, parts: Partial<Pick<Store, 'transaction' | 'connection'>>): Store {
  const own = { connection: of.connection, transaction: of.transaction.bind(of), ...parts };
  return Object.assign(Object.create(null), {
    ...own,
    pendingCollection: of.pendingCollection.bind(of),
    auditCollection: of.auditCollection.bind(of),
  });
}

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('a record', () => {
  it('whose transaction commits late is not skipped', async () => {
    const early = newEventId();
    const late = gate();
    const written = gate();
    const slow = store.transaction(async (session) => {
      await recordEffect(store, session, auditEntry({ organization_id: log }), early);
      written.open();
      await late.opened;
    });
    await written.opened;
    const others = [await record(), await record()];
    assert.deepEqual(await sequence(), [{ log, added: 2, size: 2 }]);
    late.open();
    await slow;
    assert.deepEqual(await sequence(), [{ log, added: 1, size: 3 }]);
    assert.ok(others.every((id) => early < id));
    assert.deepEqual(await order(), [...others, early]);
  });

  it('whose transaction is rolled back leaves nothing, in the log or waiting for it', async () => {
    const failing = store.transaction(async (session) => {
      await recordEffect(store, session, auditEntry({ organization_id: log }));
      throw new Error('the effect fails');
    });
    await assert.rejects(failing, /the effect fails/);
    assert.deepEqual(await sequence(), []);
    assert.equal(await store.auditCollection().countDocuments({ organization_id: log }), 0);
  });

  it('is in its own log, in one commit or in a thousand', async () => {
    const writer = new AuditWriter(store);
    const other = log + 1;
    const ids = await Promise.all(
      Array.from({ length: 120 }, (_, n) => writer.write(auditEntry({ organization_id: n % 3 === 0 ? other : log }))),
    );
    log += 1;
    while ((await sequence()).length > 0);
    const expected = (of: number) => ids.filter((_, n) => (n % 3 === 0) === (of === other)).sort();
    assert.deepEqual((await order(other)).sort(), expected(other));
    assert.deepEqual((await order(other - 1)).sort(), expected(other - 1));
  });

  it('says the same as its leaf, also where a text is none that can be stored', async () => {
    const halves = { reason: 'a \ud800 half', ticket_id: '\udc00', actor: { ...auditEntry().actor, name: 'x\udbff' } };
    const writer = new AuditWriter(store);
    const id = await writer.write(auditEntry({ organization_id: log, ...halves }));
    const stored = await store.auditCollection().findOne({ _id: id });
    assert.ok(stored);
    assert.equal(checkRecord(stored, 0, bytesOf(stored.leaf_hash)), undefined);
    const told = recordOf(bytesOf(stored.leaf), stored.disclosures);
    assert.equal(told.reason, 'a \ufffd half');
    assert.equal(told.ticket_id, '\ufffd');
    assert.equal(told.actor.name, 'x\ufffd');
    await sequence();
  });
});

describe('of two sequencers', () => {
  it('that have read the same leaves, the one that comes second moves nothing', async () => {
    const ids = [await record(), await record(), await record()];
    const [read, go] = [gate(), gate()];
    const slow = sequence(
      EPOCH,
      held('before', async () => {
        read.open();
        await go.opened;
      }),
    );
    await read.opened;
    assert.deepEqual(await sequence(), [{ log, added: 3, size: 3 }]);
    const moved = await stateOf();
    go.open();
    await assert.rejects(slow, Overtaken);
    assert.deepEqual(await stateOf(), moved);
    assert.deepEqual(await order(), ids);
  });

  it('that write at the same time, one gets through', async () => {
    const ids = [await record(), await record(), await record()];
    const [written, go] = [gate(), gate()];
    const first = sequence(
      EPOCH,
      held('after', async () => {
        written.open();
        await go.opened;
      }),
    );
    await written.opened;
    const second = sequence();
    // The second one meets the first one's writes, whether before or after they are committed.
    go.open();
    const answers = await Promise.allSettled([first, second]);
    const [through] = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.length > 0);
    assert.ok(through?.status === 'fulfilled');
    assert.deepEqual(through.value, [{ log, added: 3, size: 3 }]);
    const [failed] = answers.filter((answer) => answer.status === 'rejected');
    assert.ok(failed?.status === 'rejected' && failed.reason instanceof Overtaken);
    assert.deepEqual(await order(), ids);
  });

  it('that never let go of each other, every leaf comes once', async () => {
    const writer = new AuditWriter(store);
    const ids: string[] = [];
    let isWriting = true;
    const writing = (async () => {
      for (let round = 0; round < 25; round += 1) {
        const batch = Array.from({ length: 20 }, () => writer.write(auditEntry({ organization_id: log })));
        ids.push(...(await Promise.all(batch)));
      }
      isWriting = false;
    })();
    const sequencer = async () => {
      const done: Sequenced[] = [];
      while (isWriting || (await ledgerCollections(store).pending.countDocuments({ log })) > 0) {
        await sequence().then(
          (moved) => done.push(...moved),
          (error: unknown) => assert.ok(error instanceof Overtaken, String(error)),
        );
      }
      return done;
    };
    const [one, other] = await Promise.all([sequencer(), sequencer(), writing]);
    const added = [...one, ...other].reduce((sum, moved) => sum + moved.added, 0);
    assert.equal(added, ids.length);
    assert.deepEqual((await order()).sort(), ids.sort());
  });

  it('the one with the earlier lease moves nothing once the later one has begun', async () => {
    await record();
    await sequence(7);
    await record();
    const waiting = await stateOf();
    await assert.rejects(sequence(6), Overtaken);
    assert.deepEqual(await stateOf(), waiting);
    assert.deepEqual(await sequence(8), [{ log, added: 1, size: 2 }]);
    assert.equal((await headOf(store, log))?.epoch, 8);
  });
});

describe('a batch', () => {
  it('that is cut off anywhere leaves nothing', async () => {
    await record();
    await sequence();
    for (let n = 0; n < 5; n += 1) await record();
    const waiting = await stateOf();
    const cut = held('after', () => Promise.reject(new Error('the process is gone')));
    await assert.rejects(sequence(EPOCH, cut), /the process is gone/);
    assert.deepEqual(await stateOf(), waiting);
    assert.deepEqual(await sequence(), [{ log, added: 5, size: 6 }]);
    assert.equal((await stateOf()).pending.length, 0);
  });

  it('leaves the right tiles behind, at every size where one begins or ends', { timeout: 120_000 }, async () => {
    const hashes: Buffer[] = [];
    const { pending, tiles } = ledgerCollections(store);
    for (const size of [1, 255, 256, 257, 512, 65_535, 65_536, 65_537]) {
      const fresh = Array.from({ length: size - hashes.length }, () => {
        const leaf_hash = leafHash(Buffer.from(`leaf ${hashes.length}`));
        hashes.push(leaf_hash);
        return { _id: newEventId(), log, leaf_hash: binaryOf(leaf_hash) };
      });
      await pending.insertMany(fresh);
      while ((await sequence()).length > 0);
      const stored = await tiles.find({ log }).toArray();
      const found = new Map(stored.map(({ _id, hashes: bytes }) => [_id, sha256(bytesOf(bytes)).toString('hex')]));
      assert.deepEqual(found, tilesOf(log, hashes), `tiles of ${size} leaves`);
      const head = await headOf(store, log);
      assert.equal(head?.size, size);
      assert.deepEqual(head && bytesOf(head.root), treeRoot(hashes), `root of ${size} leaves`);
    }
  });
});

/** What lies where in a tree by the definition of tlog-tiles; each tile as the hash of its bytes. */
function tilesOf(of: number, hashes: readonly Buffer[]): Map<string, string> {
  const found = new Map<string, string>();
  for (let level = 0, row = [...hashes]; row.length > 0; level += 1) {
    const above: Buffer[] = [];
    for (let index = 0; index * 256 < row.length; index += 1) {
      const tile = row.slice(index * 256, (index + 1) * 256);
      found.set(`${of}/${level}/${index}`, sha256(Buffer.concat(tile)).toString('hex'));
      if (tile.length === 256) above.push(treeRoot(tile));
    }
    row = above;
  }
  return found;
}

describe('a keeper', () => {
  beforeEach(async () => {
    // What sequencers of other tests have left of a lease is none of this test's.
    await Promise.all([
      store.models.ledgerLeases.deleteMany(),
      store.models.ledgerHeads.updateMany({}, { $set: { epoch: 0 } }),
    ]);
  });
  afterEach(() => ledger.stop());

  const tokenOf = async () => (await store.models.ledgerLeases.findById('keeper').lean())?.token ?? 0;

  it('is followed by another one within 10 s where it is killed', async () => {
    const doomed = startRole('test/support/ledger-race/keeper-process.ts', {
      KEEPER_MONGODB_URI: database.uri,
      KEEPER_KEY_FILE: ledger.keyFile,
      KEEPER_DIRECTORY: join(database.directory, 'doomed'),
    });
    await record();
    await ledger.settled(log);
    ledger.another();
    const token = await tokenOf();
    await doomed.kill();
    const killed = performance.now();
    await record();
    await ledger.settled(log);
    assert.ok(performance.now() - killed < 10_000, `it took ${performance.now() - killed} ms`);
    assert.equal(await tokenOf(), token + 1);
  });

  it('is followed also where it is killed in the midst of a batch, which then is nobody’s', async () => {
    const lease = new KeeperLease(store);
    const token = await lease.hold();
    assert.ok(token);
    await record();
    const written = gate();
    const dead = sequencePending(store, token, nameLog, { session: lease.session }).then(async () => {
      // Its transaction stays open, as that of a process that is gone.
      const { heads } = ledgerCollections(store);
      lease.session.startTransaction();
      await heads.updateOne({ _id: log }, { $set: { updated_at: new Date() } }, { session: lease.session });
      written.open();
    });
    await Promise.all([written.opened, dead]);
    ledger.another();
    const killed = performance.now();
    await record();
    await ledger.settled(log);
    assert.ok(performance.now() - killed < 10_000, `it took ${performance.now() - killed} ms`);
    assert.equal((await order()).length, 2);
    await lease.session.endSession();
  });

  it('that is stopped hands over at once', async () => {
    const first = ledger.another();
    await record();
    await ledger.settled(log);
    ledger.another(join(database.directory, 'second'));
    await first.stop();
    const stopped = performance.now();
    await record();
    await ledger.settled(log);
    const tookMs = performance.now() - stopped;
    assert.ok(tookMs < LEASE_MS / 2, `it took ${tookMs} ms`);
  });

  it('that wakes up after another one has taken over does no harm', async () => {
    const [first, second] = [new SignedElsewhere(join(database.directory, 'first')), ledger.directory];
    ledger.another(second);
    await record();
    const { size } = await ledger.settled(log);
    // It signs what it sees, and that is what the other one has signed.
    const asleep = { store, keys: ledger.keys, elsewhere: first, onRefusal: assert.fail };
    assert.deepEqual(await publish(asleep, [log]), { signed: [], failed: [] });
    assert.equal((await headOf(store, log))?.published_size, size);
    assert.equal((await headOf(store, log))?.refusal, null);
  });

  it('refuses nothing because of a look that is out of date', async () => {
    const keeper = ledger.another();
    await record();
    await ledger.settled(log);
    const old = await headOf(store, log);
    await record();
    const { size } = await ledger.settled(log);
    await keeper.stop();
    const elsewhere = new SignedElsewhere(ledger.directory);
    const origin = ledger.keys.originOf(log, 1);
    assert.equal(elsewhere.of(origin)?.size, size);
    const late = { store: behind(store, old), keys: ledger.keys, elsewhere, onRefusal: assert.fail };
    assert.deepEqual(await publish(late, [log]), { signed: [], failed: [] });
    assert.equal((await headOf(store, log))?.refusal, null);
  });
});

/** A store that shows an old head to whoever reads it outside of a transaction: as a primary does that lags. */
function behind(of: Store, head: LedgerHeadDocument | null): Store {
  const db = of.connection.getClient().db();
  const heads = db.collection<LedgerHeadDocument>('ledger_heads');
  const oldHeads = {
    find: () => ({ toArray: () => Promise.resolve([head]) }),
    findOne: (filter: { _id: number }, options: { session: ClientSession }) => heads.findOne(filter, options),
    updateOne: heads.updateOne.bind(heads),
  };
  const collection = (name: string) => (name === 'ledger_heads' ? oldHeads : db.collection(name));
  const connection = { getClient: () => ({ db: () => ({ collection }) }) };
  return like(of, Object.assign(Object.create(null), { connection }));
}

it('the platform’s log holds the checkpoints of all others, in the order of their signing', async () => {
  ledger.another();
  try {
    await record();
    await ledger.settled(log);
    await record();
    await ledger.settled(log);
    await ledger.settled(PLATFORM_LOG);
    const ofLog = (await order(PLATFORM_LOG)).filter((id) => id.startsWith(`${log}/`));
    assert.deepEqual(ofLog, [`${log}/1/1`, `${log}/1/2`]);
  } finally {
    await ledger.stop();
  }
});
