/** An active log collector always has its workflow, and that always hears of changes. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DeliveryWatch, LOG_COLLECTORS } from '../../../api/dispatch/delivery-watch.ts';
import { resolveBinary } from '../../../launcher/engines/resolve-binary.ts';
import { startTemporal, type Temporal } from '../../../launcher/engines/temporal.ts';
import type { TemporalClient } from '../../../runtime/temporal-client.ts';
import { deliveryWorkflowIdOf } from '../../../workflows/contract.ts';
import { type ApiHarness, absentTemporal, startApi } from '../../support/api-harness.ts';
import { silentLogger } from '../../support/ledger.ts';
import { until } from '../../support/until.ts';
import { World } from '../contract/world.ts';

const logger = silentLogger();

describe('the watch over deliveries', () => {
  let api: ApiHarness;
  let world: World;
  let temporal: Temporal;
  let directory: string;
  let client: TemporalClient;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-deliveries-test-'));
    const { path: binary } = await resolveBinary('temporal');
    temporal = await startTemporal({ binary, directory, namespace: 'capstan' });
    api = await startApi({ temporalAddress: temporal.address });
    world = await World.enter(api, api.admin);
    client = api.temporal;
  });
  after(async () => {
    await api.close();
    await temporal.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const stored = async (id: number) => {
    const found = await api.store.models.logCollectors.findById(id).lean();
    assert.ok(found);
    return found;
  };
  const handleOf = (id: number) => client.client.workflow.getHandle(deliveryWorkflowIdOf(id));
  const make = () => world.logCollector({ kind: 'syslog', format: 'cef', host: 'logs.example', ...NO_HTTP });
  const told = (id: number) =>
    until('the workflow has been told', async () => {
      const { revision, told_revision } = await stored(id);
      return revision === told_revision ? true : undefined;
    });
  async function signalsOf(id: number): Promise<number> {
    const { events = [] } = await handleOf(id).fetchHistory();
    return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
  }

  test('a new collector is delivered to at once, and a change is heard of at once', async () => {
    const id = await make();
    await told(id);
    const { type, runId } = await handleOf(id).describe();
    assert.equal(type, 'deliverLog');
    const heard = await signalsOf(id);
    assert.equal((await world.call('PATCH', `/v1/log-collectors/${id}`, { body: { port: 6515 } })).status, 200);
    await told(id);
    assert.equal(await signalsOf(id), heard + 1);
    assert.equal((await handleOf(id).describe()).runId, runId);
  });

  test('two processes look after a collector once, and a workflow that runs is left alone', async () => {
    const id = await make();
    await told(id);
    const { runId } = await handleOf(id).describe();
    const heard = await signalsOf(id);
    await api.store.models.logCollectors.updateOne({ _id: id }, { $set: { watch_due_at: new Date(0) } });
    const watches = [1, 2].map(
      () => new DeliveryWatch({ store: api.store, temporal: client, logger, kind: LOG_COLLECTORS }),
    );
    for (const watch of watches) watch.lookSoon();
    await until('it has been looked after', async () =>
      (await stored(id)).watch_due_at.getTime() > Date.now() + 15_000 ? true : undefined,
    );
    for (const watch of watches) await watch.stop();
    assert.equal((await handleOf(id).describe()).runId, runId);
    assert.equal(await signalsOf(id), heard);
  });

  test('a workflow that was terminated is started again', async () => {
    const id = await make();
    await told(id);
    const { runId } = await handleOf(id).describe();
    await handleOf(id).terminate();
    await api.store.models.logCollectors.updateOne({ _id: id }, { $set: { watch_due_at: new Date(0) } });
    const watch = new DeliveryWatch({ store: api.store, temporal: client, logger, kind: LOG_COLLECTORS });
    watch.start();
    await until('another run has begun', async () => {
      const { runId: other, status } = await handleOf(id).describe();
      return other !== runId && status.name === 'RUNNING' ? true : undefined;
    });
    await watch.stop();
  });

  test('while Temporal is away a collector stays due, and nothing fails for it', async () => {
    const id = await make();
    await told(id);
    await handleOf(id).terminate();
    await api.store.models.logCollectors.updateOne({ _id: id }, { $set: { watch_due_at: new Date(0) } });
    const absent = absentTemporal();
    const cutOff = new DeliveryWatch({ store: api.store, temporal: absent, logger, kind: LOG_COLLECTORS });
    cutOff.lookSoon();
    await cutOff.stop();
    await absent.close();
    const { watch_due_at } = await stored(id);
    assert.ok(watch_due_at.getTime() < Date.now() + 10_001, 'it is looked after again soon');
  });

  test('what is paused or inactive is not looked after', async () => {
    const id = await make();
    await told(id);
    for (const verb of ['pause', 'deactivate']) {
      assert.equal((await world.call('POST', `/v1/log-collectors/${id}/${verb}`)).status, 200);
      const watch = new DeliveryWatch({ store: api.store, temporal: client, logger, kind: LOG_COLLECTORS });
      watch.lookSoon();
      await watch.stop();
      const { told_revision, revision } = await stored(id);
      assert.ok(told_revision < revision);
    }
    assert.equal((await world.call('POST', `/v1/log-collectors/${id}/activate`)).status, 200);
    await told(id);
  });
});

/** Fields of the other kind, which `world.logCollector` fills in. */
const NO_HTTP = { url: undefined, authorization: undefined };
