/**
 * Whether records belong to what a bundle says it is about. Nobody signs that, but each record says in its leaf what
 * it belongs to; so a record that was put in from elsewhere is found, and one that was left out is not.
 */

import { isObject } from './json.mjs';
import { countOf, textOf } from './members.mjs';
import { printable } from './printable.mjs';
import { refuse } from './verdict.mjs';

/** @import { Json, JsonObject } from './json.mjs' */
/** @import { Report } from './report.mjs' */

/**
 * @typedef {object} Selection
 * @property {JsonObject} given as the manifest has it
 * @property {{ name: string, value: string | number } | null} subject the member that all records share
 * @property {string | null} from
 * @property {string | null} to
 * @property {string[]} strange members that limit it in ways that are not known here
 */

/** Its records have no member of that name: see {@link reviewOf}. */
const REVIEW = 'access_review_id';
const NUMBERED = ['job_id', 'approval_id', 'resource_id', REVIEW];
/** What a bundle may be about, each by the name of the member that its records have. */
const SUBJECTS = [...NUMBERED, 'session_id'];
const PERIOD = ['from', 'to'];
/** As `Date` writes it: of one length, so that the order of texts is that of times. */
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
const ELSEWHERE = 'does not belong to the selection in manifest.json';

/**
 * @param {JsonObject} manifest
 * @param {string} place
 * @returns {Selection}
 */
export function selectionOf({ selection: given }, place) {
  if (!isObject(given)) return refuse(place, 'member selection is not an object');
  const at = `${place} selection`;
  const names = Object.keys(given).filter((name) => given[name] !== null);
  const [name, other] = names.filter((one) => SUBJECTS.includes(one));
  const strange = names.filter((one) => !SUBJECTS.includes(one) && !PERIOD.includes(one));
  if (name !== undefined && other !== undefined)
    refuse(at, 'is about two things', { expected: `${name} alone`, found: `${name} and ${other}` });
  if (name === undefined && strange.length === 0) refuse(at, 'does not say what the bundle is about');
  return {
    given,
    subject: name === undefined ? null : { name, value: idOf(given, name, at) },
    from: timeOf(given, 'from', at),
    to: timeOf(given, 'to', at),
    strange,
  };
}

/**
 * @param {JsonObject} given
 * @param {string} name
 * @param {string} place
 */
function idOf(given, name, place) {
  return NUMBERED.includes(name) ? countOf(given, name, place) : textOf(given, name, place);
}

/**
 * @param {Selection} selection
 * @param {JsonObject} record that was verified
 * @param {string} place
 */
export function requireSelected({ subject, from, to }, record, place) {
  if (subject) {
    const isReview = subject.name === REVIEW;
    const found = (isReview ? reviewOf(record) : record[subject.name]) ?? null;
    if (found !== subject.value) {
      refuse(`${place} record.${isReview ? 'target_id' : subject.name}`, ELSEWHERE, {
        expected: JSON.stringify(subject.value),
        found: printable(JSON.stringify(found)),
      });
    }
  }
  if (from === null && to === null) return;
  const time = timeOf(record, 'timestamp', `${place} record`);
  if (time !== null && (from === null || time >= from) && (to === null || time < to)) return;
  refuse(`${place} record.timestamp`, ELSEWHERE, {
    expected: periodInWords(from, to).trim(),
    found: time ?? 'no time',
  });
}

/**
 * The access review that a record is about, or by which it revokes a grant, as `change` says in words that are Capstan's own.
 * @param {JsonObject} record
 * @returns {Json | undefined}
 */
function reviewOf({ operation, target_type: type, target_id: id, change }) {
  if (type === 'access_review') return id;
  if (operation !== 'grant.revoke' || typeof change !== 'string') return null;
  const [, named] = /(?:^|, )by access review ([1-9][0-9]{0,15})(?::|$)/.exec(change) ?? [];
  return named === undefined ? null : Number(named);
}

/**
 * @param {Selection} selection
 * @param {{ whole: number, pruned: number }} counts
 * @param {Report} report
 */
export function tellSelection({ given, subject, from, to, strange }, { whole, pruned }, report) {
  report.facts = { ...report.facts, selection: given };
  const asked = `${subject ? ` ${subject.name} ${printable(JSON.stringify(subject.value))}` : ''}${periodInWords(from, to)}`;
  if (asked !== '') report.proved(`selection:${asked}; by what their leaves say, ${belonging(whole)} to it`);
  if (pruned > 0) report.note('whether records without content belong to the selection cannot be decided');
  for (const name of strange)
    report.note(`the selection names ${printable(name)}, which is not known here: no record was compared with it`);
}

/** @param {number} count of records */
function belonging(count) {
  return count === 1 ? 'the 1 record with content belongs' : `all ${count} records with content belong`;
}

/**
 * @param {string | null} from
 * @param {string | null} to
 */
function periodInWords(from, to) {
  return `${from === null ? '' : ` from ${from} on`}${to === null ? '' : ` before ${to}`}`;
}

/**
 * @param {JsonObject} object
 * @param {string} name
 * @param {string} place
 * @returns {string | null}
 */
function timeOf(object, name, place) {
  /** @type {Json | undefined} */
  const value = object[name];
  if (value === null || value === undefined) return null;
  const text = textOf(object, name, place);
  const time = new Date(text);
  if (TIME.test(text) && !Number.isNaN(time.getTime()) && time.toISOString() === text) return text;
  return refuse(place, `member ${name} is not a time`, {
    expected: 'one like 2026-11-25T01:00:00.000Z',
    found: printable(JSON.stringify(text)),
  });
}
