/** Every turn that a request for consent can take. */

import type { ApprovalScript } from './scripted-approval.ts';

export interface ApprovalScenario {
  /** Names the recorded history too. */
  readonly title: string;
  readonly script: ApprovalScript;
  /** What the workflow did, in order, with the seconds that it has waited before. */
  readonly calls: readonly string[];
  /** What each word was answered. */
  readonly answers: readonly string[];
}

export const APPROVAL_SCENARIOS: readonly ApprovalScenario[] = [
  {
    title: 'approval: it waits for two people and ends with the second',
    script: { rules: [{ quorum: 2 }], words: [{ by: 2 }, { by: 3 }] },
    calls: ['look after 0 min', 'word of 2', 'word of 3'],
    answers: ['taken', 'taken'],
  },
  {
    title: 'approval: one denial ends it',
    script: { rules: [{ quorum: 2 }], words: [{ by: 2, move: 'deny' }] },
    calls: ['look after 0 min', 'word of 2'],
    answers: ['taken'],
  },
  {
    title: 'approval: what is certain to be refused reaches no activity',
    script: {
      rules: [{ quorum: 2, approver_group_ids: [4] }],
      words: [
        { by: 1, groups: [4] },
        { by: 2 },
        { by: 2, move: 'withdraw' },
        { by: 2, of: 99, groups: [4] },
        { by: 2, groups: [4] },
        { by: 2, groups: [4] },
        { by: 1, move: 'withdraw' },
      ],
    },
    calls: ['look after 0 min', 'word of 2', 'word of 1'],
    answers: [
      'own_request',
      'not_an_approver',
      'not_the_requester',
      'unknown_intent',
      'taken',
      'decided_before',
      'taken',
    ],
  },
  {
    title: 'approval: the store knows better than the workflow',
    script: { rules: [{ quorum: 1 }], words: [{ by: 2, objection: 'not_an_approver' }, { by: 3 }] },
    calls: ['look after 0 min', 'word of 2', 'word of 3'],
    answers: ['not_an_approver', 'taken'],
  },
  {
    title: 'approval: other people are asked, and then it expires',
    script: {
      rules: [{ quorum: 1, approver_group_ids: [4], escalation: { after_minutes: 10, group_ids: [7] } }],
      words: [],
    },
    calls: ['look after 0 min', 'look after 10 min', 'look after 50 min'],
    answers: [],
  },
  {
    title: 'approval: a job that is canceled takes it along',
    script: { rules: [{ quorum: 1 }], words: [], canceled: true },
    calls: ['look after 0 min', 'look after 0 min'],
    answers: [],
  },
  {
    title: 'approval: a step that is cut off is taken again',
    script: { rules: [{ quorum: 1 }], words: [{ by: 2, cutOff: true }] },
    calls: ['look after 0 min', 'word of 2', 'word of 2'],
    answers: ['taken'],
  },
  {
    title: 'approval: a defect waits for a new version and ends nothing',
    script: { rules: [{ quorum: 1 }], words: [], defects: 1 },
    calls: ['look after 0 min', 'look after 5 min', 'look after 60 min'],
    answers: [],
  },
  {
    title: 'approval: a job by a plan that was asked to stop hears of it',
    script: { rules: [{ quorum: 1 }], words: [{ by: 2, move: 'deny', stopsBulkJob: true }] },
    calls: ['look after 0 min', 'word of 2'],
    answers: ['taken'],
  },
];
