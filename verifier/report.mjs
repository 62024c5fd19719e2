/** What a check has shown, gathered in order, and how it is told: to people, or as JSON. */

import { printable, visible, visibleJson } from './printable.mjs';

/** @import { Finding } from './verdict.mjs' */

export class Report {
  /** @type {string[]} what was shown */
  statements = [];
  /** @type {string[]} what was not, and might be taken for it */
  notes = [];
  /** @type {Record<string, unknown>} for programs */
  facts = {};
  /** @type {string[]} verified records, one line each, where they were asked for */
  records = [];

  /** @param {string} statement */
  proved(statement) {
    this.statements.push(statement);
  }

  /** @param {string} note */
  note(note) {
    this.notes.push(note);
  }
}

/**
 * @param {string} command
 * @param {Report} report
 * @param {boolean} asJson
 */
export function verifiedText(command, report, asJson) {
  const { statements, notes, facts, records } = report;
  if (asJson)
    return toJson({
      verified: true,
      command,
      ...facts,
      proved: statements,
      notes,
      ...(records.length > 0 ? { records } : {}),
    });
  return [...lines('    ', records), ...lines('ok  ', statements), ...lines('note', notes), 'VERIFIED'].join('\n');
}

/**
 * @param {string} command
 * @param {Report} report what had been shown before
 * @param {Finding} finding
 * @param {boolean} asJson
 */
export function refusedText(command, report, finding, asJson) {
  const { place, message, expected, found, record } = finding;
  if (asJson) return toJson({ verified: false, command, first_failure: finding, proved: report.statements });
  const of = record
    ? ` (${[record.index === undefined ? '' : `index ${record.index}`, record.event_id].filter(Boolean).join(', ')})`
    : '';
  return [
    ...lines('ok  ', report.statements),
    `FAIL ${printable(place + of)}: ${visible(message)}`,
    ...(expected === undefined ? [] : [`     expected ${visible(expected)}`]),
    ...(found === undefined ? [] : [`     found    ${visible(found)}`]),
    'NOT VERIFIED',
  ].join('\n');
}

/**
 * Here once more, whatever was made visible before: a path or a message of the runtime may quote the evidence.
 * @param {string} mark
 * @param {readonly string[]} texts
 */
function lines(mark, texts) {
  return texts.map((text) => `${mark} ${visible(text)}`);
}

/** @param {unknown} value */
export function toJson(value) {
  return visibleJson(JSON.stringify(value, null, 2));
}
