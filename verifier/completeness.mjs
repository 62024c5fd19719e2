/**
 * Whether every record of a log has its content. One that has not must have been let go under the retention policy,
 * and the log itself must say so: pruning leaves a record `ledger.pruned`, whose target is the index up to which
 * records may be missing.
 */

import { aboutRecord, refuse } from './verdict.mjs';

/** @import { VerifiedRecord } from './record.mjs' */
/** @import { Report } from './report.mjs' */

const PRUNED = { operation: 'ledger.pruned', targetType: 'ledger_records' };

export class Completeness {
  /** Records below this index may be missing: so the log says. */
  #prunedSize = 0;
  /** Index of the record that says so. */
  #saidAt = -1;
  /**
   * Indexes without content that no record has accounted for yet, as runs. Pruning takes the oldest records, so an
   * export as Capstan gives it has one run, or a few.
   * @type {{ first: number, last: number, file: string }[]}
   */
  #missing = [];

  /**
   * @param {VerifiedRecord} verified the next one
   * @param {string} file
   */
  add({ index, record }, file) {
    if (record) return this.#hear(index, record);
    const run = this.#missing.at(-1);
    if (run && run.last === index - 1 && run.file === file) run.last = index;
    else this.#missing.push({ first: index, last: index, file });
  }

  /**
   * @param {number} index
   * @param {NonNullable<VerifiedRecord['record']>} record
   */
  #hear(index, { operation, target_type: targetType, target_id: size }) {
    if (operation !== PRUNED.operation || targetType !== PRUNED.targetType) return;
    // What comes after it cannot have been let go by then.
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size > index || size <= this.#prunedSize) return;
    [this.#prunedSize, this.#saidAt] = [size, index];
    this.#missing = this.#missing.filter(({ last }) => last >= size);
  }

  /** To be called at the end of the log: the record that accounts for the others comes after them. */
  requireAll() {
    const [run] = this.#missing;
    if (!run) return;
    const index = Math.max(run.first, this.#prunedSize);
    aboutRecord({ index }, () =>
      refuse(run.file, 'this record has no content, and no ledger.pruned record up to the checkpoint accounts for it', {
        expected: this.#prunedSize === 0 ? 'content' : `content from index ${this.#prunedSize} on`,
        found: 'a hash alone',
      }),
    );
  }

  /** @param {Report} report */
  tell(report) {
    report.facts = { ...report.facts, complete: true, pruned_size: this.#prunedSize };
    report.proved(
      this.#prunedSize === 0
        ? 'complete: every record has its content'
        : `complete: every record has its content, but for those below index ${this.#prunedSize} that were let go, as record ${this.#saidAt} (ledger.pruned) says`,
    );
  }
}
