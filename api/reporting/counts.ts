/** Fields that count rows by what they have in common: by day, by status, by place. */

import type { ReportKind } from '../../store/models/reporting.ts';
import { builder } from './builder.ts';
import type { Conditions, Group, Narrowing, ReportReader } from './report-reader.ts';

/** What rows are put together by. */
export interface Dimension {
  readonly type: 'Int' | 'String';
  /** A field of the row, or what is made of some. @param now what has expired by then has. */
  readonly of: (now: Date) => unknown;
}

const numbered = (field: string): Dimension => ({ type: 'Int', of: () => `$${field}` });
export const worded = (field: string): Dimension => ({ type: 'String', of: () => `$${field}` });

/** What all kinds are put together by. */
export const DAY_AND_PLACE = {
  day: worded('day'),
  scope_id: numbered('scope_id'),
} as const satisfies Record<string, Dimension>;
export const RESOURCE = { resource_id: numbered('resource_id') } as const satisfies Record<string, Dimension>;

/** Types for the counts of a kind, whose name is that of its type; `count` reads them. */
export function countsOf(kind: ReportKind, type: string, dimensions: Readonly<Record<string, Dimension>>) {
  const names = Object.keys(dimensions);
  const By = builder.enumType(`${type}Dimension`, {
    description: 'What is counted together: what is the same in all of these.',
    values: names,
  });
  const Count = builder.objectRef<Group>(`${type}Count`).implement({
    description: 'How many there are of one kind; what was not asked for is null.',
    fields: (t) => ({
      ...Object.fromEntries(
        Object.entries(dimensions).map(([name, { type }]) => [
          name,
          t.field({ type, nullable: true, resolve: (group) => group[name] ?? null }),
        ]),
      ),
      count: t.int({ nullable: false, resolve: (group) => group.count }),
    }),
  });
  const count = (
    reader: ReportReader,
    by: readonly string[],
    ...rest: [within: Narrowing, own: Conditions, sums: Readonly<Record<string, string>>]
  ) => {
    const expressions = Object.fromEntries(by.map((name) => [name, dimensions[name]?.of(reader.now)]));
    return reader.count(kind, expressions, ...rest);
  };
  return { By, Count, count };
}
