/** A verified record in one line for people, in which no value can be taken for another one, or for a column. */

import { isObject } from './json.mjs';
import { visibleJson } from './printable.mjs';

/** @import { Json } from './json.mjs' */
/** @import { VerifiedRecord } from './record.mjs' */

/** Longer values are cut one by one, so that none of them pushes what follows out of the line. */
const MAX_VALUE_LENGTH = 200;
/** Words of Capstan's own, as operations and codes are. */
const WORD = /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{1,16}Z$/;

/**
 * Only what was verified.
 * @param {Pick<VerifiedRecord, 'index' | 'record'>} verified
 */
export function describeRecord({ index, record }) {
  // Nothing proves its id: that is in the leaf alone.
  if (!record) return `${index} (no content here: only its hash is proved)`;
  const actor = isObject(record.actor) ? record.actor : {};
  const columns = [
    [`${index}`, word(record.event_id), time(record.timestamp)],
    [word(actor.type), word(actor.id), quoted(actor.name)],
    [word(record.operation), word(record.target_type), word(record.target_id)],
    [word(record.status), word(record.code)],
    // What was changed, in Capstan's words.
    ...(typeof record.change === 'string' ? [[quoted(record.change)]] : []),
  ];
  return columns.map((values) => values.filter((value) => value !== '').join(' ')).join(' | ');
}

/** @param {Json | undefined} value */
function word(value) {
  return typeof value === 'number' || (typeof value === 'string' && WORD.test(value)) ? `${value}` : quoted(value);
}

/** @param {Json | undefined} value */
function time(value) {
  return typeof value === 'string' && TIME.test(value) ? value : quoted(value);
}

/**
 * As JSON: where a value begins and ends is seen, whatever is in it.
 * @param {Json | undefined} value
 * @returns {string} empty where there is no value
 */
function quoted(value) {
  if (value === undefined || value === null) return '';
  const isText = typeof value === 'string';
  const text = isText ? value : JSON.stringify(value);
  const shown = text.slice(0, MAX_VALUE_LENGTH);
  // A cut may leave half of a surrogate pair, or of an object: the quotes are around that as well.
  const json = visibleJson(isText || text !== shown ? JSON.stringify(shown) : shown);
  return text === shown ? json : `${json}… (${text.length} characters)`;
}
