/** Kills MongoDB and Temporal in the middle of jobs: after they are back every job ends, and no secret is lost. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { until } from '../support/until.ts';

const RESOURCES = 6;

describe('a server killed in the middle of rotations', () => {
  let engines: Engines;
  let estate: Estate;
  let target: PostgresTarget;
  let worker: RoleProcess;

  before(async () => {
    [engines, target] = await Promise.all([startEngines({ lasting: true }), PostgresTarget.start()]);
    estate = await Estate.open(engines);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await worker.stop();
    await estate.close();
    await Promise.all([engines.stop(), target.stop()]);
  });

  /** Rotations of several roles, of which at least one is at the target when the answer comes. */
  async function rotationsUnderWay() {
    const { device, platform } = await target.register(estate);
    const roles = await Promise.all(
      Array.from({ length: RESOURCES }, async () => {
        const { username, password } = await target.addRole();
        const resource = await estate.addResource(
          { device_id: device, platform_id: platform, type: 'postgres_role', username },
          { kind: 'password', secret: password },
        );
        return { resource, username, password };
      }),
    );
    const jobs = await Promise.all(roles.map(({ resource }) => estate.request('rotate', resource)));
    await until('a change to be under way', async () =>
      (await estate.store.models.jobSteps.exists({ job_id: { $in: jobs }, step: 'apply' })) ? true : undefined,
    );
    return { roles, jobs };
  }

  async function holdsWorkingSecrets({ roles, jobs }: Awaited<ReturnType<typeof rotationsUnderWay>>): Promise<void> {
    for (const job of jobs) {
      const { job: ended, steps } = await estate.ended(job, 120_000);
      assert.equal(ended.status, 'succeeded', JSON.stringify(steps));
    }
    for (const { resource, username, password } of roles) {
      const current = (await estate.secrets(resource)).find(({ state }) => state === 'current');
      assert.ok(
        current && (await target.accepts(username, current.secret)),
        `${username}: the current version logs in`,
      );
      assert.equal(await target.accepts(username, password), false);
    }
    for (const job of jobs) {
      const outcomes = await estate.store.models.auditRecords.countDocuments({
        job_id: job,
        operation: 'rotate',
        status: 'succeeded',
      });
      assert.equal(outcomes, 1, 'one outcome on record');
    }
  }

  it('mongod: the jobs go on where they stood', async () => {
    const work = await rotationsUnderWay();
    await engines.mongod.kill();
    await engines.restartMongod();
    await holdsWorkingSecrets(work);
  });

  it('Temporal: the jobs go on where they stood', async () => {
    const work = await rotationsUnderWay();
    await engines.temporal.kill();
    await engines.restartTemporal();
    await holdsWorkingSecrets(work);
  });

  it('both, and the worker: the jobs go on where they stood', async () => {
    const work = await rotationsUnderWay();
    await Promise.all([worker.kill(), engines.temporal.kill(), engines.mongod.kill()]);
    await Promise.all([engines.restartMongod(), engines.restartTemporal()]);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await holdsWorkingSecrets(work);
  });

  it('the target: rotations end as failed or unknown, and once it is back a stored version logs in', async () => {
    const work = await rotationsUnderWay();
    await target.crash();
    await target.restart();
    for (const job of work.jobs) await estate.ended(job, 120_000);
    for (const { resource, username } of work.roles) {
      const stored = await estate.secrets(resource);
      const answers = await Promise.all(stored.map(({ secret }) => target.accepts(username, secret)));
      assert.ok(answers.includes(true), `${username}: some stored version logs in`);
      const { job } = await estate.run('verify', resource);
      assert.equal(job.status, 'succeeded', 'a verification settles what was unknown');
    }
  });
});
