/** What expires is told once for each of its days, however many processes look, by a clock that the test holds. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { tellExpiries } from '../../../api/dispatch/expiry-reminders.ts';
import { operationalEvents } from '../../../store/operational-log.ts';
import type { Store } from '../../../store/store.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { silentLogger } from '../../support/ledger.ts';
import { freshName, publishInboxKey, World } from '../contract/world.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const PATH = '/v1/protected-information';

let api: ApiHarness;
let world: World;
/** When it expires: ahead of every day that is reminded of. */
let end: Date;
let id: number;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await (await World.enter(api, api.admin)).below();
});
after(() => api.close());

beforeEach(async () => {
  await api.store.models.protectedInformation.deleteMany({});
  end = new Date(Date.now() + 100 * DAY_MS);
  id = await world.protectedInformation({ expires_at: end.toISOString(), remind_days_before: [7, 30] });
});

/** Looks so many days before the end, a little late as timers are. */
function look(daysBefore: number, lateMs = MINUTE_MS): Promise<number> {
  const now = new Date(end.getTime() - daysBefore * DAY_MS + lateMs);
  return tellExpiries({ store: api.store, logger: silentLogger(), now });
}

async function toldOf(informationId = id) {
  const of = { target_type: 'protected_information', target_id: informationId, 'actor.type': 'system' as const };
  const records = await api.store.auditCollection().find(of).sort({ _id: 1 }).toArray();
  return records.map(({ operation, change }) => `${operation}: ${change}`);
}

function eventsOf(informationId = id) {
  const of = { kind: 'protected_information' as const, 'attributes.protected_information_id': informationId };
  return operationalEvents(api.store).find(of).sort({ _id: 1 }).toArray();
}

const patch = (body: object) => world.call('PATCH', `${PATH}/${id}`, { body });

