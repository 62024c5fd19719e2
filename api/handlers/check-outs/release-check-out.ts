/** POST /v1/check-outs/{id}/release */

import { command } from '../../operation.ts';
import { endCheckOut } from './end-check-out.ts';
import { findOwnCheckOut } from './find-own-check-out.ts';

/** Whoever may not check it out any more may still give it back. */
export const releaseCheckOut = command(
  'releaseCheckOut',
  async (request, tx) => {
    const custody = await findOwnCheckOut(request, tx.session);
    return endCheckOut(request, tx, custody, { status: 'released', reason: null });
  },
  ({ means }, { jobId }) => {
    if (jobId !== undefined) means.tellJobSoon(jobId);
  },
);
