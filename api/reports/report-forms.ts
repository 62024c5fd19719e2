/** The forms in which a report goes out, each with its media type and the end of its file's name. */

import { type CsvRows, csvReport } from './csv-report.ts';
import { HTML_HEADERS, htmlReport } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { oscalReport } from './oscal-report.ts';
import type { Report } from './report.ts';

export const REPORT_FORMATS = ['json', 'csv', 'oscal', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

interface ReportForm {
  readonly type: string;
  readonly ending: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly write: (report: Report, rows: CsvRows) => AsyncIterable<string>;
}

export const REPORT_FORMS: Readonly<Record<ReportFormat, ReportForm>> = {
  json: { type: 'application/json', ending: 'json', write: jsonReport },
  csv: { type: 'text/csv; charset=utf-8; header=present', ending: 'csv', write: csvReport },
  oscal: { type: 'application/oscal+json', ending: 'oscal.json', write: oscalReport },
  html: { type: 'text/html; charset=utf-8', ending: 'html', headers: HTML_HEADERS, write: htmlReport },
};
