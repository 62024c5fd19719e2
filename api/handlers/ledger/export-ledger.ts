/** GET /v1/ledger/export */

import { Readable } from 'node:stream';
import { CapstanError } from '../../../domain/errors.ts';
import type { ExportFormat } from '../../../domain/log-collector.ts';
import { headOf } from '../../../store/ledger/checkpoints.ts';
import { readEntries } from '../../../store/ledger/entries.ts';
import { fullLineOf, headingOf, mediaTypeOf } from '../../../store/ledger/export/formats.ts';
import type { Store } from '../../../store/store.ts';
import { query, type Request } from '../../operation.ts';

const DEFAULT_LIMIT = 1_000;
/** Read from the store at once, and then sent: an answer holds little more than this, however slowly it is read. */
const SLICE = 100;

export const exportLedger = query('exportLedger', async (request) => {
  const { organizationId: log, query: asked, means } = request;
  const { from_index: from = 0, limit = DEFAULT_LIMIT, format = 'jsonl' } = asked;
  means.downloads.begin(request);
  // What is not under a checkpoint cannot be proven, so it comes later.
  const published = (await headOf(means.store, log))?.published_size ?? 0;
  // Every page leaves a record of its own: whoever has a checkpoint to reach says where the pages end.
  const { tree_size: size = published } = asked;
  if (size > published) throw beyond(published);
  const next = Math.max(from, Math.min(from + limit, size));
  const lines = linesOf(means.store, log, { format, from, to: next });
  // Where the log cannot be read, the caller is told by an answer and not by one that breaks off.
  const { value: first = '' } = await lines.next();
  return {
    status: 200,
    content: { type: mediaTypeOf(format), length: null, open: () => streamOf(first, lines) },
    headers: {
      'X-Next-Index': String(next),
      'X-Tree-Size': String(size),
      ...(next < size ? { Link: nextLink(request, next) } : {}),
    },
    change: next > from ? `exported ${from} to ${next - 1} as ${format}` : 'nothing to export',
  };
});

interface Part {
  readonly format: ExportFormat;
  readonly from: number;
  readonly to: number;
}

async function* linesOf(store: Store, log: number, { format, from, to }: Part): AsyncGenerator<string, undefined> {
  let text = headingOf(format);
  for (let at = from; at < to; at += SLICE) {
    const entries = await readEntries(store, log, at, Math.min(at + SLICE, to));
    yield text + entries.map((entry) => fullLineOf(format, log, entry)).join('');
    text = '';
  }
  if (text !== '') yield text;
}

function streamOf(first: string, rest: AsyncIterable<string>): Readable {
  const all = async function* () {
    yield first;
    yield* rest;
  };
  // By bytes, so that it does not read ahead by as many slices as a stream of objects would.
  return Readable.from(all(), { objectMode: false });
}

function beyond(published: number): CapstanError {
  return new CapstanError('unprocessable', 'No checkpoint covers that many entries.', {
    errors: [{ pointer: '/query/tree_size', detail: `is larger than the published tree of ${published} records` }],
  });
}

function nextLink({ query: { from_index: _, ...asked } }: Request<'exportLedger'>, next: number): string {
  const parameters = new URLSearchParams({ from_index: String(next) });
  for (const [name, value] of Object.entries(asked)) parameters.set(name, String(value));
  return `</v1/ledger/export?${parameters}>; rel="next"`;
}
