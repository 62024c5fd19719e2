/** What a job by a plan has left: the items that another one does again. */

/** Condition on items. */
export const LEFT_OVER = {
  status: { $in: ['failed', 'unknown', 'canceled'] },
  'bulk.position': { $gt: 0 },
} as const;
