/** A report as one page to read or print: it asks no other host and runs nothing, and whatever is put in is text. */

import { createHash } from 'node:crypto';
import { SEVERITIES } from '../../domain/posture/signals.ts';
import { Html, html } from '../../runtime/html.ts';
import type { Report, ReportHead } from './report.ts';
import { type ReportFinding, reportFindings } from './report-rows.ts';

/** More would be for a program, not for a person: they are in the other forms. */
export const MOST_PRINTED = 1_000;

const STYLE = `
  body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: #111; background: #fff }
  h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem; break-after: avoid }
  table { border-collapse: collapse; width: 100%; font-size: 12px } caption { text-align: left; font-weight: 600; padding: .3rem 0 }
  th, td { border: 1px solid #bbb; padding: .25rem .4rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; unicode-bidi: isolate }
  th { background: #eee } thead { display: table-header-group } tr, pre { break-inside: avoid }
  pre { background: #f3f3f3; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere }
  .counts { width: auto } .note { border-left: 4px solid #a60; padding-left: .8rem }
  @media print { body { margin: 0; max-width: none; font-size: 10px } table { font-size: 8px } .page { break-before: page } @page { size: A4 landscape; margin: 12mm } }
`;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Frames are forbidden by a header alone. */
export const HTML_HEADERS = {
  'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'; sandbox`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const;

export async function* htmlReport(report: Report): AsyncGenerator<string, undefined> {
  const { head, tally } = report;
  yield top(head).text;
  yield FINDINGS_HEADING.text;
  let printed = 0;
  for await (const rows of mostSeriousFirst(report)) {
    printed += rows.length;
    yield rows.map((row) => findingRow(row).text).join('');
  }
  const left = tally.total - printed;
  yield html`</tbody></table>
${left > 0 ? html`<p>${left} more findings are in the forms for programs.</p>` : null}
`.text;
  yield activityPart(head).text;
  yield proofPart(head).text;
}

async function* mostSeriousFirst({ question, head }: Report): AsyncGenerator<ReportFinding[], undefined> {
  let left = MOST_PRINTED;
  for (const severity of SEVERITIES.toReversed()) {
    for await (const slice of reportFindings(question, head.ledger?.tree_size ?? 0, { severity })) {
      const rows = slice.slice(0, left);
      left -= rows.length;
      yield rows;
      if (left === 0) return;
    }
  }
}

function top(head: ReportHead): Html {
  const { organization, scope, from, until, made_at, age, ratings, counts } = head;
  const title = `Compliance report on ${scope.name ?? `scope ${scope.id}`}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
<p>Organization ${organization.name}, scope ${scope.id} with all below it, from ${from} until ${until}. Everything is as it was at ${made_at}.</p>
<p class="note">${age.as_of === null ? 'Not everything had been looked at by then.' : html`All that had happened by ${age.as_of} had been looked at; ${age.behind} records had come since.`}</p>
<h2>How it stood</h2>
<table class="counts"><thead><tr><th></th><th>Rating</th><th>Score</th><th>Resources</th><th>Devices</th><th>Points lost</th></tr></thead><tbody>
${ratingRow('At the beginning', ratings.start)}${ratingRow('At the end', ratings.end)}</tbody></table>
<h2>What became of findings</h2>
<table class="counts"><thead><tr><th>New</th><th>Gone</th><th>There all along</th><th>Came and went</th><th>Accepted</th></tr></thead><tbody>
<tr><td>${counts.new}</td><td>${counts.gone}</td><td>${counts.standing}</td><td>${counts.passing}</td><td>${counts.accepted}</td></tr></tbody></table>
<p>There at the end: ${SEVERITIES.toReversed()
    .map((severity) => `${counts.severities[severity]} ${severity}`)
    .join(', ')}.</p>
`;
}

function ratingRow(when: string, rating: ReportHead['ratings']['start']): Html {
  if (rating === null) return html`<tr><th>${when}</th><td colspan="5">nothing was kept of that day</td></tr>\n`;
  const { day, rating: word, score, resources, devices, points_lost: lost } = rating;
  return html`<tr><th>${when} (${day === null ? 'now' : `end of ${day}`})</th><td>${word}</td><td>${score}</td><td>${resources}</td><td>${devices}</td><td>${lost}</td></tr>\n`;
}

const FINDINGS_HEADING = html`<h2 class="page">Findings</h2>
<table>
<thead><tr><th>Finding</th><th>Change</th><th>Severity</th><th>Signal</th><th>Status</th><th>Resource</th><th>Device</th><th>Since</th><th>Evidence</th><th>What became of it, with the index of each record in the log</th></tr></thead>
<tbody>
`;

function findingRow({ change, finding, resource_name, device_name, records }: ReportFinding): Html {
  const { id, signal, subject, severity, status, resource_id, device_id, account, since, evidence, means, acceptance } =
    finding;
  const until = status === 'accepted' && acceptance ? ` until ${acceptance.until}` : '';
  return html`<tr><td>${id}</td><td>${change}</td><td>${severity}</td><td>${signal} ${subject}<br>${means}</td><td>${status}${until}</td><td>${resource_id} ${resource_name}</td><td>${device_id} ${device_name} ${account}</td><td>${since}</td><td>${evidenceLines(evidence)}</td><td>${recordLines(records)}</td></tr>
`;
}

function evidenceLines(evidence: ReportFinding['finding']['evidence']): Html[] {
  return Object.entries(evidence).map(([name, value]) => html`${name}: ${value}<br>`);
}

function recordLines(records: ReportFinding['records']): Html[] {
  return records.map(
    ({ step, at, event_id, index }) => html`${step} ${at}: ${index ?? 'not covered'} (${event_id})<br>`,
  );
}

function activityPart({ activity: { jobs, approvals, sessions } }: ReportHead): Html {
  return html`<h2 class="page">What was done</h2>
<p>What was asked for in the period, by what has become of it. Reviews are of what was done in an emergency.</p>
${countTable(
  'Jobs',
  jobs?.map(({ operation, status, count }) => ({ what: operation, status, count })),
)}
${countTable(
  'Consent and reviews',
  approvals?.map(({ kind, operation, status, count }) => ({ what: `${kind} of ${operation}`, status, count })),
)}
${countTable(
  'Sessions',
  sessions?.map(({ protocol, status, count }) => ({ what: protocol, status, count })),
)}
`;
}

interface Counted {
  readonly what: string;
  readonly status: string;
  readonly count: number;
}

function countTable(caption: string, counts: readonly Counted[] | undefined): Html {
  if (counts === undefined) return html`<p>${caption}: whoever has asked for this report may not see them.</p>`;
  if (counts.length === 0) return html`<p>${caption}: none.</p>`;
  return html`<table class="counts"><caption>${caption}</caption><thead><tr><th>What</th><th>Status</th><th>How many</th></tr></thead><tbody>
${counts.map(({ what, status, count }) => html`<tr><td>${what}</td><td>${status}</td><td>${count}</td></tr>\n`)}</tbody></table>`;
}

function proofPart({ ledger }: ReportHead): Html {
  const body =
    ledger === null
      ? html`<p>Nothing of the audit log was signed when the report was made, so nothing in it can be proven.</p>`
      : html`<p>The audit log ${ledger.origin} had ${ledger.tree_size} records under this checkpoint, signed at ${ledger.signed_at}. ${ledger.covers_all ? 'Every record that was there when the report was made is one of them.' : 'Not every record that was there when the report was made is one of them: those are shown as not covered.'}</p>
<pre>${ledger.checkpoint.split('\n').map((line) => html`${line}\n`)}</pre>
<p>A record is proven by <code>GET /v1/logs/audit/{event id}/proof?tree_size=${ledger.tree_size}</code> and <code>capstan-verify proof</code>. The record of the request that made this page, operation <code>compliance.report</code>, holds the SHA-256 of the page.</p>`;
  return html`<h2>Proof</h2>
${body}
</body>
</html>
`;
}
