/** Counts what of the records is there, and what is not. */

/** @import { Report } from './report.mjs' */
/** @import { VerifiedRecord } from './record.mjs' */

export class RecordCounts {
  #all = 0;
  #pruned = 0;
  #withheld = 0;

  /** @param {VerifiedRecord} record */
  add({ record, withheld }) {
    this.#all += 1;
    this.#withheld += withheld;
    if (!record) this.#pruned += 1;
  }

  get pruned() {
    return this.#pruned;
  }

  get whole() {
    return this.#all - this.#pruned;
  }

  /** @param {Report} report */
  tell(report) {
    const [all, pruned, withheld] = [this.#all, this.#pruned, this.#withheld];
    report.facts = { ...report.facts, record_count: all, pruned_count: pruned, withheld_count: withheld };
    if (pruned > 0)
      report.note(
        `${pruned} of ${all} records have no content here: pruned, or taken out on the way; their hashes are proved, their ids are not`,
      );
    if (withheld > 0)
      report.note(
        `${withheld} values (names, addresses, reasons) are erased or withheld: only their digests are proved`,
      );
  }
}
