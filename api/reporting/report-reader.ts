/** Reads rows for one question: never more than its caller may see, and never more than a bounded number. */

import type { mongo } from 'mongoose';
import { CapstanError } from '../../domain/errors.ts';
import {
  REPORT_COLLECTIONS,
  type ReportKind,
  type ReportRows,
  type ResourceRow,
} from '../../store/models/reporting.ts';
import type { ReportAge } from '../../store/reporting/report-age.ts';
import type { Asker } from '../authorization/access-to.ts';
import { inScope } from '../handlers/filters.ts';
import type { Request } from '../operation.ts';
import { DEFAULT_ROWS, requireBounded } from './bounds.ts';
import { ReportAccess } from './report-access.ts';

const MOST_GROUPS = 1_000;
/** Of those that had to do with one resource, the newest. */
const MOST_JOBS_BY_PLANS = 1_000;
/** Server time of each question to the database. */
const WITHIN_MS = 5_000;

/** As REST lists them. */
const NEWEST_FIRST: Readonly<Record<ReportKind, boolean>> = {
  resource: false,
  job: true,
  approval: true,
  connectSession: true,
  finding: false,
  grant: false,
};

export type Conditions = Readonly<Record<string, unknown>>;

/** What every list and every count is narrowed by. */
export interface Narrowing {
  readonly scope_id?: number | null | undefined;
  readonly resource_id?: number | null | undefined;
  /** From then on, and before `to`, it was made. */
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

export interface PageAsked {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** One of the groups: what its rows have in common, and how many they are. */
export type Group = Readonly<Record<string, string | number | null>> & { readonly count: number };

type Stored = { readonly _id: number | string };

export interface ReaderParts extends Asker {
  readonly organizationId: number;
  readonly means: Pick<Request['means'], 'contract' | 'store' | 'cursors'>;
  readonly age: ReportAge;
}

export class ReportReader {
  readonly age: ReportAge;
  readonly now: Date;
  /** What was read, for the record of the question. */
  readonly asked = new Set<string>();
  #rows = 0;
  readonly #parts: ReaderParts;
  readonly #access: ReportAccess;
  #wanted: Promise<ReadonlyMap<number, ResourceRow>> | undefined;
  #wantedIds = new Set<number>();

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#access = new ReportAccess(parts);
    this.age = parts.age;
    this.now = parts.now;
  }

