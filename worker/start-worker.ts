/** A worker from its parts: workflows from their bundle, activities from their dependencies. */

import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import { createDataConverter } from '../runtime/data-converter.ts';
import type { SharedKeys } from '../runtime/shared-keys.ts';
import { TASK_QUEUE } from '../workflows/contract.ts';

export const WORKFLOWS_PATH = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly sharedKeys: SharedKeys;
  readonly activities: Activities;
}

/** Bundles the workflows and registers with Temporal; `run()` of the answer polls until it is shut down. */
export function createWorker({ connection, namespace, sharedKeys, activities }: WorkerParts): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: WORKFLOWS_PATH,
    activities,
    dataConverter: createDataConverter(sharedKeys),
    maxCachedWorkflows: 500,
    maxConcurrentActivityTaskExecutions: 64,
    // An activity that has begun may finish its call at the target.
    shutdownGraceTime: '5s',
    shutdownForceTime: '8s',
  });
}
