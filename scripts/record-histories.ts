/**
 * Records the histories that test/workflows/replay.test.ts replays. Run it for a new scenario, or
 * after a change of workflow code that is meant to break running workflows; never to make a failing
 * replay pass.
 */

import { existsSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { historyFile } from '../test/workflows/histories.ts';
import { RECORDED_SCENARIOS } from '../test/workflows/scenarios.ts';
import { WorkflowEnvironment } from '../test/workflows/workflow-environment.ts';

const again = process.argv.includes('--again');
const environment = await WorkflowEnvironment.start();
try {
  for (const { title, operation, script } of RECORDED_SCENARIOS) {
    const file = historyFile(title);
    if (existsSync(file) && !again) continue;
    const { history } = await environment.play(operation, script);
    writeFileSync(file, `${JSON.stringify(JSON.parse(historyToJSON(history), withoutMachine))}\n`);
    console.log(`recorded ${file.pathname}`);
  }
} finally {
  await environment.stop();
}

/** Histories are the same wherever they are recorded: no process, no host, no path. */
function withoutMachine(key: string, value: unknown): unknown {
  if (key === 'identity') return 'recorder';
  return key === 'stackTrace' ? '' : value;
}
