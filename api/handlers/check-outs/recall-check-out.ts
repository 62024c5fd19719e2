/** POST /v1/check-outs/{id}/recall */

import { command } from '../../operation.ts';
import { endCheckOut } from './end-check-out.ts';
import { findCheckOut } from './find-check-out.ts';

export const recallCheckOut = command(
  'recallCheckOut',
  async (request, tx) => {
    const custody = await findCheckOut(request, tx.session);
    return endCheckOut(request, tx, custody, { status: 'recalled', reason: request.body.reason });
  },
  ({ means }, { jobId }) => {
    if (jobId !== undefined) means.tellJobSoon(jobId);
  },
);
