/** Workflows in Temporal's time-skipping server: half an hour of waiting passes at once. */

import { randomUUID } from 'node:crypto';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { JobOperation } from '../../domain/job.ts';
import { timeSkippingServerBinary } from '../../launcher/engines/time-skipping-server.ts';
import { WORKFLOWS_PATH } from '../../worker/start-worker.ts';
import { WORKFLOW_OF } from '../../workflows/contract.ts';
import { type Recording, type Script, scriptedActivities } from './scripted-activities.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

export class WorkflowEnvironment {
  readonly #environment: TestWorkflowEnvironment;
  readonly #bundle: WorkflowBundle;

  private constructor(environment: TestWorkflowEnvironment, bundle: WorkflowBundle) {
    this.#environment = environment;
    this.#bundle = bundle;
  }

  static async start(): Promise<WorkflowEnvironment> {
    const path = await timeSkippingServerBinary();
    const [environment, bundle] = await Promise.all([
      TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } }),
      bundleWorkflowCode({ workflowsPath: WORKFLOWS_PATH }),
    ]);
    return new WorkflowEnvironment(environment, bundle);
  }

  get bundle(): WorkflowBundle {
    return this.#bundle;
  }

  async stop(): Promise<void> {
    await this.#environment.teardown();
  }

  /** Runs one operation as the script says. @returns what it did, and its history. */
  async play(operation: JobOperation, script: Script): Promise<Recording & { history: History }> {
    const { activities, recording } = scriptedActivities(script);
    const taskQueue = randomUUID();
    const worker = await Worker.create({
      connection: this.#environment.nativeConnection,
      taskQueue,
      workflowBundle: this.#bundle,
      activities,
    });
    const workflowId = randomUUID();
    await worker.runUntil(
      this.#environment.client.workflow.execute(WORKFLOW_OF[operation], {
        taskQueue,
        workflowId,
        args: [{ organizationId: 1, jobId: 1, resourceId: 1, correlationId: 'evt_test' }],
      }),
    );
    const history = await this.#environment.client.workflow.getHandle(workflowId).fetchHistory();
    return { ...recording, history };
  }
}