  /** How many rows were read. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * @param own conditions of the kind itself.
   * @param given what they were made of: the same on every page, which a condition with the time of day is not.
   * @throws CapstanError `forbidden` and what else the list operation of the kind refuses with, `cursor_invalid`.
   */
  async page<Kind extends ReportKind>(
    kind: Kind,
    asked: PageAsked & Narrowing,
    own: Conditions = {},
    given: Conditions = own,
  ): Promise<RowPage<ReportRows[Kind]>> {
    this.asked.add(`${kind}s`);
    const { first, after, ...narrowing } = asked;
    const limit = first ?? DEFAULT_ROWS;
    requireBounded(limit);
    const { means, organizationId } = this.#parts;
    const filters = { kind, ...narrowing, ...given };
    const binding = { operation: 'queryReports', organizationId, filters };
    const last = after ? means.cursors.decode(binding, after, '/body/variables')['id'] : undefined;
    const direction = NEWEST_FIRST[kind] ? -1 : 1;
    const position = last === undefined ? {} : { _id: direction === 1 ? { $gt: last } : { $lt: last } };
    const found = await this.#collection(kind)
      .find(
        { $and: [this.#within(kind, narrowing), await this.#ofResource(kind, narrowing), own, position] },
        { maxTimeMS: WITHIN_MS },
      )
      .sort({ _id: direction })
      .limit(limit + 1)
      .project<ReportRows[Kind]>({})
      .toArray();
    const rows = found.slice(0, limit);
    this.#rows += rows.length;
    const end = rows.at(-1);
    const isMore = found.length > limit && end !== undefined;
    return { rows, nextCursor: isMore ? means.cursors.encode(binding, { id: end._id }) : null };
  }

  /**
   * How many rows there are, by what they have in common.
   * @param by fields of the rows, or expressions that make one of a row.
   * @param sums numbers of a row, which are added up.
   * @throws CapstanError as {@link page}; `unprocessable` where there are too many groups.
   */
  async count(
    kind: ReportKind,
    by: Readonly<Record<string, unknown>>,
    narrowing: Narrowing,
    own: Conditions = {},
    sums: Readonly<Record<string, string>> = {},
  ): Promise<readonly Group[]> {
    this.asked.add(`counts of ${kind}s`);
    const added = Object.fromEntries(Object.entries(sums).map(([name, of]) => [name, { $sum: of }]));
    const groups = await this.#collection(kind)
      .aggregate<{ readonly _id: Readonly<Record<string, string | number | null>>; readonly count: number }>(
        [
          { $match: { $and: [this.#within(kind, narrowing), await this.#ofResource(kind, narrowing), own] } },
          { $group: { _id: by, count: { $sum: 1 }, ...added } },
          { $sort: { _id: 1 } },
          { $limit: MOST_GROUPS + 1 },
        ],
        { maxTimeMS: WITHIN_MS },
      )
      .toArray();
    if (groups.length > MOST_GROUPS) {
      throw new CapstanError(
        'unprocessable',
        `There are more than ${MOST_GROUPS} groups: ask for a shorter time, fewer kinds of groups, or a smaller scope.`,
      );
    }
    this.#rows += groups.length;
    return groups.map(({ _id, ...counted }) => ({ ..._id, ...counted }));
  }

  /** null where there is none, or none that the caller may see. Those that are asked for together are read together. */
  async resource(id: number | null): Promise<ResourceRow | null> {
    if (id === null) return null;
    this.#wantedIds.add(id);
    this.#wanted ??= Promise.resolve().then(() => this.#readWanted());
    return (await this.#wanted).get(id) ?? null;
  }

  async #readWanted(): Promise<ReadonlyMap<number, ResourceRow>> {
    // Whoever asks in the same turn has asked by then.
    await new Promise((resolve) => setImmediate(resolve));
    const ids = [...this.#wantedIds];
    this.#wantedIds = new Set();
    this.#wanted = undefined;
    const reachable = this.#reachable('resource');
    if (reachable === null) return new Map();
    this.asked.add('resources');
    const rows = await this.#collection('resource')
      .find({ $and: [reachable, { _id: { $in: ids } }] }, { maxTimeMS: WITHIN_MS })
      .project<ResourceRow>({})
      .toArray();
    this.#rows += rows.length;
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** null where the kind is closed to the caller altogether: what leads to such a row leads nowhere. */
  #reachable(kind: ReportKind): object | null {
    try {
      return this.#within(kind, {});
    } catch (error) {
      if (error instanceof CapstanError && error.status < 500) return null;
      throw error;
    }
  }

  #within(kind: ReportKind, { scope_id, from, to }: Narrowing): object {
    const access = this.#access.to(kind);
    const made = { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) };
    return {
      $and: [
        { organization_id: this.#parts.organizationId },
        access.filter(kind),
        inScope(access, scope_id ?? undefined),
        from || to ? { created_at: made } : {},
      ],
    };
  }

  /** What was done to a resource, items of jobs say, as for their list: a job by a plan is about many. */
  async #ofResource(kind: ReportKind, { resource_id }: Narrowing): Promise<object> {
    if (resource_id === null || resource_id === undefined) return {};
    if (kind !== 'job') return { resource_id };
    const { means, organizationId } = this.#parts;
    const items = await means.store.models.jobItems
      .find({ resource_id, organization_id: organizationId, 'bulk.position': { $gt: 0 } }, { job_id: 1, _id: 0 })
      .sort({ job_id: -1 })
      .limit(MOST_JOBS_BY_PLANS)
      .maxTimeMS(WITHIN_MS)
      .lean<{ readonly job_id: number }[]>();
    return { $or: [{ resource_id }, { _id: { $in: items.map(({ job_id }) => job_id) } }] };
  }

  // Rows lie by kind, which the types of the driver do not follow.
  #collection(kind: ReportKind): mongo.Collection<Stored> {
    const { store } = this.#parts.means;
    return store.connection.getClient().db().collection(REPORT_COLLECTIONS[kind]);
  }
}
