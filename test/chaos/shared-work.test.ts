/**
 * Two APIs and two workers over a three-member MongoDB and a Temporal that run elsewhere: while one
 * of each is killed and the primary steps down, every job that was accepted ends well.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../launcher/engines/free-port.ts';
import { type ReplicaSet, startReplicaSet } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { startTemporal, type Temporal } from '../../launcher/engines/temporal.ts';
import { createKeyFiles } from '../../launcher/keys.ts';
import { NAMESPACE } from '../support/engines.ts';
import { Operator } from '../support/operator.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { until } from '../support/until.ts';

const RESOURCES = 8;
const ADMIN_PASSWORD = 'a password for this test alone';

describe('two APIs and two workers against servers that run elsewhere', () => {
  let directory: string;
  let mongodb: ReplicaSet;
  let temporal: Temporal;
  let target: PostgresTarget;
  let apis: { readonly process: RoleProcess; readonly operator: Operator }[];
  let workers: RoleProcess[];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
    const [mongod, temporalBinary] = await Promise.all([resolveBinary('mongod'), resolveBinary('temporal')]);
    [mongodb, temporal, target] = await Promise.all([
      startReplicaSet({ binary: mongod.path, directory: join(directory, 'mongodb') }),
      startTemporal({
        binary: temporalBinary.path,
        directory: join(directory, 'temporal'),
        namespace: NAMESPACE,
      }),
      PostgresTarget.start(),
    ]);
    const masterKeyFile = join(directory, 'keys/master.json');
    const sharedKeyFile = join(directory, 'keys/shared.json');
    createKeyFiles({ masterKeyFile, sharedKeyFile, ledgerKeyFile: join(directory, 'keys/ledger.json') });
    const environment = {
      CAPSTAN_MONGODB_URI: mongodb.uri,
      CAPSTAN_TEMPORAL_ADDRESS: temporal.address,
      CAPSTAN_TEMPORAL_NAMESPACE: NAMESPACE,
      CAPSTAN_DATA_DIR: directory,
    };
    apis = await Promise.all(
      [1, 2].map(async () => {
        const port = await freePort();
        const process = startRole('api/main.ts', {
          ...environment,
          CAPSTAN_PORT: String(port),
          CAPSTAN_ADMIN_PASSWORD: ADMIN_PASSWORD,
        });
        await process.printed('The API listens');
        return { process, operator: new Operator(`http://127.0.0.1:${port}`, 'admin', ADMIN_PASSWORD) };
      }),
    );
    workers = [1, 2].map(() => startRole('worker/main.ts', environment));
    await Promise.all(workers.map((worker) => worker.printed('Worker is ready')));
  });

  after(async () => {
    await Promise.all([...workers, ...apis.map(({ process }) => process)].map((role) => role.stop()));
    await Promise.all([mongodb.stop(), temporal.stop(), target.stop()]);
    await rm(directory, { recursive: true, force: true });
  });

  it('finish every accepted rotation while an API and a worker are killed and the primary steps down', async () => {
    const [first, second] = apis;
    assert.ok(first && second);
    const estate = await second.operator.registerPostgres(target);
    const roles = await Promise.all(
      Array.from({ length: RESOURCES }, async () => {
        const role = await target.addRole();
        return { ...role, resource: await second.operator.addRole(estate, role) };
      }),
    );

    const firstHalf = await Promise.all(roles.map(({ resource }) => first.operator.request('rotate', resource)));
    await until('a job to be running', async () => {
      const jobs = await Promise.all(firstHalf.map((job) => second.operator.job(job)));
      return jobs.some(({ status }) => status === 'running') ? true : undefined;
    });
    await Promise.all([first.process.kill(), workers[0]?.kill(), mongodb.stepDown(10)]);

    // A client repeats what was not answered, with the same key: no job is made twice.
    const secondHalf = await Promise.all(
      roles.map(({ resource }) => second.operator.requestUntilAccepted('verify', resource)),
    );
    for (const job of [...firstHalf, ...secondHalf]) {
      const ended = await second.operator.ended(job, 150_000);
      assert.equal(ended.status, 'succeeded', `job ${job} ended ${ended.status}`);
    }
    for (const { username, password } of roles) {
      assert.equal(await target.accepts(username, password), false, 'the old password is refused');
    }
    const events = await second.operator.auditOf([...firstHalf, ...secondHalf]);
    for (const job of firstHalf) {
      const outcomes = events.filter((event) => event.job_id === job && event.status === 'succeeded');
      assert.equal(outcomes.filter(({ operation }) => operation === 'rotate').length, 1, `job ${job}: one outcome`);
      assert.ok(
        events.some((event) => event.job_id === job && event.operation === 'rotate' && event.status === 'intended'),
        `job ${job}: its request is on record`,
      );
    }
  });
});
