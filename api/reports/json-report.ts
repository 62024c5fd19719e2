/** A report as JSON: ComplianceReport of the contract, row by row. */

import type { Report } from './report.ts';
import { reportFindings, reportResources } from './report-rows.ts';

export async function* jsonReport({ head, question }: Report): AsyncGenerator<string, undefined> {
  yield `${JSON.stringify(head).slice(0, -1)},"findings":`;
  yield* jsonArray(reportFindings(question, head.ledger?.tree_size ?? 0));
  yield ',"resources":';
  if (question.shows.resources) yield* jsonArray(reportResources(question));
  else yield 'null';
  yield '}\n';
}

/** The elements of all slices, as one array. */
export async function* jsonArray(slices: AsyncIterable<readonly unknown[]>): AsyncGenerator<string, undefined> {
  let separator = '[\n';
  for await (const slice of slices) {
    if (slice.length === 0) continue;
    yield separator + slice.map((element) => JSON.stringify(element)).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]' : '\n]';
}
