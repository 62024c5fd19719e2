/** POST /v1/ledger/verify */

import { command, type Request, type Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';
import { dispatchSoon, requestLedgerJob } from './request-ledger-job.ts';

type VerifyRequest = Request<'verifyLedger'>;

export const verifyLedger = command(
  'verifyLedger',
  async (request, tx) => {
    const { mode } = request.body;
    const range = mode === 'range' ? await requireRange(request, tx) : requireNoRange(request);
    return requestLedgerJob(request, tx, 'ledger_verify', { mode, ...range });
  },
  dispatchSoon,
);

/** @throws CapstanError `unprocessable` for a range that is not whole, or holds nothing, or leaves the log. */
async function requireRange({ body, organizationId, means }: VerifyRequest, { session }: Transaction) {
  const { from_index: from, to_index: to } = body;
  if (from === undefined) throw unusable('from_index', 'is needed for the mode range');
  if (to === undefined) throw unusable('to_index', 'is needed for the mode range');
  if (to <= from) throw unusable('to_index', 'must be greater than from_index');
  const head = await means.store.models.ledgerHeads.findById(organizationId, { size: 1 }, { session }).lean();
  const size = head?.size ?? 0;
  if (to > size) throw unusable('to_index', `lies beyond the log, which holds ${size} records`);
  return { from_index: from, to_index: to };
}

/** @throws CapstanError `unprocessable` where one was given: it would look as if it had been heeded. */
function requireNoRange({ body }: VerifyRequest) {
  for (const field of ['from_index', 'to_index'] as const) {
    if (body[field] !== undefined) throw unusable(field, 'goes with the mode range only');
  }
  return {};
}
