/** Kills the worker before and after every step of a rotation: no step may cost the working secret. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { StepName } from '../../domain/job.ts';
import { type Engines, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { openNamespace } from '../support/namespace.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { startRole } from '../support/role-process.ts';

const STEPS = ['begin', 'stage', 'apply', 'prove', 'promote'] as const satisfies readonly StepName[];
const MOMENTS = ['before', 'after'] as const;
/** A dead worker is missed after ten seconds, in which others can be killed. */
const AT_ONCE = 5;

describe('a worker killed in the middle of a rotation', { concurrency: AT_ONCE }, () => {
  let engines: Engines;
  let target: PostgresTarget;

  before(async () => {
    [engines, target] = await Promise.all([startEngines(), PostgresTarget.start()]);
    // Makes what all of them find in the store.
    await (await Estate.open(engines)).close();
  });

  after(async () => {
    await Promise.all([engines.stop(), target.stop()]);
  });

  for (const step of STEPS) {
    for (const moment of MOMENTS) {
      it(`${moment} ${step}: the job ends by itself and a stored version logs in`, () => killed(moment, step));
    }
  }

  async function killed(moment: (typeof MOMENTS)[number], step: StepName): Promise<void> {
    // Of its own, so that no worker takes up what the others are killed at.
    const namespace = `${moment}-${step}`;
    const { estate, environment } = await openNamespace(engines, namespace);
    try {
      const { device, platform } = await target.register(estate, { changeBy: 'self' });
      const { username, password } = await target.addRole();
      const resource = await estate.addResource(
        { device_id: device, platform_id: platform, type: 'postgres_role', username },
        { kind: 'password', secret: password },
      );
      const mark = join(engines.directory, `killed-${moment}-${step}`);
      const doomed = startRole('test/support/killing-worker.ts', {
        ...environment,
        KILL_AT: `${moment}:${step}`,
        KILL_MARK: mark,
      });
      const job = await estate.request('rotate', resource);
      await doomed.gone();
      assert.equal(doomed.child.signalCode, 'SIGKILL', doomed.output());

      const survivor = startRole('worker/main.ts', environment);
      try {
        const ended = await estate.ended(job, 120_000);
        assert.equal(ended.job.status, 'succeeded', JSON.stringify(ended.steps));
        assert.ok(
          ended.steps.every(({ outcome }) => outcome !== 'running'),
          'an interrupted attempt is named as such',
        );
        const current = (await estate.secrets(resource)).filter(({ state }) => state === 'current');
        assert.equal(current.length, 1);
        assert.ok(current[0] && (await target.accepts(username, current[0].secret)), 'the current version logs in');
        assert.equal(await target.accepts(username, password), false, 'the old password is refused');
        const records = await estate.store.models.auditRecords.find({ job_id: job }).lean();
        const count = (operation: string, status: string) =>
          records.filter((record) => record.operation === operation && record.status === status).length;
        assert.ok(count('rotate.apply', 'intended') >= 1, 'the intent is on record');
        assert.equal(count('rotate', 'succeeded'), 1, 'the outcome is on record once');
      } finally {
        await survivor.stop();
      }
    } finally {
      await estate.close();
    }
  }
});
