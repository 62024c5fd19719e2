/** How every collection is declared: integer ids, snake_case fields as on the wire, strict writes. */

import type { Connection, IndexDefinition, IndexOptions, Model, SchemaDefinition } from 'mongoose';
import { Schema } from 'mongoose';

export interface CollectionIndex {
  readonly keys: IndexDefinition;
  readonly options?: IndexOptions;
}

/** Fields of every editable object. */
export interface Tracked {
  readonly created_at: Date;
  readonly updated_at: Date;
  /** Grows by one with each change; the ETag is made of it. */
  readonly revision: number;
  /** The audit record of the last change. */
  readonly last_event_id: string;
}

export const TRACKED_FIELDS = {
  created_at: { type: Date, required: true },
  updated_at: { type: Date, required: true },
  revision: { type: Number, required: true },
  last_event_id: { type: String, required: true },
} as const;

/** An index that holds the documents that meet `condition` alone; it serves what asks for a value that meets it. */
export function only(condition: Readonly<Record<string, unknown>>): IndexOptions {
  return { partialFilterExpression: { ...condition } };
}

/** Declares a collection whose documents have the shape `Document`; an unknown field in a write throws. */
export function defineModel<Document>(
  connection: Connection,
  collection: string,
  fields: SchemaDefinition,
  indexes: readonly CollectionIndex[] = [],
): Model<Document> {
  const schema = new Schema(fields, {
    collection,
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    autoIndex: false,
    autoCreate: false,
  });
  for (const { keys, options } of indexes) schema.index(keys, options ?? {});
  return connection.model<Document>(collection, schema as unknown as Schema<Document>);
}
