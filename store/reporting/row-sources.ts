/** All kinds of rows, in the order in which they are read anew. */

import type { RowSource } from './row-source.ts';
import { approvalRows } from './rows/approval-rows.ts';
import { findingRows } from './rows/finding-rows.ts';
import { grantRows } from './rows/grant-rows.ts';
import { jobRows } from './rows/job-rows.ts';
import { resourceRows } from './rows/resource-rows.ts';
import { sessionRows } from './rows/session-rows.ts';

/** Raised with each change of what rows are made of, or of how they are followed: what is there is then read anew. */
export const FORM = 3;

// Each reads documents of its own collection alone, which no type follows.
export const ROW_SOURCES = [
  resourceRows,
  jobRows,
  approvalRows,
  sessionRows,
  findingRows,
  grantRows,
] as unknown as readonly RowSource[];
