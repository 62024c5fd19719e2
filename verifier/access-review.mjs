/**
 * The evidence of an access review, as `GET /v1/access-reviews/{id}/evidence` gives it, held against the records of a
 * bundle about the review: the record of its end names the SHA-256 of the document.
 */

import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.mjs';
import { readInput } from './input.mjs';
import { isObject } from './json.mjs';
import { countOf, objectAt, textOf } from './members.mjs';
import { printable } from './printable.mjs';
import { refuse } from './verdict.mjs';

/** @import { JsonObject } from './json.mjs' */
/** @import { VerifiedRecord } from './record.mjs' */
/** @import { Report } from './report.mjs' */

const FORMAT = 'capstan-access-review-1';
/** 5,000 grants at most, and the members of groups. */
const MAX_EVIDENCE_BYTES = 256_000_000;
const DECISIONS = ['access_review.decide', 'access_review.due'];
const ENDS = ['access_review.close', 'access_review.cancel'];

export class ReviewEvidence {
  #path;
  #document;
  #id;
  /** @type {string[]} */
  #ends = [];
  /** @type {Set<string>} */
  #decisions = new Set();
  /** @type {Set<number>} */
  #revoked = new Set();

  /**
   * @param {string} path
   * @param {JsonObject} document
   */
  constructor(path, document) {
    const format = textOf(document, 'format', path);
    if (format !== FORMAT) refuse(path, 'is of an unknown format', { expected: FORMAT, found: printable(format) });
    if (!isObject(document.review)) refuse(path, 'member review is not an object');
    this.#path = path;
    this.#document = document;
    this.#id = countOf(/** @type {JsonObject} */ (document.review), 'id', `${path} review`);
  }

  /** @param {string} path of what the API answered, or of the document in it */
  static async read(path) {
    const given = objectAt(await readInput(path, MAX_EVIDENCE_BYTES), path);
    return new ReviewEvidence(path, isObject(given.document) ? given.document : given);
  }

  /** @param {VerifiedRecord} verified that is in the log */
  see({ record, eventId }) {
    if (record?.status !== 'succeeded') return;
    const { operation, target_type: type, target_id: id, change } = record;
    if (typeof operation !== 'string') return;
    if (type === 'grant' && operation === 'grant.revoke' && typeof id === 'number') this.#revoked.add(id);
    if (type !== 'access_review' || id !== this.#id) return;
    if (DECISIONS.includes(operation)) this.#decisions.add(eventId);
    if (ENDS.includes(operation) && typeof change === 'string') this.#ends.push(change);
  }

  /** @param {Report} report */
  conclude(report) {
    const [end, other] = this.#ends;
    if (end === undefined) refuse(this.#path, `is of access review ${this.#id}, of whose end the bundle has no record`);
    if (other !== undefined) refuse(this.#path, `is of access review ${this.#id}, which has ended twice`);
    const digest = createHash('sha256').update(canonicalJson(this.#document)).digest('hex');
    if (!end.endsWith(`; evidence ${digest}`)) {
      refuse(this.#path, 'is not the evidence that the record of its end names', {
        expected: printable(end),
        found: digest,
      });
    }
    const items = this.#items();
    for (const [at, item] of items.entries()) this.#requireOnRecord(item, `${this.#path} items[${at}]`);
    const revoked = items.filter(({ state }) => state === 'revoked').length;
    report.proved(
      `access review ${this.#id}: its evidence has the SHA-256 that the record of its end names; ${items.length} grants, each decision on record, and each of ${revoked} revocations`,
    );
  }

  #items() {
    const { items } = this.#document;
    if (!Array.isArray(items)) return refuse(this.#path, 'member items is not a list');
    return items.map((item, at) => (isObject(item) ? item : refuse(`${this.#path} items[${at}]`, 'is not an object')));
  }

  /**
   * @param {JsonObject} item
   * @param {string} place
   */
  #requireOnRecord({ decision_event_id: decision, state, grant_id: grant }, place) {
    if (typeof decision === 'string' && !this.#decisions.has(decision))
      refuse(place, 'was decided by an event of which the bundle has no record', { found: printable(decision) });
    if (state === 'revoked' && !(typeof grant === 'number' && this.#revoked.has(grant)))
      refuse(place, 'is of a grant of whose revocation the bundle has no record');
  }
}
