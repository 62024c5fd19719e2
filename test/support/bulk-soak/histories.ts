/** How long the histories of workflows have become, as Temporal tells it. */

import type { Client } from '@temporalio/client';

export interface HistoryFigures {
  /** Of the job's own workflow: one run follows another. */
  readonly runs: number;
  readonly longest: number;
  /** Operations of their own that were begun for single resources. */
  readonly children: number;
}

export async function historiesOf(client: Client, jobId: number): Promise<HistoryFigures> {
  let [runs, longest, children] = [0, 0, 0];
  const own = `job:${jobId}`;
  for await (const { workflowId, historyLength } of client.workflow.list({
    query: `WorkflowId STARTS_WITH "${own}"`,
  })) {
    if (workflowId === own) {
      runs += 1;
      longest = Math.max(longest, historyLength);
    }
    if (workflowId.startsWith(`${own}:`)) children += 1;
  }
  return { runs, longest, children };
}
