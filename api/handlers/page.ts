/** Pages of lists: where one begins, where it ends, and the cursor to the next. */

import type { CursorPosition } from '../cursor.ts';
import type { Means, OperationId } from '../operation.ts';

const DEFAULT_LIMIT = 100;

/** What every list operation is asked with; the rest of the query are its filters. */
export interface ListRequest {
  readonly organizationId: number;
  readonly means: Pick<Means, 'cursors'>;
  readonly query: { readonly limit?: number; readonly cursor?: string };
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

export interface PageFrame {
  readonly limit: number;
  /** How many rows to ask the store for: one more than shown tells whether a next page exists. */
  readonly fetch: number;
  /** Sort key of the last row of the page before; undefined on the first page. */
  readonly position: CursorPosition | undefined;
  /** Condition on `_id` for lists that are sorted by it. */
  readonly idAfter: { readonly _id?: { readonly $gt: number } };
  /** The same for lists with the newest first. */
  readonly idBefore: { readonly _id?: { readonly $lt: number } };
  /** @param goesOnAfter the row up to which was looked, where more may follow although fewer than a page were found. */
  close<Row>(fetched: readonly Row[], positionOf: (last: Row) => CursorPosition, goesOnAfter?: Row): Page<Row>;
}

export interface PageOptions {
  readonly defaultLimit?: number;
  /** Id of the object whose parts are listed. */
  readonly of?: number;
}

/** @throws CapstanError `cursor_invalid`. */
export function openPage(operation: OperationId, request: ListRequest, options: PageOptions = {}): PageFrame {
  const { limit = options.defaultLimit ?? DEFAULT_LIMIT, cursor, ...filters } = request.query;
  const { cursors } = request.means;
  const binding = { operation, organizationId: request.organizationId, filters: { ...filters, of: options.of } };
  const position = cursor === undefined ? undefined : cursors.decode(binding, cursor);
  const id = position?.['id'];
  return {
    limit,
    fetch: limit + 1,
    position,
    idAfter: typeof id === 'number' ? { _id: { $gt: id } } : {},
    idBefore: typeof id === 'number' ? { _id: { $lt: id } } : {},
    close(fetched, positionOf, goesOnAfter) {
      const rows = fetched.slice(0, limit);
      const next = fetched.length > limit ? rows.at(-1) : goesOnAfter;
      return { rows, nextCursor: next === undefined ? null : cursors.encode(binding, positionOf(next)) };
    },
  };
}

/** Position of rows that are sorted by their id. */
export function byId(row: { readonly _id: number }): CursorPosition {
  return { id: row._id };
}
