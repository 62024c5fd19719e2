/** An erasure beside what else goes on: nothing that comes meanwhile keeps a name, and no two undo each other's work. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { eraseBatch } from '../../activities/ledger/erase-batch.ts';
import { StepDefect } from '../../activities/step-defect.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { AuditWriter, recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { type Position, START } from '../../workflows/contract.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { ledgerJob, run, runTwice } from '../support/ledger-work.ts';

const ALICE = 7;
const BOB = 8;

describe('an erasure', () => {
  let database: Database;
  let log = 0;

  before(async () => {
    database = await startDatabase();
  });
  after(() => database.stop());
  beforeEach(async () => {
    log += 1;
    const root = { _id: log, organization_id: log, parent_id: null, name: 'root', ancestors: [], revision: 1 };
    await database.store.models.scopes.collection.insertOne(Object(root));
  });

  const entry = (fields: Partial<AuditEntry> = {}) => auditEntry({ organization_id: log, ...fields });
  const write = (fields: Partial<AuditEntry> = {}, id = newEventId()) =>
    database.store.transaction((session) => recordEffect(database.store, session, entry(fields), id));
  const erasure = (userId: number) =>
    ledgerJob(database.store, 'ledger_erase', { user_id: userId }, { organizationId: log });
  const named = () => database.store.auditCollection().countDocuments({ organization_id: log, 'actor.name': 'alice' });

  it('takes nothing back of what another one erases in the same record at the same time', async () => {
    const { store } = database;
    const id = await write({
      target_type: 'user',
      target_id: BOB,
      operation: 'user.deactivate',
      reason: 'Bob has left',
    });
    const [ofAlice, ofBob] = [await erasure(ALICE), await erasure(BOB)];
    const records = store.auditCollection();
    let isOver = false;
    // Between what the one reads of the record and what it writes, the other does all that it has to do.
    const collection = new Proxy(records, {
      get(_target, name) {
        const value = Reflect.get(records, name, records);
        if (typeof value !== 'function') return value;
        if (name !== 'bulkWrite') return value.bind(records);
        return async (...given: readonly unknown[]) => {
          if (!isOver) await run(store, ofAlice, eraseBatch);
          isOver = true;
          return value.apply(records, given);
        };
      },
    });
    const slow = new Proxy(store, {
      get(_target, name) {
        if (name === 'auditCollection') return () => collection;
        const value = Reflect.get(store, name, store);
        return typeof value === 'function' ? value.bind(store) : value;
      },
    });
    await run(slow, ofBob, eraseBatch);
    assert.ok(isOver);
    const record = await records.findOne({ _id: id });
    assert.deepEqual([record?.actor.name, record?.reason, record?.disclosures], ['erased', null, []]);
  });

  it('reaches records that come while it goes on, wherever their ids put them', async () => {
    // Of a request that had begun, or of a host whose clock is behind.
    const early = newEventId();
    const writer = new AuditWriter(database.store);
    await Promise.all(Array.from({ length: 5 }, () => writer.write(entry())));
    const words = { target_type: 'user', target_id: ALICE, operation: 'user.update', reason: 'alice said so' };
    const admin = { ...entry().actor, id: 1, name: 'admin' };
    let round = 0;
    const { result, rounds } = await run(database.store, await erasure(ALICE), async (...asked) => {
      const first = await eraseBatch(...asked);
      assert.deepEqual(await eraseBatch(...asked), first, 'done again it answers the same');
      round += 1;
      if (round === 1) await write();
      if (round === 2) await write({}, early);
      if (round === 2) await write({ ...words, actor: admin });
      return first;
    });
    assert.equal(await named(), 0);
    assert.deepEqual([result['records'], result['records_about'], rounds], [7, 1, 4]);
    const about = await database.store.auditCollection().findOne({ organization_id: log, target_type: 'user' });
    assert.deepEqual([about?.reason, about?.actor.name, about?.disclosures.length], [null, 'admin', 2]);
  });

  it('reaches any number of them, and says so where there is no end to it', async () => {
    await write();
    const job = await erasure(ALICE);
    const writer = new AuditWriter(database.store);
    let left = 130;
    const finite = await run(database.store, job, async (...asked) => {
      const answer = await eraseBatch(...asked);
      await Promise.all(Array.from({ length: left }, () => writer.write(entry())));
      left = 0;
      return answer;
    });
    assert.deepEqual([finite.result['records'], await named()], [131, 0]);

    const endless = run(database.store, await erasure(ALICE), async (...asked) => {
      const answer = await eraseBatch(...asked);
      await write();
      return answer;
    });
    await assert.rejects(endless, (error) => error instanceof StepDefect && error.code === 'user_active');
  });

  it('hands on positions that stay small', async () => {
    await write();
    const job = await erasure(ALICE);
    const first = await eraseBatch({ store: database.store }, job, START);
    const writer = new AuditWriter(database.store);
    await Promise.all(Array.from({ length: 100 }, () => writer.write(entry())));
    assert.equal(first.state, 'more');
    let position: Position = 'position' in first ? first.position : START;
    for (let n = 0; n < 3; n += 1) {
      const answer = await eraseBatch({ store: database.store }, job, position);
      if (answer.state === 'finished') break;
      position = answer.position;
      assert.ok(JSON.stringify(position).length < 2_048, JSON.stringify(position));
    }
  });

  it('of nobody whom the log knows comes to its end', async () => {
    const { status, result } = await runTwice(database.store, await erasure(999), eraseBatch);
    assert.deepEqual([status, result], ['succeeded', { records: 0, records_about: 0, jobs: 0, grants: 0 }]);
  });
});
