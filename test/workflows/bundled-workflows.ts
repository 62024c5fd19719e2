/** The workflows as a worker takes them, without interceptors and converters: bundled once in a run. */

import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { WORKFLOWS_PATH } from '../../worker/start-worker.ts';
import { onceInRun } from '../support/run-directory.ts';

export function bundledWorkflows(): Promise<WorkflowBundle> {
  return onceInRun('workflows-alone', () => bundleWorkflowCode({ workflowsPath: WORKFLOWS_PATH }));
}
