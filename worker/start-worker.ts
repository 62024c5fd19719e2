/** A worker from its parts: workflows from their bundle, activities from their dependencies. */

import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import { createDataConverter } from '../runtime/data-converter.ts';
import type { SharedKeys } from '../runtime/shared-keys.ts';
import { BULK_QUEUE, DELIVERY_QUEUE, TASK_QUEUE } from '../workflows/contract.ts';

export const WORKFLOWS_PATH = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly sharedKeys: SharedKeys;
  readonly activities: Activities;
  readonly batchesAtOnce?: number;
}

/** The workers of a process, which live and end together. */
export interface Workers {
  /** @throws Error where one of them does not poll. */
  requireRunning(): void;
  /** Polls; resolves as soon as one of them has ended. */
  run(): Promise<void>;
  /** Resolves once all of them have ended. */
  stop(): Promise<void>;
}

/** Bundles the workflows and registers with Temporal. */
export async function createWorkers(parts: WorkerParts): Promise<Workers> {
  const workers = [await createWorker(parts), await createBulkWorker(parts), await createDeliveryWorker(parts)];
  let running: readonly Promise<void>[] = [];
  return {
    requireRunning() {
      const idle = workers.find((worker) => worker.getState() !== 'RUNNING');
      if (idle) throw new Error(`the worker is ${idle.getState()}`);
    },
    async run() {
      running = workers.map((worker) => worker.run());
      await Promise.race(running);
    },
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(running);
    },
  };
}

function createWorker({ connection, namespace, sharedKeys, activities }: WorkerParts): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: WORKFLOWS_PATH,
    activities,
    dataConverter: createDataConverter(sharedKeys),
    maxCachedWorkflows: 500,
    // Whoever is killed is missed after so long where it had a workflow in memory, and after ten seconds where it had an activity.
    stickyQueueScheduleToStartTimeout: '5s',
    maxConcurrentActivityTaskExecutions: 64,
    // An activity that has begun may finish its call at the target.
    shutdownGraceTime: '5s',
    shutdownForceTime: '8s',
  });
}

/** Batches at once: each keeps many targets busy by itself. */
const BULK_SLOTS = 8;

/** Works on batches beside the other worker, so that whoever waits for an answer never waits for a slot. */
function createBulkWorker(parts: WorkerParts): Promise<Worker> {
  const { connection, namespace, sharedKeys, activities, batchesAtOnce = BULK_SLOTS } = parts;
  return Worker.create({
    connection,
    namespace,
    taskQueue: BULK_QUEUE,
    activities: { preflightBatch: activities.preflightBatch, runBulkBatch: activities.runBulkBatch },
    dataConverter: createDataConverter(sharedKeys),
    maxConcurrentActivityTaskExecutions: batchesAtOnce,
    // What was sent to a target is waited for; what was not is put back.
    shutdownGraceTime: '1s',
    shutdownForceTime: '8s',
  });
}

/**
 * Collectors and channels that a process may be at. Nearly all of them wait for something to come, which costs a timer; how many send
 * is bounded by the activity itself. What is beyond waits in Temporal.
 */
const DELIVERY_SLOTS = 5_000;

/** Delivers the audit log to collectors and events to notification channels, beside the other worker, so that slow ones take nothing from it. */
function createDeliveryWorker(parts: WorkerParts): Promise<Worker> {
  const { connection, namespace, sharedKeys, activities } = parts;
  return Worker.create({
    connection,
    namespace,
    taskQueue: DELIVERY_QUEUE,
    activities: { deliverBatches: activities.deliverBatches, sendNotifications: activities.sendNotifications },
    dataConverter: createDataConverter(sharedKeys),
    maxConcurrentActivityTaskExecutions: DELIVERY_SLOTS,
    // Most of them only wait. What is on its way and not done by then is sent again by the next worker.
    shutdownGraceTime: '1s',
    shutdownForceTime: '8s',
  });
}
