/** The items of a plan on a real MongoDB: whatever is cut off or comes late, they are written once. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Examined } from '../../activities/preflight/examine.ts';
import { writeFindings } from '../../activities/preflight/write-findings.ts';
import { MOST_PLANNED, NO_SELECTION, type PlanSelector } from '../../domain/plan.ts';
import { passed } from '../../domain/plan-finding.ts';
import type { PlanDocument, PlanItemDocument } from '../../store/models/plan.ts';
import { chooseResources } from '../../store/plans/choose-resources.ts';
import { planItemCollection } from '../../store/plans/plan-items.ts';
import { SelectionLost, writeSelection } from '../../store/plans/write-selection.ts';
import { type Database, startDatabase } from '../support/database.ts';

const PLAN = 1;
const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' });
const SELECTOR: PlanSelector = { ...NO_SELECTION, scope_id: 1 };

describe('the items of a plan', () => {
  let database: Database;

  before(async () => {
    database = await startDatabase();
    const { scopes } = database.store.models;
    const scope = { organization_id: 1, name: 'all', parent_id: null, ancestors: [], ...tracked() };
    await scopes.create([
      { _id: 1, ...scope },
      { _id: 2, ...scope, name: 'below', parent_id: 1, ancestors: [1] },
      { _id: 3, ...scope, name: 'beside', parent_id: 1, ancestors: [1] },
    ]);
  });
  after(() => database.stop());

  beforeEach(async () => {
    const { plans, planItems } = database.store.models;
    await Promise.all([plans.deleteMany({}), planItems.deleteMany({})]);
    await plans.create({
      _id: PLAN,
      organization_id: 1,
      scope_id: 1,
      operation: 'rotate',
      selector: SELECTOR,
      status: 'preparing',
      actor: { type: 'user', id: 1, name: 'admin' },
      job_id: 1,
      resource_count: 0,
      counts: { pending: 0, ready: 0, warned: 0, blocked: 0 },
      runs_by_itself: false,
      ...tracked(),
    });
  });

  const chosen = (...ids: readonly number[]) => ids.map((_id) => ({ _id, device_id: 1, scope_id: 1 }));

  async function plan(): Promise<PlanDocument> {
    const found = await database.store.models.plans.findById(PLAN).lean<PlanDocument>();
    assert.ok(found);
    return found;
  }

  const items = () => planItemCollection(database.store).find().sort({ position: 1 }).toArray();
  const order = async () => (await items()).map(({ resource_id, position }) => [position, resource_id]);

  it('are written anew where an attempt was cut off, and not again once they are complete', async () => {
    const left = { plan_id: PLAN, resource_id: 99, position: 1, verdict: 'pending' } as const;
    await planItemCollection(database.store).insertOne({ _id: `${PLAN}:99`, ...left } as unknown as PlanItemDocument);
    await writeSelection(database.store, PLAN, chosen(5, 4, 6));
    const complete = [
      [1, 5],
      [2, 4],
      [3, 6],
    ];
    assert.deepEqual(await order(), complete);
    const { resource_count, counts } = await plan();
    assert.deepEqual([resource_count, counts], [3, { pending: 3, ready: 0, warned: 0, blocked: 0 }]);
    await assert.rejects(writeSelection(database.store, PLAN, chosen(7)), SelectionLost);
    assert.deepEqual(await order(), complete);
  });

  it('are those of one attempt, however many are at it', async () => {
    const attempts = [chosen(...Array(3_000).keys()), chosen(...Array(2_500).keys()), chosen(...Array(4_100).keys())];
    const ended = await Promise.allSettled(attempts.map((ids) => writeSelection(database.store, PLAN, ids)));
    const wrote = attempts.filter((_, index) => ended[index]?.status === 'fulfilled');
    assert.equal(wrote.length, 1);
    for (const one of ended) if (one.status === 'rejected') assert.ok(one.reason instanceof SelectionLost, one.reason);
    assert.deepEqual(
      await order(),
      wrote[0]?.map(({ _id }, index) => [index + 1, _id]),
    );
    assert.equal((await plan()).resource_count, wrote[0]?.length);
  });

  it('keep what was found first, and what was found before the plan was sealed', async () => {
    const { store } = database;
    await writeSelection(store, PLAN, chosen(1, 2, 3));
    const found = (id: number, verdict: Examined['verdict']): Examined => ({
      _id: `${PLAN}:${id}`,
      verdict,
      findings: [passed('active')],
      fingerprint: 'f',
      measured: null,
    });
    await writeFindings(store, { _id: PLAN }, [found(1, 'ready'), found(2, 'warned')]);
    const late = [found(2, 'blocked'), found(3, 'blocked')];
    const counts = await writeFindings(store, { _id: PLAN }, late);
    assert.deepEqual(counts, { pending: 0, ready: 1, warned: 1, blocked: 1 });
    assert.deepEqual(
      (await items()).map(({ verdict }) => verdict),
      ['ready', 'warned', 'blocked'],
    );
    await store.models.plans.updateOne({ _id: PLAN }, { $set: { status: 'ready' } });
    await store.models.planItems.updateOne({ _id: `${PLAN}:3` }, { $set: { verdict: 'pending' } });
    assert.equal(await writeFindings(store, { _id: PLAN }, [found(3, 'ready')]), null);
    assert.equal((await items())[2]?.verdict, 'pending');
  });

  it('are of named resources at and below the scope of the plan, and say of the others that they are missing', async () => {
    const resources = database.store.connection.getClient().db().collection<{ _id: number }>('resources');
    await resources.insertMany([
      { _id: 1, ...{ organization_id: 1, scope_id: 2, device_id: 8 } },
      { _id: 2, ...{ organization_id: 1, scope_id: 3, device_id: 8 } },
      { _id: 3, ...{ organization_id: 2, scope_id: 2, device_id: 8 } },
    ]);
    const selector = { ...SELECTOR, scope_id: null, resource_ids: [1, 2, 3, 4, 1] };
    const found = await chooseResources(database.store, { organization_id: 1, scope_id: 2, selector });
    assert.deepEqual(
      found?.map(({ _id, device_id }) => [_id, device_id]),
      [
        [1, 8],
        [2, 0],
        [3, 0],
        [4, 0],
      ],
    );
    await resources.deleteMany({});
  });

  it(`are ${MOST_PLANNED} at most`, async () => {
    const resources = database.store.connection.getClient().db().collection<{ _id: number }>('resources');
    const fields = { organization_id: 1, scope_id: 2 };
    const made = Array.from({ length: MOST_PLANNED + 1 }, (_, _id) => ({
      _id,
      device_id: _id % 7,
      ...fields,
      name: `${_id}`,
    }));
    await resources.insertMany(made, { ordered: false });
    assert.equal(await chooseResources(database.store, { ...(await plan()), scope_id: 1 }), null);
    await resources.deleteOne({ _id: 0 });
    assert.equal((await chooseResources(database.store, await plan()))?.length, MOST_PLANNED);
  });
});
