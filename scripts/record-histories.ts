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
    writeFileSync(file, `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`);
    console.log(`recorded ${file.pathname}`);
  }
} finally {
  await environment.stop();
}
