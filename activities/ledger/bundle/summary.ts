/** summary.html of a bundle: for people, on a screen or on paper. It asks no other host, and runs nothing. */

import { selectionInWords } from '../../../domain/evidence-bundle.ts';
import { Html, html } from '../../../runtime/html.ts';
import type { ExportedEntry } from '../../../store/ledger/export/exported-entry.ts';
import { actorUid, targetName } from '../../../store/ledger/export/record-in-words.ts';
import type { LedgerRecord } from '../../../store/ledger/leaf.ts';
import { type BundleFacts, checkpointNote, commandOf, NOT_PROVEN } from './bundle-facts.ts';

/** More would be for a program, not for a person: they are in records.jsonl. */
export const MAX_ROWS = 1_000;

export function rowOf({ index, eventId, record }: ExportedEntry): Html {
  if (!record) {
    return html`<tr><td></td><td colspan="7">deleted under the retention policy; its hash is proven</td><td>${index}</td><td>${eventId}</td></tr>\n`;
  }
  const { timestamp, operation, status, code, change } = record;
  return html`<tr><td>${timestamp}</td><td>${actorOf(record)}</td><td>${operation}</td><td>${targetName(record)}</td><td>${status}</td><td>${code}</td><td>${change}</td><td>${reasonOf(record)}</td><td>${index}</td><td>${eventId}</td></tr>\n`;
}

function actorOf({ actor }: LedgerRecord): string {
  const uid = actorUid(actor) ?? actor.type;
  const from = actor.address === null ? '' : ` from ${actor.address}`;
  return `${actor.name ?? '(withheld)'} (${uid})${from}`;
}

function reasonOf({ reason, ticket_id }: LedgerRecord): string | null {
  return ticket_id === null ? reason : `[${ticket_id}] ${reason ?? ''}`.trimEnd();
}

const STYLE = new Html(`
  body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: #111; background: #fff }
  h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
  table { border-collapse: collapse; width: 100%; font-size: 12px }
  th, td { border: 1px solid #bbb; padding: .25rem .4rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; unicode-bidi: isolate }
  th { background: #eee } thead { display: table-header-group } tr { break-inside: avoid }
  pre { background: #f3f3f3; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere }
  dt { font-weight: 600 } dd { margin: 0 0 .4rem 0; overflow-wrap: anywhere }
  .note { border-left: 4px solid #a60; padding-left: .8rem }
  @media print { body { margin: 0; max-width: none; font-size: 10px } table { font-size: 8px } @page { size: A4 landscape; margin: 12mm } }
`);

/** @param rows those of the first {@link MAX_ROWS} records. */
export function summaryOf(facts: BundleFacts, rows: readonly Html[]): string {
  const { bundle, job, checkpoint, vkeys, recordCount } = facts;
  const left = recordCount - rows.length;
  const title = `Evidence bundle ${bundle._id}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p class="note">This page is for reading. What is proven is what <code>capstan-verify</code> says of the bundle: see <a href="#check">below</a>.</p>
<h2>What was asked for</h2>
<dl>
<dt>Content</dt><dd>${recordCount} ${selectionInWords(bundle.selection)}</dd>
<dt>Asked for by</dt><dd>${requesterOf(facts)}</dd>
<dt>Reason</dt><dd>${job.reason ?? 'none was given'}</dd>
<dt>Ticket</dt><dd>${job.ticket_id ?? 'none was given'}</dd>
<dt>Asked for at</dt><dd>${bundle.created_at.toISOString()}</dd>
<dt>Built by</dt><dd>job ${job._id} (correlation id ${job.correlation_id})</dd>
</dl>
<h2>Records</h2>
<table>
<thead><tr><th>Time</th><th>Actor</th><th>Operation</th><th>Target</th><th>Status</th><th>Code</th><th>Change or answer</th><th>Reason</th><th>Index</th><th>Event id</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
${left > 0 ? html`<p>${left} more records are in <code>records.jsonl</code>.</p>` : null}
<h2>Checkpoint</h2>
<p>The log ${checkpoint.origin} had ${checkpoint.size} records under this signed checkpoint, and each record above is one of them. It was signed at ${checkpoint.created_at.toISOString()}.</p>
<pre>${lines(checkpointNote(facts))}</pre>
<p>Public keys of the log, newest first:</p>
<pre>${lines(vkeys.join('\n'))}</pre>
<p>${facts.hasPlatformPart ? 'The platform log, which holds the checkpoints of all logs, holds this one: the proof is in platform/.' : 'The platform log had not taken up this checkpoint when the bundle was built, so there is no proof from it.'}</p>
<h2 id="check">How to check it</h2>
<pre>${commandOf(facts)}</pre>
<p>KEY is a file with the public key of the log, from a source that you trust: whoever runs Capstan prints it by <code>npm run ledger -- vkeys</code> on a worker’s host. The check needs no network and no Capstan; README.txt says more.</p>
<h2>What it does not prove</h2>
<ul>
${NOT_PROVEN.map((line) => html`<li>${line}</li>\n`)}</ul>
</body>
</html>
`.text;
}

/** Line by line: a line break in a note is one, and anything else that is not seen is shown. */
function lines(text: string): Html[] {
  return text.split('\n').map((line) => html`${line}\n`);
}

function requesterOf({ job: { actor } }: BundleFacts): string {
  const uid = actor.id === null ? actor.type : `${actor.type}:${actor.id}`;
  return `${actor.name} (${uid})${actor.address === null ? '' : ` from ${actor.address}`}`;
}
