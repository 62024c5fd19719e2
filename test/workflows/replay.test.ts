/** Recorded histories replay with today's code: workflows that are under way survive an upgrade. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import {
  APPROVAL_WORKFLOW,
  DELIVERY_WORKFLOW,
  HAND_OVER_WORKFLOW,
  NOTIFY_WORKFLOW,
  REVIEW_WORKFLOW,
  WORKFLOW_OF,
} from '../../workflows/contract.ts';
import * as workflows from '../../workflows/index.ts';
import { ACCESS_SCENARIOS, accessTitles, HAND_OVER_TITLE } from './access-scenarios.ts';
import { APPROVAL_SCENARIOS } from './approval-scenarios.ts';
import { BULK_SCENARIOS, bulkTitles } from './bulk-scenarios.ts';
import { bundledWorkflows } from './bundled-workflows.ts';
import { DELIVERY_SCENARIOS, deliveryTitles } from './delivery-scenarios.ts';
import { historyFile } from './histories.ts';
import { historyTitles, LEDGER_SCENARIOS } from './ledger-scenarios.ts';
import { PREFLIGHT_SCENARIOS, preflightTitles } from './preflight-scenarios.ts';
import { REVIEW_SCENARIOS, reviewTitles } from './review-scenarios.ts';
import { RECORDED_SCENARIOS } from './scenarios.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

describe('recorded histories', () => {
  let workflowBundle: WorkflowBundle;

  before(async () => {
    workflowBundle = await bundledWorkflows();
  });

  it('exist for every workflow', () => {
    const recorded: string[] = RECORDED_SCENARIOS.map(({ operation }) => WORKFLOW_OF[operation]);
    if (LEDGER_SCENARIOS.length > 0) recorded.push(WORKFLOW_OF.ledger_verify);
    if (DELIVERY_SCENARIOS.length > 0) recorded.push(DELIVERY_WORKFLOW, NOTIFY_WORKFLOW);
    if (PREFLIGHT_SCENARIOS.length > 0) recorded.push(WORKFLOW_OF.bulk_preflight);
    if (BULK_SCENARIOS.length > 0) recorded.push(WORKFLOW_OF.bulk_rotate);
    if (APPROVAL_SCENARIOS.length > 0) recorded.push(APPROVAL_WORKFLOW);
    if (REVIEW_SCENARIOS.length > 0) recorded.push(REVIEW_WORKFLOW);
    if (ACCESS_SCENARIOS.length > 0) recorded.push(WORKFLOW_OF.checkout, HAND_OVER_WORKFLOW);
    assert.deepEqual(
      Object.keys(workflows).filter((name) => !recorded.includes(name)),
      [],
      'add a scenario and run scripts/record-histories.ts',
    );
  });

  const titles = [
    ...RECORDED_SCENARIOS.map(({ title }) => title),
    ...LEDGER_SCENARIOS.flatMap(historyTitles),
    ...DELIVERY_SCENARIOS.flatMap(deliveryTitles),
    ...PREFLIGHT_SCENARIOS.flatMap(preflightTitles),
    ...BULK_SCENARIOS.flatMap(bulkTitles),
    ...APPROVAL_SCENARIOS.map(({ title }) => title),
    ...REVIEW_SCENARIOS.flatMap(reviewTitles),
    ...ACCESS_SCENARIOS.flatMap(accessTitles),
    HAND_OVER_TITLE,
  ];
  for (const title of titles) {
    it(`replays: ${title}`, async () => {
      const file = historyFile(title);
      assert.ok(existsSync(file), 'not recorded yet: run scripts/record-histories.ts');
      await Worker.runReplayHistory({ workflowBundle }, JSON.parse(readFileSync(file, 'utf8')));
    });
  }
});
