/** A retention policy that is due becomes one job, however many processes look. */

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ulid } from 'ulid';
import { requestDuePrunes } from '../../../api/dispatch/due-prunes.ts';
import { removeOutdatedEvents } from '../../../api/dispatch/outdated-events.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { operationalEvents } from '../../../store/operational-log.ts';
import { type ApiHarness, startApi } from '../../support/api-harness.ts';
import { silentLogger } from '../../support/ledger.ts';
import { ledgerJob } from '../../support/ledger-work.ts';

const HOUR_MS = 3_600_000;

describe('retention policies that are due', () => {
  let api: ApiHarness;
  let organizationId: number;
  let made = 0;

  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  beforeEach(async () => {
    made += 1;
    const { admin, ...organization } = await api.createOrganization(`due-${made}`);
    organizationId = organization.organizationId;
    const body = { record_days: 365, event_days: 14, reason: 'the law' };
    assert.equal((await api.call('PUT', '/v1/ledger/retention', { as: admin, body })).status, 200);
    await setDue(organizationId, -1_000);
  });

  const setDue = (_id: number, inMs: number) =>
    api.store.models.retentionPolicies.updateOne({ _id }, { $set: { next_prune_at: new Date(Date.now() + inMs) } });

  const look = () => requestDuePrunes({ store: api.store, logger: silentLogger() });

  const jobs = () => api.store.models.jobs.find({ organization_id: organizationId }).lean<JobDocument[]>();

  const dueInMs = async (_id: number) => {
    const policy = await api.store.models.retentionPolicies.findById(_id).lean();
    return (policy?.next_prune_at.getTime() ?? 0) - Date.now();
  };

  it('become one job each, in the name of Capstan, with a record of the intent', async () => {
    const counts = await Promise.all([look(), look(), look(), look()]);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      1,
    );
    const [job, ...others] = await jobs();
    assert.ok(job && others.length === 0);
    assert.deepEqual(
      [job.operation, job.status, job.dispatch, job.actor.type, job.actor.name, job.input],
      [
        'ledger_prune',
        'queued',
        'accepted',
        'system',
        'retention',
        { dry_run: false, record_days: 365, event_days: 14 },
      ],
    );
    const record = await api.store.auditCollection().findOne({ job_id: job._id });
    assert.deepEqual(
      [record?._id, record?.operation, record?.status, record?.actor.name, record?.permission, record?.target_id],
      [job.last_event_id, 'ledger.prune', 'intended', 'retention', null, organizationId],
    );
    assert.ok((await dueInMs(organizationId)) > 23 * HOUR_MS);
    assert.equal(await look(), 0);
  });

  it('wait an hour where a pruning is still under way', async () => {
    const input = { dry_run: true, record_days: null, event_days: 30 };
    await ledgerJob(api.store, 'ledger_prune', input, { organizationId });
    assert.equal(await look(), 0);
    const dueIn = await dueInMs(organizationId);
    assert.ok(dueIn > 0.9 * HOUR_MS && dueIn <= HOUR_MS);
  });

  it('are left alone before their time', async () => {
    await setDue(organizationId, 60_000);
    assert.equal(await look(), 0);
    assert.deepEqual(await jobs(), []);
  });

  it('do not keep each other waiting: what cannot be done for one is done for the next', async () => {
    const broken = organizationId;
    await api.store.models.scopes.deleteMany({ organization_id: broken });
    const next = await api.createOrganization(`due-${made}-next`);
    const body = { record_days: null, event_days: 14, reason: 'the law' };
    await api.call('PUT', '/v1/ledger/retention', { as: next.admin, body });
    await setDue(next.organizationId, -500);
    assert.equal(await look(), 1);
    assert.ok((await dueInMs(broken)) < 0, 'it is tried again');
    await api.store.models.retentionPolicies.deleteOne({ _id: broken });
  });
});

describe('where no retention policy is written', () => {
  it('operational events go after thirty days, and nobody else’s', async () => {
    const api = await startApi();
    try {
      const written = await api.createOrganization('written');
      const body = { record_days: null, event_days: 300, reason: 'the law' };
      await api.call('PUT', '/v1/ledger/retention', { as: written.admin, body });
      const now = Date.now();
      const ids = new Map<string, string>();
      for (const organization_id of [1, written.organizationId]) {
        for (const days of [29, 31]) {
          const _id = `evt_${ulid(now - days * 24 * HOUR_MS)}`;
          ids.set(`${organization_id} ${days}`, _id);
          const timestamp = new Date(now - days * 24 * HOUR_MS);
          await operationalEvents(api.store).insertOne(Object.assign(Object(), { _id, organization_id, timestamp }));
        }
      }
      assert.equal(await removeOutdatedEvents(api.store, new Date(now)), 1);
      const left = await operationalEvents(api.store).find({ organization_id: 1 }).toArray();
      assert.deepEqual(
        left.map(({ _id }) => _id).filter((id) => [...ids.values()].includes(id)),
        [ids.get('1 29')],
      );
    } finally {
      await api.close();
    }
  });
});
