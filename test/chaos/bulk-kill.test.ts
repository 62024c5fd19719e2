/**
 * Kills a worker at every point of a batch where something is done and not told yet, then Temporal and the API, then MongoDB,
 * all during one job: each role is rotated exactly once, and logs in with what is stored.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../launcher/engines/free-port.ts';
import { BulkEstate, type ManagedRole } from '../support/bulk-estate.ts';
import { assertAllLogIn, assertNoneLogsInWithPrevious, judgeItems, judgeRotations } from '../support/bulk-outcome.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { Operator } from '../support/operator.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { setServerParameter } from '../support/server-parameter.ts';
import { until } from '../support/until.ts';

/** Of each kind of change. */
const ROLES = 45;
const OPTIONS = { canary: 6, wave_size: 16 };
/** Workers that die together take one of the two batches of a wave each: whoever dies is missed for ten seconds. */
const POINTS = [['before-batch', 'sending:2'], ['sent:4', 'proven:6'], ['after-batch']];

const ADMIN_PASSWORD = 'a password for this test';
const COMES_THERE_WITHIN_MS = 120_000;

describe('a rotation by a plan', () => {
  let engines: Engines;
  let estate: Estate;
  let bulk: BulkEstate;
  let target: PostgresTarget;
  let worker: RoleProcess | undefined;
  let api: RoleProcess;
  let port: number;

  before(async () => {
    [engines, target] = await Promise.all([startEngines({ lasting: true }), PostgresTarget.start()]);
    port = await freePort();
    startApi();
    await api.printed('The API listens');
    estate = await Estate.open(engines);
    // What a killed worker had begun to change stays locked for as long: a minute, where nobody says otherwise.
    await setServerParameter(engines, 'transactionLifetimeLimitSeconds', 4);
    bulk = await BulkEstate.over(estate);
  });

  function startApi(): void {
    const environment = { ...environmentOf(engines), CAPSTAN_ADMIN_PASSWORD: ADMIN_PASSWORD };
    api = startRole('api/main.ts', { ...environment, CAPSTAN_PORT: String(port) });
  }

  after(async () => {
    await Promise.all([worker?.stop(), api.stop()]);
    await estate.close();
    await Promise.all([engines.stop(), target.stop()]);
  });

  /** Half of them set their passwords themselves; in the order of the plan they take turns. */
  async function managedRoles(): Promise<ManagedRole[]> {
    const [own, reconciled] = await Promise.all(
      (['self', 'reconcile_account'] as const).map(async (changeBy) =>
        bulk.addRoles(target, ROLES, await target.register(estate, { changeBy, reconcile: true })),
      ),
    );
    return (own ?? []).flatMap((role, at) => [role, ...(reconciled?.[at] ? [reconciled[at]] : [])]);
  }

  /** A worker beside the others, which is killed when it comes to that point. */
  async function dies(point: string): Promise<void> {
    const doomed = startRole('test/support/bulk-killing-worker.ts', { ...environmentOf(engines), KILL_AT: point });
    try {
      const { child } = doomed;
      const isGone = async () => child.exitCode !== null || child.signalCode !== null || undefined;
      await until(`the worker to come to ${point}`, isGone, COMES_THERE_WITHIN_MS);
      assert.equal(child.signalCode, 'SIGKILL', `${point}: ${doomed.output()}`);
    } finally {
      await doomed.kill();
    }
  }

  /** Kills a server while items are under way, and starts it again. */
  async function killed(jobId: number, server: 'temporal' | 'mongod', restart: () => Promise<void>): Promise<void> {
    const { wave } = (await bulk.job(jobId)).bulk ?? { wave: 0 };
    await bulk.until(`to be in a wave after ${wave}`, jobId, ({ bulk }) => (bulk?.wave ?? 0) > wave);
    assert.equal((await bulk.job(jobId)).ended_at, null, `${server} is killed while the job runs`);
    await engines[server].kill();
    await restart();
  }

  it('survives the worker, Temporal, the API and MongoDB: each role is rotated exactly once and logs in', async () => {
    const roles = await managedRoles();
    const plan = await bulk.plan(
      'rotate',
      roles.map(({ resource }) => resource),
    );
    const job = await bulk.request('rotate', plan, OPTIONS);
    for (const together of POINTS) await Promise.all(together.map(dies));
    worker = startRole('worker/main.ts', environmentOf(engines));
    await killed(job, 'temporal', async () => {
      await api.kill();
      await engines.restartTemporal();
      startApi();
    });
    await killed(job, 'mongod', () => engines.restartMongod());

    await bulk.ended(job, 120_000);
    await api.printed('The API listens');
    const operator = new Operator(`http://127.0.0.1:${port}`, 'admin', ADMIN_PASSWORD);
    const told = await operator.call<{ progress: unknown }>(200, 'GET', `/v1/jobs/${job}`);
    assert.deepEqual(told.progress, { done: roles.length, total: roles.length });
    await judgeItems(estate, job, roles);
    const { handedOn } = await judgeRotations(estate, [job], roles);
    assert.ok(handedOn > 0, 'what was left open was settled');
    await assertAllLogIn(estate, target, roles);
    await assertNoneLogsInWithPrevious(estate, target, roles);
  });
});
