/**
 * Records the histories that test/workflows/replay.test.ts replays. Run it for a new scenario, or
 * after a change of workflow code that is meant to break running workflows; never to make a failing
 * replay pass.
 */

import { existsSync, writeFileSync } from 'node:fs';
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { ACCESS_SCENARIOS, accessTitles, HAND_OVER_TITLE } from '../test/workflows/access-scenarios.ts';
import { APPROVAL_SCENARIOS } from '../test/workflows/approval-scenarios.ts';
import { BULK_SCENARIOS, bulkTitles } from '../test/workflows/bulk-scenarios.ts';
import { DELIVERY_SCENARIOS, deliveryTitles } from '../test/workflows/delivery-scenarios.ts';
import { historyFile } from '../test/workflows/histories.ts';
import { historyTitles, LEDGER_SCENARIOS } from '../test/workflows/ledger-scenarios.ts';
import { PREFLIGHT_SCENARIOS, preflightTitles } from '../test/workflows/preflight-scenarios.ts';
import { REVIEW_SCENARIOS, reviewTitles } from '../test/workflows/review-scenarios.ts';
import { RECORDED_SCENARIOS } from '../test/workflows/scenarios.ts';
import { WorkflowEnvironment } from '../test/workflows/workflow-environment.ts';

const again = process.argv.includes('--again');
const environment = await WorkflowEnvironment.start();
try {
  for (const { title, operation, script } of RECORDED_SCENARIOS) {
    if (isWanted(title)) record(title, (await environment.play(operation, script)).history);
  }
  for (const scenario of LEDGER_SCENARIOS) {
    const titles = historyTitles(scenario);
    if (!titles.some(isWanted)) continue;
    const { histories } = await environment.playLedgerJob(scenario.script);
    for (const [run, history] of histories.entries()) record(titles[run] ?? '', history);
  }
  for (const scenario of DELIVERY_SCENARIOS) {
    const titles = deliveryTitles(scenario);
    if (!titles.some(isWanted)) continue;
    const { histories } = await environment.playDelivery(scenario.script, scenario.activity);
    for (const [run, history] of histories.entries()) record(titles[run] ?? '', history);
  }
  for (const scenario of PREFLIGHT_SCENARIOS) {
    const titles = preflightTitles(scenario);
    if (!titles.some(isWanted)) continue;
    const { histories } = await environment.playPreflight(scenario.script);
    for (const [run, history] of histories.entries()) record(titles[run] ?? '', history);
  }
  for (const scenario of BULK_SCENARIOS) {
    const titles = bulkTitles(scenario);
    if (!titles.some(isWanted)) continue;
    const { histories } = await environment.playBulk(scenario.script);
    for (const [run, history] of histories.entries()) record(titles[run] ?? '', history);
  }
  for (const { title, script } of APPROVAL_SCENARIOS) {
    if (isWanted(title)) record(title, (await environment.playApproval(script)).history);
  }
  for (const scenario of REVIEW_SCENARIOS) {
    const titles = reviewTitles(scenario);
    if (!titles.some(isWanted)) continue;
    const { histories } = await environment.playReview(scenario.script);
    for (const [run, history] of histories.entries()) record(titles[run] ?? '', history);
  }
  for (const scenario of ACCESS_SCENARIOS) {
    const titles = accessTitles(scenario);
    if (!titles.some(isWanted)) continue;
    const { histories } = await environment.playAccess(scenario.script);
    for (const [run, history] of histories.entries()) record(titles[run] ?? '', history);
  }
  if (isWanted(HAND_OVER_TITLE)) record(HAND_OVER_TITLE, await environment.playHandOver(2));
} finally {
  await environment.stop();
}

function isWanted(title: string): boolean {
  return again || !existsSync(historyFile(title));
}

function record(title: string, history: History): void {
  const file = historyFile(title);
  writeFileSync(file, `${JSON.stringify(JSON.parse(historyToJSON(history), withoutMachine))}\n`);
  console.log(`recorded ${file.pathname}`);
}

/** Histories are the same wherever they are recorded: no process, no host, no path. */
function withoutMachine(key: string, value: unknown): unknown {
  if (key === 'identity') return 'recorder';
  return key === 'stackTrace' ? '' : value;
}
