/** What holds pruning back although clocks say that it is time, or collectors change at that very moment. */

import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { pruneBatch } from '../../activities/ledger/prune-batch.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { Store } from '../../store/store.ts';
import { type ApiHarness, type CallOptions, startApi } from '../support/api-harness.ts';
import { auditEntry } from '../support/ledger-entry.ts';
import { ledgerJob, pruneTwice, run } from '../support/ledger-work.ts';

const DAY_MS = 86_400_000;

let api: ApiHarness;
before(async () => {
  api = await startApi();
});
after(() => api.close());

async function prune(organizationId: number, days: number, store = api.store) {
  const input = { dry_run: false, record_days: days, event_days: 30 };
  const job = await ledgerJob(api.store, 'ledger_prune', input, { organizationId });
  return store === api.store ? pruneTwice(store, job) : run(store, job, pruneBatch);
}

describe('a host whose clock was behind', () => {
  const log = 77;

  /** Writes records as a host does whose clock is a year behind. @returns the size of the log. */
  async function writtenBehind(t: TestContext, count: number): Promise<number> {
    const writer = new AuditWriter(api.store);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 366 * DAY_MS });
    // The time is taken before the first wait: the keeper of this process has the right one.
    const written = Array.from({ length: count }, () => writer.write(auditEntry({ organization_id: log })));
    t.mock.timers.reset();
    await Promise.all(written);
    return (await api.ledger().settled(log)).size;
  }

  before(async () => {
    const root = { _id: 7_700, organization_id: log, parent_id: null, name: 'root', ancestors: [], revision: 1 };
    await api.store.models.scopes.collection.insertOne(Object(root));
  });

  it('lets go nothing before its time: records are no older than the first checkpoint that covers them', async (t) => {
    const first = await writtenBehind(t, 5);
    const kept = await prune(log, 365);
    assert.deepEqual([kept.result['records'], kept.result['stopped_by']], [0, 'age']);

    const size = await writtenBehind(t, 3);
    const { checkpoints } = ledgerCollections(api.store);
    const yearAgo = { $set: { created_at: new Date(Date.now() - 366 * DAY_MS) } };
    await checkpoints.updateMany({ log, size: { $lte: first } }, yearAgo);
    const { result } = await prune(log, 365);
    assert.deepEqual([result['records'], result['to_index'], result['stopped_by']], [first, first, 'age']);

    await checkpoints.updateMany({ log, size: { $lte: size } }, yearAgo);
    assert.equal((await prune(log, 365)).result['to_index'], size);
  });
});

describe('a log collector that changes while records are deleted', () => {
  let made = 0;

  /** An organization with some records, a collector that has all of them, and what a change of that comes to. */
  async function delivered(change: (id: number) => readonly [method: string, path: string, body?: object]) {
    made += 1;
    const { organizationId, admin } = await api.createOrganization(`held-${made}`);
    const call = async (method: string, path: string, body?: object) => {
      const options: CallOptions = { as: admin, ...(body ? { body } : {}) };
      const answer = await api.call(method, path, options);
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      return answer.body;
    };
    const syslog = { name: 'siem', kind: 'syslog', format: 'cef', host: 'logs.example' };
    const { id } = await call('POST', '/v1/log-collectors', syslog);
    const { size } = await api.ledger().settled(organizationId);
    await api.store.models.logCollectors.updateOne({ _id: id }, { $set: { next_index: size } });
    return { organizationId, size, meanwhile: () => call(...change(id)), call, id };
  }

  for (const { what, change } of [
    { what: 'is set back', change: (id: number) => ['PATCH', `/v1/log-collectors/${id}`, { next_index: 1 }] as const },
    {
      what: 'is made',
      change: () => {
        const body = { name: 'another', kind: 'syslog', format: 'cef', host: 'logs.example', from_index: 1 };
        return ['POST', '/v1/log-collectors', body] as const;
      },
    },
  ]) {
    for (const moment of ['before', 'after'] as const) {
      it(`gets what it waits for where it ${what} ${moment} they are looked at once more`, async () => {
        const { organizationId, size, meanwhile } = await delivered(change);
        const { result } = await prune(organizationId, 0, disturbed(api.store, moment, meanwhile));
        assert.ok(size > 1);
        assert.deepEqual([result['to_index'], result['stopped_by']], [1, 'collector']);
        const head = await api.store.models.ledgerHeads.findById(organizationId).lean();
        assert.equal(head?.pruned_size, 1);
      });
    }
  }

  it('gets it where it is activated again', async () => {
    const change = (id: number) => ['POST', `/v1/log-collectors/${id}/activate`] as const;
    const { organizationId, meanwhile, call, id } = await delivered(change);
    await call('POST', `/v1/log-collectors/${id}/deactivate`);
    await api.ledger().settled(organizationId);
    await api.store.models.logCollectors.updateOne({ _id: id }, { $set: { next_index: 2 } });
    const { result } = await prune(organizationId, 0, disturbed(api.store, 'after', meanwhile));
    assert.deepEqual([result['to_index'], result['stopped_by']], [2, 'collector']);
  });
});

/** The store, with something that happens once: before a transaction begins, or in it, before records are deleted. */
function disturbed(store: Store, moment: 'before' | 'after', meanwhile: () => Promise<unknown>): Store {
  let isOver = false;
  const disturb = async () => {
    if (isOver) return;
    isOver = true;
    await meanwhile();
  };
  const before = (of: object, method: string, first: () => Promise<void>): object =>
    new Proxy(of, {
      get(_target, name) {
        const value = Reflect.get(of, name, of);
        if (typeof value !== 'function') return value;
        if (name !== method) return value.bind(of);
        return async (...given: readonly unknown[]) => {
          await first();
          return value.apply(of, given);
        };
      },
    });
  if (moment === 'before') return Object(before(store, 'transaction', disturb));
  const collection = before(store.auditCollection(), 'deleteMany', disturb);
  return Object(
    new Proxy(store, {
      get(_target, name) {
        if (name === 'auditCollection') return () => collection;
        const value = Reflect.get(store, name, store);
        return typeof value === 'function' ? value.bind(store) : value;
      },
    }),
  );
}
