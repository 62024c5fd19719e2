/** GET /v1/ledger/export */

import { headOf } from '../../../store/ledger/checkpoints.ts';
import { readEntries } from '../../../store/ledger/entries.ts';
import { fullLineOf, headingOf, mediaTypeOf } from '../../../store/ledger/export/formats.ts';
import { query, type Request } from '../../operation.ts';

const DEFAULT_LIMIT = 1_000;
/** Read from the store at once, so that others get their turn in between. */
const SLICE = 500;
/** An answer that has grown this long ends there, and says where it goes on. */
const MAX_BYTES = 32 * 1024 * 1024;

export const exportLedger = query('exportLedger', async (request) => {
  const { organizationId: log, query: asked, means } = request;
  const { from_index: from = 0, limit = DEFAULT_LIMIT, format = 'jsonl' } = asked;
  // What is not under a checkpoint cannot be proven, so it comes later.
  const size = (await headOf(means.store, log))?.published_size ?? 0;
  const to = Math.min(from + limit, size);
  const parts = [Buffer.from(headingOf(format))];
  let bytes = 0;
  let next = from;
  while (next < to && bytes < MAX_BYTES) {
    const entries = await readEntries(means.store, log, next, Math.min(next + SLICE, to));
    const part = Buffer.from(entries.map((entry) => fullLineOf(format, log, entry)).join(''));
    parts.push(part);
    bytes += part.length;
    next += entries.length;
  }
  return {
    status: 200,
    content: { type: mediaTypeOf(format), bytes: Buffer.concat(parts) },
    headers: {
      'X-Next-Index': String(next),
      'X-Tree-Size': String(size),
      ...(next < size ? { Link: nextLink(request, next) } : {}),
    },
    change: next > from ? `exported ${from} to ${next - 1} as ${format}` : 'nothing to export',
  };
});

function nextLink({ query: { from_index: _, ...asked } }: Request<'exportLedger'>, next: number): string {
  const parameters = new URLSearchParams({ from_index: String(next) });
  for (const [name, value] of Object.entries(asked)) parameters.set(name, String(value));
  return `</v1/ledger/export?${parameters}>; rel="next"`;
}
