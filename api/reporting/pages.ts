/** Fields that list rows: pages with a bound, and a cursor to the next. */

import type { ObjectRef } from '@pothos/core';
import { DEFAULT_ROWS, MOST_ROWS_OF_A_PAGE } from './bounds.ts';
import { builder } from './builder.ts';
import type { RowPage } from './report-reader.ts';

/** @param name of the type of rows. */
export function pageOf<Row>(name: string, ref: ObjectRef<typeof builder.$inferSchemaTypes, Row>) {
  return builder.objectRef<RowPage<Row>>(`${name}Page`).implement({
    fields: (t) => ({
      nodes: t.field({ type: [ref], nullable: false, resolve: ({ rows }) => [...rows] as never }),
      next_cursor: t.exposeString('nextCursor', {
        nullable: true,
        description: 'Hand it in as `after`, with the same filters, to get the next page; null on the last one.',
      }),
    }),
  });
}

/** What every list takes. */
export const pageArguments = builder.args((t) => ({
  first: t.int({ defaultValue: DEFAULT_ROWS, description: `How many, ${MOST_ROWS_OF_A_PAGE} at most.` }),
  after: t.string({ description: '`next_cursor` of the page before.' }),
}));

/** What every question about many is narrowed by. */
export const narrowingArguments = builder.args((t) => ({
  scope_id: t.int({ description: 'Only what lies in this scope or below it.' }),
  from: t.field({ type: 'Time', description: 'Only what was made then or later.' }),
  to: t.field({ type: 'Time', description: 'Only what was made before.' }),
}));

/** Conditions on fields of the same names: equal to a value, or to one of several; none where nothing was given. */
export function equalTo(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([field, value]) => {
      if (value === null || value === undefined) return [];
      return [[field, Array.isArray(value) ? { $in: [...new Set(value)] } : value]];
    }),
  );
}
