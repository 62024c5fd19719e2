/** What the resources and devices of each scope come to: moved on by what changes, in the transaction of the change. */

import type { ClientSession, mongo } from 'mongoose';
import type { DevicePostureDocument } from '../models/device-posture.ts';
import type { ResourcePostureDocument, ScopePostureDocument } from '../models/posture.ts';
import type { Store } from '../store.ts';

type Counted = Pick<ResourcePostureDocument | DevicePostureDocument, 'scope_id' | 'is_rated' | 'lost' | 'findings'> &
  Pick<DevicePostureDocument, 'use_unknown'>;

/** Of what there are so many in a scope. */
type CountedKind = 'resources' | 'devices';

export class ScopeSums {
  readonly #organizationId: number;
  readonly #kind: CountedKind;
  readonly #deltas = new Map<number, Map<string, number>>();

  constructor(organizationId: number, kind: CountedKind) {
    this.#organizationId = organizationId;
    this.#kind = kind;
  }

  /** One of the kind was counted as `before` (null: not at all), and is as `after` from now on. */
  move(before: Counted | null, after: Counted): void {
    if (before) this.#add(before, -1);
    this.#add(after, 1);
  }

  #add({ scope_id, is_rated, lost, findings, use_unknown = 0 }: Counted, sign: 1 | -1): void {
    if (!is_rated) return;
    const delta = this.#deltas.get(scope_id) ?? new Map<string, number>();
    this.#deltas.set(scope_id, delta);
    const count = (field: string, by: number) => delta.set(field, (delta.get(field) ?? 0) + sign * by);
    count(this.#kind, 1);
    count('lost', lost);
    count('use_unknown', use_unknown);
    for (const { signal, severity } of findings) {
      count(`signals.${signal}`, 1);
      count(`severities.${severity}`, 1);
    }
  }

  async write(store: Store, session: ClientSession): Promise<void> {
    const operations = [...this.#deltas].flatMap(([_id, delta]) => {
      const changed = [...delta].filter(([, by]) => by !== 0);
      if (changed.length === 0) return [];
      const update = { $inc: Object.fromEntries(changed), $setOnInsert: { organization_id: this.#organizationId } };
      return [{ updateOne: { filter: { _id }, update, upsert: true } }];
    });
    if (operations.length === 0) return;
    const collection = store.connection.getClient().db().collection<ScopePostureDocument>('scope_postures');
    // Fields with a point in their name, which no type follows.
    await collection.bulkWrite(operations as unknown as mongo.AnyBulkWriteOperation<ScopePostureDocument>[], {
      session,
      ordered: false,
    });
  }
}
