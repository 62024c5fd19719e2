/**
 * What every kind of rows is asked by: a list, the same below each resource that rows belong to, and a count. They take
 * what the kind says, and what all of them do.
 */

import type { InputFieldMap, ObjectRef } from '@pothos/core';
import type { ReportKind, ReportRows } from '../../store/models/reporting.ts';
import { builder, ResourceRef } from './builder.ts';
import { countsOf, DAY_AND_PLACE, type Dimension, RESOURCE } from './counts.ts';
import { equalTo, narrowingArguments, pageArguments, pageOf } from './pages.ts';
import type { Conditions, Group, Narrowing, PageAsked } from './report-reader.ts';

type Types = typeof builder.$inferSchemaTypes;

export interface Listed<Kind extends ReportKind> {
  readonly kind: Kind;
  /** Name of the type; lists and counts are called after it. */
  readonly type: string;
  readonly ref: ObjectRef<Types, ReportRows[Kind]>;
  /** Arguments of the kind's own. */
  readonly narrowing: InputFieldMap;
  /** What its rows are counted by, beside day and place. */
  readonly dimensions: Readonly<Record<string, Dimension>>;
  /** What is added up of the rows that are counted together: expressions for numbers of a row. */
  readonly sums?: Readonly<Record<string, string>>;
  /** What the values of its own arguments mean; default: that fields of their names are so. */
  readonly conditionsOf?: (given: Conditions, now: Date) => Conditions;
}

type Asked = PageAsked & Narrowing & { readonly by: readonly string[] } & Conditions;

/** `jobs` and `job_counts`, where the type is `Job`. @returns the type of the counts. */
export function defineLists<Kind extends ReportKind>(listed: Listed<Kind>): ObjectRef<Types, Group> {
  const { kind, sums = {}, conditionsOf = equalTo } = listed;
  const name = listed.type.toLowerCase();
  const Page = pageOf(listed.type, listed.ref);
  const narrowing = { ...narrowingArguments, ...placeArguments(kind), ...listed.narrowing };
  builder.queryField(`${name}s`, (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowing },
      resolve: (_, given, { reader }) => {
        const { first, after, scope_id, resource_id, from, to, ...own } = given as unknown as Asked;
        const asked = { first, after, scope_id, resource_id, from, to };
        return reader.page(kind, asked, conditionsOf(own, reader.now), own);
      },
    }),
  );
  if (kind !== 'resource') {
    builder.objectField(ResourceRef, `${name}s`, (t) =>
      t.field({
        type: Page,
        nullable: true,
        args: { ...pageArguments, ...listed.narrowing },
        resolve: ({ _id: resource_id }, given, { reader }) => {
          const { first, after, ...own } = given as unknown as Asked;
          return reader.page(kind, { first, after, resource_id }, conditionsOf(own, reader.now), own);
        },
      }),
    );
  }
  const dimensions = { ...DAY_AND_PLACE, ...(kind === 'resource' ? {} : RESOURCE), ...listed.dimensions };
  const { By, Count, count } = countsOf(kind, listed.type, dimensions);
  builder.queryField(`${name}_counts`, (t) =>
    t.field({
      type: [Count],
      nullable: true,
      args: { by: t.arg({ type: [By], required: true }), ...narrowing },
      resolve: async (_, given, { reader }) => {
        const { by, scope_id, resource_id, from, to, ...own } = given as unknown as Asked;
        const within = { scope_id, resource_id, from, to };
        return [...(await count(reader, by, within, conditionsOf(own, reader.now), sums))];
      },
    }),
  );
  return Count;
}

function placeArguments(kind: ReportKind): InputFieldMap {
  return kind === 'resource' ? {} : builder.args((t) => ({ resource_id: t.int() }));
}

type OfResource = ReportRows[Exclude<ReportKind, 'resource'>];

/** Where a row lies, and the way from it to its resource. */
export function placeFields<Row extends OfResource>(ref: ObjectRef<Types, Row>): void {
  builder.objectFields(ref as unknown as ObjectRef<Types, OfResource>, (t) => ({
    resource_id: t.exposeInt('resource_id', { nullable: true }),
    resource: t.field({
      type: ResourceRef,
      nullable: true,
      description: 'null where there is none, or none that you may list.',
      resolve: ({ resource_id }, _, { reader }) => reader.resource(resource_id),
    }),
  }));
}
