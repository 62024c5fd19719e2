/** Workflows in Temporal's time-skipping server: half an hour of waiting passes at once. */

import { randomUUID } from 'node:crypto';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { TargetOperation } from '../../domain/job.ts';
import { timeSkippingServerBinary } from '../../launcher/engines/time-skipping-server.ts';
import {
  APPROVAL_WORKFLOW,
  BULK_QUEUE,
  DELIVERY_QUEUE,
  DELIVERY_WORKFLOW,
  HAND_OVER_WORKFLOW,
  JOB_CHANGED,
  NOTIFY_WORKFLOW,
  REVIEW_WORKFLOW,
  WORKFLOW_OF,
} from '../../workflows/contract.ts';
import { until } from '../support/until.ts';
import { bundledWorkflows } from './bundled-workflows.ts';
import {
  ACCESS_INPUT,
  type AccessScript,
  HAND_OVER_INPUT,
  ScriptedAccess,
  scriptedHandOver,
} from './scripted-access.ts';
import { type Recording, type Script, scriptedActivities } from './scripted-activities.ts';
import { type ApprovalRecording, type ApprovalScript, ScriptedApproval } from './scripted-approval.ts';
import { type BulkRecording, type BulkScript, scriptedBulk } from './scripted-bulk.ts';
import {
  type DeliveryActivity,
  type DeliveryRecording,
  type DeliveryScript,
  scriptedDelivery,
} from './scripted-delivery.ts';
import { type LedgerRecording, type LedgerScript, scriptedLedgerActivities } from './scripted-ledger-activities.ts';
import { type PreflightRecording, type PreflightScript, scriptedPreflight } from './scripted-preflight.ts';
import { REVIEW_INPUT, type ReviewRecording, type ReviewScript, scriptedReview } from './scripted-review.ts';

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
      bundledWorkflows(),
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
  async play(operation: TargetOperation, script: Script): Promise<Recording & { history: History }> {
    const { activities, recording } = scriptedActivities(script);
    const input = { ...JOB, resourceId: 1 };
    const [history, ...others] = await this.#run(WORKFLOW_OF[operation], input, activities);
    if (!history || others.length > 0) throw new Error('the operation did not take one run');
    return { ...recording, history };
  }

  /** Runs a job on the ledger as the script says. @returns what it did, and the history of each of its runs. */
  async playLedgerJob(script: LedgerScript): Promise<LedgerRecording & { histories: readonly History[] }> {
    const { activities, recording } = scriptedLedgerActivities(script);
    const operation = 'ledger_verify';
    const histories = await this.#run(WORKFLOW_OF[operation], { ...JOB, operation }, activities);
    return { ...recording, histories };
  }

  /** Makes a plan as the script says. @returns what it did, and the history of each of its runs. */
  async playPreflight(script: PreflightScript): Promise<PreflightRecording & { histories: readonly History[] }> {
    const { activities, batches, recording } = scriptedPreflight(script);
    const looking = await Worker.create({
      connection: this.#environment.nativeConnection,
      taskQueue: BULK_QUEUE,
      activities: batches,
    });
    const operation = 'bulk_preflight';
    const histories = await looking.runUntil(() =>
      this.#run(WORKFLOW_OF[operation], { ...JOB, operation }, activities),
    );
    return { ...recording, histories };
  }

  /** Runs a job by a plan as the script says. @returns what it did, and the history of each of its runs. */
  async playBulk(script: BulkScript): Promise<BulkRecording & { histories: readonly History[] }> {
    const workflowId = randomUUID();
    const { activities, batches, recording } = scriptedBulk(script, () =>
      this.#environment.client.workflow.getHandle(workflowId).signal(JOB_CHANGED),
    );
    const working = await Worker.create({
      connection: this.#environment.nativeConnection,
      taskQueue: BULK_QUEUE,
      activities: batches,
    });
    const operation = 'bulk_rotate';
    const histories = await working.runUntil(() =>
      this.#run(WORKFLOW_OF[operation], { ...JOB, operation }, activities, workflowId),
    );
    return { ...recording, histories };
  }

  /** Delivers as the script says: to a collector, or to a channel. @returns what it did, and the history of each of its runs. */
  async playDelivery(
    script: DeliveryScript,
    activity: DeliveryActivity = 'deliverBatches',
  ): Promise<DeliveryRecording & { histories: readonly History[] }> {
    const workflowId = randomUUID();
    const { activities, recording } = scriptedDelivery(activity, script, {
      now: () => this.#environment.currentTimeMs(),
      signal: (name) => this.#environment.client.workflow.getHandle(workflowId).signal(name),
    });
    const delivering = await Worker.create({
      connection: this.#environment.nativeConnection,
      taskQueue: DELIVERY_QUEUE,
      activities,
    });
    const input = { organizationId: 1, ...(activity === 'deliverBatches' ? { collectorId: 1 } : { channelId: 1 }) };
    const workflow = activity === 'deliverBatches' ? DELIVERY_WORKFLOW : NOTIFY_WORKFLOW;
    const histories = await delivering.runUntil(() => this.#run(workflow, input, {}, workflowId));
    return { ...recording, histories };
  }

  /** Sees an access review through as the script says. @returns what it did, and the history of each of its runs. */
  async playReview(script: ReviewScript): Promise<ReviewRecording & { histories: readonly History[] }> {
    const workflowId = randomUUID();
    const { activities, recording } = scriptedReview(script, {
      now: () => this.#environment.currentTimeMs(),
      signal: (name) => this.#environment.client.workflow.getHandle(workflowId).signal(name),
    });
    const histories = await this.#run(REVIEW_WORKFLOW, REVIEW_INPUT, activities, workflowId);
    return { ...recording, histories };
  }

  /** Waits for consent as the script says. @returns what was said and done, and its history. */
  async playApproval(script: ApprovalScript): Promise<ApprovalRecording & { history: History }> {
    const workflowId = randomUUID();
    const approval = new ScriptedApproval(script, { now: () => this.#environment.currentTimeMs() });
    const handle = this.#environment.client.workflow.getHandle(workflowId);
    const input = { organizationId: 1, approvalId: 1, correlationId: 'evt_test' };
    const isWaiting = async () =>
      (await handle.fetchHistory()).events?.some(({ timerStartedEventAttributes: timer }) => timer) || undefined;
    const [history, ...others] = await this.#run(
      APPROVAL_WORKFLOW,
      input,
      approval.activities,
      workflowId,
      async () => {
        if (approval.isPlayed) return;
        await until('the request to wait', isWaiting);
        await approval.play({
          signal: (name) => handle.signal(name),
          update: (name, updateId, word) => handle.executeUpdate(name, { updateId, args: [word] }),
        });
      },
    );
    if (!history || others.length > 0) throw new Error('the request did not take one run');
    return { ...approval.recording, history };
  }

  /** Looks after access as the script says. @returns what was done, and the history of each run. */
  async playAccess(
    script: AccessScript,
  ): Promise<{ readonly calls: readonly string[]; readonly histories: History[] }> {
    const workflowId = randomUUID();
    const access = new ScriptedAccess(script, () => this.#environment.currentTimeMs());
    const handle = this.#environment.client.workflow.getHandle(workflowId);
    const isWaiting = async () =>
      (await handle.fetchHistory()).events?.some(({ timerStartedEventAttributes: timer }) => timer) || undefined;
    const histories = await this.#run(WORKFLOW_OF.checkout, ACCESS_INPUT, access.activities, workflowId, async () => {
      if (!script.changed) return;
      await until('the workflow to wait', isWaiting);
      await handle.signal(JOB_CHANGED);
    });
    return { calls: access.calls, histories };
  }

  /** Hands a secret over after so many tries that are cut off. */
  async playHandOver(cutOff: number): Promise<History> {
    const [history] = await this.#run(HAND_OVER_WORKFLOW, HAND_OVER_INPUT, scriptedHandOver(cutOff));
    if (!history) throw new Error('nothing was handed over');
    return history;
  }

  /** @param outside what is said to the workflow while it runs. */
  async #run(
    workflow: string,
    input: object,
    activities: object,
    workflowId: string = randomUUID(),
    outside: () => Promise<void> = async () => undefined,
  ): Promise<History[]> {
    const taskQueue = randomUUID();
    const worker = await Worker.create({
      connection: this.#environment.nativeConnection,
      taskQueue,
      workflowBundle: this.#bundle,
      activities,
    });
    const { workflow: workflows } = this.#environment.client;
    return worker.runUntil(async () => {
      const handle = await workflows.start(workflow, { taskQueue, workflowId, args: [input] });
      await outside();
      await handle.result();
      const histories: History[] = [];
      let runId: string | null | undefined = handle.firstExecutionRunId;
      while (runId) {
        const history: History = await workflows.getHandle(workflowId, runId).fetchHistory();
        histories.push(history);
        runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
      }
      return histories;
    });
  }
}

const JOB = { organizationId: 1, jobId: 1, correlationId: 'evt_test' } as const;
