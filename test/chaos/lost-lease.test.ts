/** A job that is cut off for so long that another takes its resource: it finds out what it had done, and ends. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { acquireLease } from '../../store/leases.ts';
import { type Engines, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { openNamespace } from '../support/namespace.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { startRole } from '../support/role-process.ts';

// Both at once: most of their time goes by until a dead worker is missed.
describe('a rotation that loses its lease', { concurrency: true }, () => {
  let engines: Engines;
  let target: PostgresTarget;

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    // Makes what both of them find in the store.
    await (await Estate.open(engines)).close();
  });

  after(async () => {
    await Promise.all([engines.stop(), target.stop()]);
  });

  for (const [when, isFrozen] of [
    ['concludes with that change, and makes no second one', false],
    ['does so also where a policy has come to forbid it: what was sent is seen through', true],
  ] as const) {
    it(`after its change had arrived: ${when}`, () => loseLease(isFrozen));
  }

  async function loseLease(isFrozen: boolean): Promise<void> {
    // Of its own, so that the worker of neither takes up what the other waits for.
    const namespace = isFrozen ? 'frozen' : 'free';
    const { estate, environment } = await openNamespace(engines, namespace);
    try {
      await loseLeaseIn(estate, environment, isFrozen);
    } finally {
      await estate.close();
    }
  }

  async function loseLeaseIn(
    estate: Estate,
    environment: Readonly<Record<string, string>>,
    isFrozen: boolean,
  ): Promise<void> {
    const { device, platform } = await target.register(estate);
    const { username, password } = await target.addRole();
    const resource = await estate.addResource(
      { device_id: device, platform_id: platform, type: 'postgres_role', username },
      { kind: 'password', secret: password },
    );
    const doomed = startRole('test/support/killing-worker.ts', {
      ...environment,
      KILL_AT: 'after:apply',
      KILL_MARK: join(engines.directory, `killed-${isFrozen}`),
    });
    const job = await estate.request('rotate', resource);
    await doomed.gone();

    // Five minutes pass without a worker, and the next job on the device clears what has run out.
    await estate.store.models.leases.updateOne({ _id: resource }, { $set: { expires_at: new Date(0) } });
    const next = isFrozen ? 998 : 999;
    await acquireLease(estate.store, { resourceId: next, jobId: next, deviceId: device, maxParallel: 8 });

    if (isFrozen) await estate.freeze(resource);
    const survivor = startRole('worker/main.ts', environment);
    try {
      const { job: ended, steps } = await estate.ended(job, 90_000);
      assert.equal(ended.status, 'succeeded', JSON.stringify(steps));
      const versions = await estate.secrets(resource);
      assert.deepEqual(
        versions.map(({ state }) => state),
        ['previous', 'current'],
      );
      const [, current] = versions;
      assert.ok(current && (await target.accepts(username, current.secret)));
      const changes = await estate.store.models.auditRecords
        .find({ job_id: job, operation: 'rotate.apply' })
        .sort({ _id: 1 })
        .lean();
      assert.deepEqual(
        changes.map(({ status }) => status),
        ['intended', 'succeeded'],
      );
    } finally {
      await survivor.stop();
    }
  }
});
