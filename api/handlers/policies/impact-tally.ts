/** How far a draft has been tried, and what was counted on the way: kept in the cursor, so that nothing is kept here. */

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { CapstanError } from '../../../domain/errors.ts';
import { type PolicyOperation, RESOURCE_OPERATIONS } from '../../../domain/policy/rules.ts';
import type { CursorBinding, CursorPosition } from '../../cursor.ts';
import type { EvaluateRequest } from './drafted-book.ts';
import type { Difference } from './drafted-decisions.ts';
import type { AskedKind } from './drafted-objects.ts';

const OPERATIONS = [...RESOURCE_OPERATIONS, 'retrieve'] as const satisfies readonly PolicyOperation[];
const DECISIONS = ['allowed', 'needs_approval', 'refused'] as const;
/** Every kind of change, in the order in which a cursor counts them. */
const CHANGES = OPERATIONS.flatMap((operation) =>
  DECISIONS.flatMap((before) => DECISIONS.map((after) => ({ operation, before, after }))),
);

export class ImpactTally {
  kind: AskedKind = 'resource';
  /** Of the last one that was looked at. */
  id = 0;
  resources = 0;
  information = 0;
  /** Of how many something changes. */
  affected = 0;
  /** How many there were when it was begun. */
  readonly total: number;
  /** The moment that is asked about, the same on all pages. */
  readonly at: Date;
  readonly #epoch: number;
  readonly #counts: number[];

  private constructor(total: number, at: Date, epoch: number, counts: readonly number[]) {
    this.total = total;
    this.at = at;
    this.#epoch = epoch;
    this.#counts = [...counts];
  }

  static begin(total: number, at: Date, epoch: number): ImpactTally {
    return new ImpactTally(
      total,
      at,
      epoch,
      CHANGES.map(() => 0),
    );
  }

  /** @throws CapstanError `conflict` where policies have changed since: pages of two answers do not add up. */
  static from(position: CursorPosition, epoch: number): ImpactTally {
    if (position['epoch'] !== epoch) {
      const detail = 'Policies have changed since the first page was asked for; begin again without a cursor.';
      throw new CapstanError('conflict', detail);
    }
    const number = (name: string) => Number(position[name]);
    const counts = String(position['counts']).split(',').map(Number);
    const tally = new ImpactTally(number('total'), new Date(number('at')), epoch, counts);
    tally.kind = position['kind'] === 'information' ? 'information' : 'resource';
    tally.id = number('id');
    tally.resources = number('resources');
    tally.information = number('information');
    tally.affected = number('affected');
    return tally;
  }

  add(kind: AskedKind, id: number, differences: readonly Difference[]): void {
    this.kind = kind;
    this.id = id;
    if (kind === 'resource') this.resources += 1;
    else this.information += 1;
    if (differences.length > 0) this.affected += 1;
    for (const { operation, before, after } of differences) {
      const at = CHANGES.findIndex(
        (one) => one.operation === operation && one.before === before.decision && one.after === after.decision,
      );
      this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    }
  }

  get counts() {
    return CHANGES.map((change, at) => ({ ...change, count: this.#counts[at] ?? 0 })).filter(({ count }) => count > 0);
  }

  get position(): CursorPosition {
    const { kind, id, resources, information, affected, total } = this;
    // Most are none: an empty text between two commas is read as 0 again.
    const counts = this.#counts.map((count) => count || '').join(',');
    return { kind, id, resources, information, affected, total, at: this.at.getTime(), epoch: this.#epoch, counts };
  }
}

/** A cursor is for the same question of the same caller. */
export function bindingOf({ organizationId, actor, body }: EvaluateRequest): CursorBinding {
  const { limit: _limit, cursor: _cursor, ...question } = body;
  const asked = createHash('sha256')
    .update(canonicalize(question) ?? '')
    .digest('base64url');
  return { operation: 'evaluatePolicy', organizationId, filters: { asked, caller: `${actor.type}:${actor.id}` } };
}
