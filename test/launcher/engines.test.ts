/** The embedded engines are real, keep what they were given through a crash, and let only their own user in. */

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import { Connection } from '@temporalio/client';
import { mongo } from 'mongoose';
import { ChildFailedError } from '../../launcher/child-process.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { startMongod, startReplicaSet } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { startTemporal } from '../../launcher/engines/temporal.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const THIRTY_DAYS_S = 30 * 24 * 3_600;

async function withMongo<Value>(uri: string, work: (client: mongo.MongoClient) => Promise<Value>): Promise<Value> {
  const client = await new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 10_000 }).connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const notesIn = (client: mongo.MongoClient) => client.db('capstan').collection<{ _id: string }>('notes');

describe('mongod', () => {
  let binary: string;
  before(async () => {
    binary = (await resolveBinary('mongod')).path;
  });

  const started = async (test: TestContext, options: Parameters<typeof startMongod>[0]) => {
    const mongod = await startMongod(options);
    test.after(() => mongod.kill());
    return mongod;
  };

  it('keeps a majority write through kill -9, also when it comes back on another port', async (test) => {
    const directory = temporaryDirectory();
    const first = await started(test, { binary, directory });
    await withMongo(first.uri, async (client) => {
      await client.withSession((session) =>
        session.withTransaction(() => notesIn(client).insertOne({ _id: 'kept' }, { session })),
      );
    });
    await first.kill();
    const port = await freePort();
    const second = await started(test, { binary, directory, port });
    assert.equal(second.port, port);
    assert.notEqual(second.pid, first.pid);
    assert.deepEqual(await withMongo(second.uri, (client) => notesIn(client).findOne()), { _id: 'kept' });
    await second.stop();
    await assert.rejects(new mongo.MongoClient(second.uri, { serverSelectionTimeoutMS: 200 }).connect());
  });

  it('lets nobody in without its password, which lies in a file of its owner alone', async (test) => {
    const directory = temporaryDirectory();
    const { uri, port } = await started(test, { binary, directory });
    const anonymous = `mongodb://127.0.0.1:${port}/?directConnection=true`;
    await assert.rejects(
      withMongo(anonymous, (client) => notesIn(client).findOne()),
      /requires authentication/,
    );
    for (const file of ['password', 'replica-set.key']) {
      assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600);
    }
    await withMongo(uri, (client) => assert.rejects(client.db('admin').command({ shutdown: 1 }), /not authorized/));
  });

  it('says why with the end of its log when it cannot start', async (test) => {
    const directory = temporaryDirectory();
    const { port } = await started(test, { binary, directory });
    const attempt = startMongod({ binary, directory: temporaryDirectory(), port });
    await assert.rejects(
      attempt,
      (error) => error instanceof ChildFailedError && /mongod ended with/.test(error.message),
    );
  });

  it('as a set of three goes on writing without its first member', async (test) => {
    const set = await startReplicaSet({ binary, directory: temporaryDirectory() });
    test.after(() => set.kill());
    await withMongo(set.uri, async (client) => {
      const primary = (await client.db('admin').command({ hello: 1 }))['primary'];
      const index = set.members.findIndex(({ port }) => primary === `127.0.0.1:${port}`);
      await set.members[index]?.kill();
      await untilWritten(() => notesIn(client).insertOne({ _id: 'after' }, { writeConcern: { w: 'majority' } }));
      await set.restart(index);
      assert.equal(await notesIn(client).countDocuments({ _id: 'after' }), 1);
    });
  });
});

/** A write while nobody is primary may fail; the test is about whether there is a primary again in time. */
async function untilWritten(write: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (error instanceof mongo.MongoServerError && error.code === 11_000) return;
      if (Date.now() > deadline) throw error;
    }
  }
}

describe('temporal', () => {
  let binary: string;
  before(async () => {
    binary = (await resolveBinary('temporal')).path;
  });

  const started = async (test: TestContext, options: Parameters<typeof startTemporal>[0]) => {
    const temporal = await startTemporal(options);
    test.after(() => temporal.kill());
    return temporal;
  };

  async function withTemporal<Value>(address: string, work: (connection: Connection) => Promise<Value>) {
    const connection = await Connection.connect({ address });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  it('keeps its namespaces and workflows through kill -9, with 30 days of retention', async (test) => {
    const directory = temporaryDirectory();
    const first = await started(test, { binary, directory, namespace: 'first' });
    await withTemporal(first.address, (connection) =>
      connection.workflowService.startWorkflowExecution({
        namespace: 'first',
        workflowId: 'kept',
        workflowType: { name: 'waits' },
        taskQueue: { name: 'nobody' },
        requestId: 'kept',
      }),
    );
    for (const file of readdirSync(directory)) assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600, file);
    await first.kill();
    const second = await started(test, { binary, directory, namespace: 'second' });
    await withTemporal(second.address, async ({ workflowService }) => {
      for (const namespace of ['first', 'second']) {
        const { config } = await workflowService.describeNamespace({ namespace });
        assert.equal(Number(config?.workflowExecutionRetentionTtl?.seconds), THIRTY_DAYS_S);
      }
      const { workflowExecutionInfo } = await workflowService.describeWorkflowExecution({
        namespace: 'first',
        execution: { workflowId: 'kept' },
      });
      assert.equal(workflowExecutionInfo?.type?.name, 'waits');
    });
    await second.stop();
    await assert.rejects(Connection.connect({ address: second.address, connectTimeout: 500 }));
  });

  it('runs twice at the same time without meeting itself', async (test) => {
    const both = await Promise.all(
      ['one', 'two'].map((namespace) => started(test, { binary, directory: temporaryDirectory(), namespace })),
    );
    assert.notEqual(both[0]?.port, both[1]?.port);
    await withTemporal(both[0]?.address ?? '', ({ workflowService }) =>
      assert.rejects(workflowService.describeNamespace({ namespace: 'two' })),
    );
  });
});
