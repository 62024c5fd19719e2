/** How documents of one kind become rows, and which of them a record of the audit log concerns. */

import type { ChangeRecord } from '../log-following/read-log.ts';
import type { ReportKind, ReportRow, ReportRows } from '../models/reporting.ts';

/** What a part of the log tells. */
export interface Told {
  readonly changes: readonly ChangeRecord[];
  /** Of the devices and shared keys that have changed. */
  readonly resourcesBehind: readonly number[];
}

type Common = 'organization_id' | 'scope_id' | 'build' | 'day' | 'created_at' | '_id';
/** What a kind adds to that. */
export type OwnFields<Kind extends ReportKind> = Omit<ReportRows[Kind], Common>;

/** As far as every kind of them is read in the same way. */
export interface SourceDocument {
  readonly _id: number | string;
  readonly organization_id: number;
  readonly scope_id: number;
  readonly created_at: Date;
  readonly resource_id?: number | null;
  readonly device_id?: number | null;
  readonly last_event_id: string;
}

/** What concerned documents meet, beside that they are of the organization. */
export type Condition =
  | { readonly _id: { readonly $in: (number | string)[] } }
  | { readonly job_id: { readonly $in: number[] } }
  | { readonly resource_id: { readonly $in: number[] } }
  | { readonly device_id: { readonly $in: number[] }; readonly resource_id: null }
  | { readonly last_event_id: { readonly $in: string[] } };

export interface RowSource<Kind extends ReportKind = ReportKind, Document extends SourceDocument = SourceDocument> {
  readonly kind: Kind;
  /** The collection of the documents. */
  readonly from: string;
  rowOf(document: Document): OwnFields<Kind>;
  /** Conditions that the concerned documents of the organization meet, each one some; empty: none is concerned. */
  concerned(told: Told): readonly Condition[];
}

/** The row of a document, whole. */
export function rowOf(source: RowSource, document: SourceDocument, build: number): ReportRow {
  const { _id, organization_id, scope_id, created_at } = document;
  const day = created_at.toISOString().slice(0, 10);
  return { _id, organization_id, scope_id, build, day, created_at, ...source.rowOf(document) };
}

/** Those of `ids` that are there, each once, as a condition; none where there are none. */
export function withIds(ids: readonly (number | string | null | undefined)[]): Condition[] {
  const known = [...new Set(ids)].flatMap((id) => id ?? []);
  return known.length === 0 ? [] : [{ _id: { $in: known } }];
}

/** What records about objects of a type name. */
export function targetsOf({ changes }: Told, type: string): (number | string | null)[] {
  return changes.flatMap(({ target_type, target_id }) => (target_type === type ? target_id : []));
}

/**
 * What lies where a resource lies, and may have moved with it under the record of the resource: all that is the resource's,
 * for what has changed again since bears another record by now, which may tell of something else.
 */
export function movedWithResources({ changes }: Told): Condition[] {
  const moved = new Set(
    changes.flatMap(({ permission, resource_id }) => (permission === 'resource:write' ? (resource_id ?? []) : [])),
  );
  return moved.size === 0 ? [] : [{ resource_id: { $in: [...moved] } }];
}
