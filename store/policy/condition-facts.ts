/** What conditions may ask for and no request holds: read where some condition is there to ask, and once. */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import { groupsOf } from '../access/held-grants.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { Store } from '../store.ts';

export class ConditionFacts {
  readonly #store: Store;
  readonly #session: ClientSession | undefined;
  readonly #deviceNames = new Map<number, Promise<string>>();
  readonly #groupIds = new Map<string, Promise<readonly number[]>>();

  constructor(store: Store, session?: ClientSession) {
    this.#store = store;
    this.#session = session;
  }

  deviceNameOf({ device_id: id }: Pick<ResourceDocument, 'device_id'>): Promise<string> {
    const name = this.#deviceNames.get(id) ?? this.#readName(id);
    this.#deviceNames.set(id, name);
    return name;
  }

  /** Reads the names of the devices of `resources` at once, and forgets all others. */
  async readDevicesOf(resources: readonly Pick<ResourceDocument, 'device_id'>[]): Promise<void> {
    const ids = [...new Set(resources.map(({ device_id }) => device_id))];
    const devices = await this.#store.models.devices.find({ _id: { $in: ids } }, { name: 1 }, this.#within).lean();
    this.#deviceNames.clear();
    for (const { _id, name } of devices) this.#deviceNames.set(_id, Promise.resolve(name));
  }

  /** Active groups of the organization that the actor is in. */
  groupsOf({ type, id }: Pick<AuditActor, 'type' | 'id'>, organizationId: number): Promise<readonly number[]> {
    const key = `${organizationId}:${type}:${id}`;
    const groups = this.#groupIds.get(key) ?? this.#readGroups({ type, id }, organizationId);
    this.#groupIds.set(key, groups);
    return groups;
  }

  async #readName(id: number): Promise<string> {
    const device = await this.#store.models.devices.findById(id, { name: 1 }, this.#within).lean();
    return device?.name ?? '';
  }

  async #readGroups({ type, id }: Pick<AuditActor, 'type' | 'id'>, organizationId: number): Promise<readonly number[]> {
    return type === 'user' && id !== null ? groupsOf(this.#store, organizationId, id, this.#session) : [];
  }

  get #within() {
    return this.#session ? { session: this.#session } : {};
  }
}
