/** The two ways in which a check ends early: the evidence does not hold, or it cannot be looked at. */

/**
 * @typedef {object} Finding the first bad place, and what is wrong there
 * @property {string} place a file, and the line or member of it
 * @property {string} message what does not hold
 * @property {string} [expected]
 * @property {string} [found]
 * @property {{ index?: number, event_id?: string }} [record] the record in question, as far as it is known
 */

/** The evidence does not prove what it claims. Exit code 1. */
export class NotVerified extends Error {
  /** @param {Finding} finding */
  constructor(finding) {
    super(finding.message);
    this.name = 'NotVerified';
    this.finding = finding;
  }
}

/** Wrong arguments, or a file that cannot be read. Exit code 2. */
export class UsageError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'UsageError';
  }
}

/**
 * Ends the check with the first thing that does not hold.
 * @param {string} place
 * @param {string} message
 * @param {{ expected?: string, found?: string }} [values]
 * @returns {never}
 */
export function refuse(place, message, values = {}) {
  throw new NotVerified({ place, message, ...values });
}

/**
 * Adds to a finding from `check` which record it is about.
 * @template T
 * @param {{ index?: number, event_id?: string }} record
 * @param {() => T} check
 * @returns {T}
 */
export function aboutRecord(record, check) {
  try {
    return check();
  } catch (error) {
    if (error instanceof NotVerified) throw new NotVerified({ ...error.finding, record });
    throw error;
  }
}
