/** The rows of a report as CSV, for spreadsheets: findings, or resources. New columns come last. */

import { type CsvValue, csvCell } from '../../store/ledger/export/csv-cell.ts';
import type { Report } from './report.ts';
import { type ReportFinding, type ReportResource, reportFindings, reportResources } from './report-rows.ts';

export const CSV_ROWS = ['findings', 'resources'] as const;
export type CsvRows = (typeof CSV_ROWS)[number];

type Columns<Row> = readonly (readonly [name: string, read: (row: Row, report: Report) => CsvValue])[];

const FINDING_COLUMNS: Columns<ReportFinding> = [
  ['finding_id', ({ finding }) => finding.id],
  ['change', ({ change }) => change],
  ['signal', ({ finding }) => finding.signal],
  ['subject', ({ finding }) => finding.subject],
  ['severity', ({ finding }) => finding.severity],
  ['status', ({ finding }) => finding.status],
  ['points', ({ finding }) => finding.points],
  ['scope_id', ({ finding }) => finding.scope_id],
  ['resource_id', ({ finding }) => finding.resource_id],
  ['resource_name', ({ resource_name: name }) => name],
  ['device_id', ({ finding }) => finding.device_id],
  ['device_name', ({ device_name: name }) => name],
  ['account', ({ finding }) => finding.account],
  ['evidence', ({ finding }) => JSON.stringify(finding.evidence)],
  ['since', ({ finding }) => finding.since],
  ['first_seen_at', ({ finding }) => finding.first_seen_at],
  ['last_seen_at', ({ finding }) => finding.last_seen_at],
  ['resolved_at', ({ finding }) => finding.resolved_at],
  ['reopened', ({ finding }) => finding.reopened],
  ['owner_user_id', ({ finding }) => finding.owner_user_id],
  ['accepted_until', ({ finding: { status, acceptance } }) => (status === 'accepted' ? acceptance?.until : null)],
  ['means', ({ finding }) => finding.means],
  ['remedy', ({ finding }) => finding.remedy],
  [
    'records',
    ({ records }) => records.map(({ step, index, event_id }) => `${step}:${index ?? ''}:${event_id}`).join(' '),
  ],
  ['log', (_, { head }) => head.ledger?.origin],
  ['tree_size', (_, { head }) => head.ledger?.tree_size],
  ['root_hash', (_, { head }) => hexOf(head.ledger?.root_hash)],
];

const RESOURCE_COLUMNS: Columns<ReportResource> = [
  ['resource_id', ({ id }) => id],
  ['public_id', ({ public_id: id }) => id],
  ['name', ({ name }) => name],
  ['type', ({ type }) => type],
  ['scope_id', ({ scope_id: id }) => id],
  ['device_id', ({ device_id: id }) => id],
  ['device_name', ({ device_name: name }) => name],
  ['status', ({ status }) => status],
  ['is_rated', ({ is_rated: is }) => is],
  ['points_lost', ({ points_lost: lost }) => lost],
  ['open_findings', ({ open_findings: open }) => open],
  ['verified_at', ({ verified_at: at }) => at],
  ['rotated_at', ({ rotated_at: at }) => at],
];

export function csvReport(report: Report, rows: CsvRows): AsyncGenerator<string, undefined> {
  const { question, head } = report;
  return rows === 'findings'
    ? lines(FINDING_COLUMNS, reportFindings(question, head.ledger?.tree_size ?? 0), report)
    : lines(RESOURCE_COLUMNS, reportResources(question), report);
}

async function* lines<Row>(
  columns: Columns<Row>,
  slices: AsyncIterable<readonly Row[]>,
  report: Report,
): AsyncGenerator<string, undefined> {
  yield `${columns.map(([name]) => name).join(',')}\r\n`;
  for await (const slice of slices) {
    yield slice.map((row) => `${columns.map(([, read]) => csvCell(read(row, report))).join(',')}\r\n`).join('');
  }
}

/** Base64 may begin with a plus sign, which a spreadsheet takes for a formula. */
function hexOf(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');
}
