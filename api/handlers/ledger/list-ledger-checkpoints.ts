/** GET /v1/ledger/checkpoints */

import { query } from '../../operation.ts';
import { openPage } from '../page.ts';
import { presentCheckpoint } from './present-checkpoint.ts';

export const listLedgerCheckpoints = query('listLedgerCheckpoints', async (request) => {
  const page = openPage('listLedgerCheckpoints', request);
  const before = page.position;
  const after = before
    ? {
        $or: [
          { created_at: { $lt: new Date(Number(before['at'])) } },
          { created_at: new Date(Number(before['at'])), _id: { $lt: String(before['id']) } },
        ],
      }
    : {};
  const found = await request.means.store.models.ledgerCheckpoints
    .find({ log: request.organizationId, ...after })
    .sort({ created_at: -1, _id: -1 })
    .limit(page.fetch)
    .lean();
  const { rows, nextCursor } = page.close(found, ({ created_at, _id }) => ({ at: created_at.getTime(), id: _id }));
  return {
    status: 200,
    body: { checkpoints: rows.map((row) => presentCheckpoint(row, request.organizationId)), next_cursor: nextCursor },
  };
});