describe('protected information that expires', () => {
  it('is told of on each of its days and at its end, by one of many that look at once', async () => {
    for (const [days, told] of [
      [31, 0],
      [30, 1],
      [29, 0],
      [7, 1],
      [1, 0],
      [0, 1],
      [-50, 0],
    ] as const) {
      const counts = await Promise.all(Array.from({ length: 6 }, () => look(days)));
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        told,
        `${days} days before`,
      );
    }
    assert.deepEqual(await toldOf(), [
      `protected_information.remind: expires within 30 days: ${end.toISOString()}`,
      `protected_information.remind: expires within 7 days: ${end.toISOString()}`,
      `protected_information.expire: has expired: ${end.toISOString()}`,
    ]);
    const events = await eventsOf();
    assert.deepEqual(
      events.map(({ level, code, attributes }) => [level, code, attributes['days_left']]),
      [
        ['warn', 'expires_soon', 30],
        ['warn', 'expires_soon', 7],
        ['error', 'expired', 0],
      ],
    );
    assert.ok(events.every(({ scope_id, source }) => scope_id === world.rootScopeId && source === 'api'));
  });

  it('is recorded in the place where it lies, in the name of Capstan, and shows there', async () => {
    await look(30);
    const [record] = await api.store
      .auditCollection()
      .find({ target_id: id, operation: /remind$/ })
      .toArray();
    assert.deepEqual(
      [record?.scope_id, record?.actor.name, record?.permission, record?.status],
      [world.rootScopeId, 'expiry reminders', null, 'succeeded'],
    );
    const reader = await api.createUser(freshName('reader'), 'viewer', { scopeId: world.rootScopeId });
    const elsewhere = await api.createUser(freshName('elsewhere'), 'viewer', { scopeId: await world.scope() });
    const seenBy = async (as: typeof reader) =>
      (await api.call('GET', '/v1/logs/events?kind=protected_information', { as })).body.events.map(
        ({ message }: { message: string }) => message,
      );
    const message = `Protected information ${id} expires within 30 days`;
    assert.ok((await seenBy(reader)).includes(message));
    assert.ok(!(await seenBy(elsewhere)).includes(message));
  });

  it('stays as whoever edits it has seen it', async () => {
    const seen = await world.call('GET', `${PATH}/${id}`);
    await look(30);
    const again = await world.call('GET', `${PATH}/${id}`);
    assert.deepEqual([again.body, again.headers.get('etag')], [seen.body, seen.headers.get('etag')]);
  });

  it('is told of anew after another end was set, and after new content was handed in', async () => {
    await look(7);
    assert.equal(await look(7, 2 * MINUTE_MS), 0);
    end = new Date(end.getTime() + 365 * DAY_MS);
    assert.equal((await patch({ expires_at: end.toISOString() })).status, 200);
    assert.equal(await look(31), 0);
    assert.equal(await look(30), 1);
    const body = { content: 'the renewed one' };
    assert.equal((await world.call('POST', `${PATH}/${id}/versions`, { body })).status, 200);
    assert.equal(await look(30), 1);
    assert.equal(await look(29), 0);
    assert.equal((await toldOf()).length, 3);
  });

  it('is not told of again for other words, days that are over, or an older version', async () => {
    await look(30);
    assert.equal((await patch({ description: 'other words' })).status, 200);
    assert.equal((await patch({ remind_days_before: [90, 30, 14] })).status, 200);
    assert.equal(await look(29), 0);
    await world.call('POST', `${PATH}/${id}/versions`, {
      body: { content: 'the second', expires_at: end.toISOString() },
    });
    await look(30);
    assert.equal((await world.call('POST', `${PATH}/${id}/restore`, { body: { version: 1 } })).status, 200);
    assert.equal(await look(29), 0);
    assert.equal(await look(14), 1);
    assert.equal(await look(7), 0);
  });

  it('is not told of by what it was: another end that is set at this moment counts', async () => {
    const later = new Date(end.getTime() + 365 * DAY_MS);
    const { store } = api;
    // Between the look and the telling.
    const overtaken: Store = Object.assign(Object.create(store), {
      auditCollection: () => store.auditCollection(),
      pendingCollection: () => store.pendingCollection(),
      transaction: async (work: Parameters<Store['transaction']>[0]) => {
        assert.equal((await patch({ expires_at: later.toISOString() })).status, 200);
        return store.transaction(work);
      },
    });
    const now = new Date(end.getTime() - 30 * DAY_MS);
    assert.equal(await tellExpiries({ store: overtaken, logger: silentLogger(), now }), 0);
    assert.deepEqual(await toldOf(), []);
    const kept = await store.models.protectedInformation.findById(id).lean();
    assert.deepEqual([kept?.told_days, kept?.tell_at], [null, new Date(later.getTime() - 30 * DAY_MS)]);
  });

  it('is left alone while it is inactive, and told of as it is once it is active again', async () => {
    await world.call('POST', `${PATH}/${id}/deactivate`);
    assert.equal(await look(5), 0);
    await world.call('POST', `${PATH}/${id}/activate`);
    assert.equal(await look(5), 1);
    assert.deepEqual(await toldOf(), [`protected_information.remind: expires within 5 days: ${end.toISOString()}`]);
  });

  it('is left alone where its end was taken away', async () => {
    assert.equal((await patch({ expires_at: null })).body.expires_at, null);
    assert.equal(await look(-1), 0);
  });

  it('is still there to be read about when it has expired, and to be renewed', async () => {
    const past = new Date(Date.now() - DAY_MS);
    await api.store.models.protectedInformation.updateOne({ _id: id }, { $set: { expires_at: past, tell_at: past } });
    assert.equal(await tellExpiries({ store: api.store, logger: silentLogger() }), 1);
    const { body } = await world.call('GET', `${PATH}/${id}`);
    assert.deepEqual([body.status, body.expires_at], ['active', past.toISOString()]);
    // Sent back as it was shown, the end is no change that would have to lie ahead.
    assert.equal((await patch({ expires_at: body.expires_at, description: 'expired' })).status, 200);
    assert.equal((await patch({ expires_at: end.toISOString() })).body.expires_at, end.toISOString());
  });

  it('keeps nothing else from being told where it cannot be told itself', async () => {
    const broken = id;
    const other = await world.protectedInformation({ expires_at: end.toISOString(), remind_days_before: [30] });
    await api.store.connection
      .getClient()
      .db()
      .collection<{ _id: number }>('protected_information')
      .updateOne({ _id: broken }, { $set: { organization_id: null } });
    assert.equal(await look(30), 1);
    assert.deepEqual([(await toldOf(broken)).length, (await toldOf(other)).length], [0, 1]);
  });
});
