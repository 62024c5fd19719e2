/**
 * The least that a script could leave in MongoDB of logins and changes if secrets were not to be lost, accounts not locked
 * out, and what was done not denied: no policy is asked, nothing leased, no tree grows, and nobody follows. What Capstan does
 * more is held against it.
 */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClientSession, mongo } from 'mongoose';
import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import { newEventId } from '../../store/event-ids.ts';
import type { Store } from '../../store/store.ts';
import type { Vault } from '../../store/vault/vault.ts';
import { type Account, newPassword, type PlainScript } from '../plain-script.ts';

interface Item {
  readonly _id: number;
  readonly status?: string;
  readonly at?: Date;
}

interface ManagedAccount {
  readonly _id: number;
  readonly open_logins: readonly { readonly id: string; readonly at: Date }[];
  readonly verified_at?: Date;
}

interface Version {
  readonly _id: string;
  readonly account: number;
  readonly version: number;
  readonly state: string;
  readonly sealed: object;
}

interface Begun {
  readonly id: number;
  readonly account: Account;
  /** null: it only logs in. */
  readonly password: Account['password'] | null;
}

/** Stored together, ahead of the lanes. */
const TOGETHER = 64;
const COMMIT_EVERY_MS = 500;
/** What making the collections has left to do is not to count. */
const QUIET_MS = 1_000;
/** About as long as the leaf of a record of Capstan. */
const LEAF_FIELDS = 14;

export class LeastEvidence {
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #script: PlainScript;

  constructor(store: Store, vault: Vault, script: PlainScript) {
    this.#store = store;
    this.#vault = vault;
    this.#script = script;
  }

  /** All accounts once, so many at a time; `isChange`: each gets a new password. @returns how many a second. */
  async pace(accounts: readonly Account[], concurrency: number, isChange: boolean): Promise<number> {
    await this.#begin(accounts.length);
    await delay(QUIET_MS);
    const began = performance.now();
    const left = accounts.map((account, at) => ({ id: at + 1, account }));
    const ready: Begun[] = [];
    let preparing: Promise<void> | undefined;
    const next = async (): Promise<Begun | undefined> => {
      for (;;) {
        if (ready.length < TOGETHER && left.length > 0) {
          preparing ??= this.#intend(left.splice(0, TOGETHER), isChange).then((begun) => {
            ready.push(...begun);
            preparing = undefined;
          });
        }
        const one = ready.shift();
        if (one || !preparing) return one;
        await preparing;
      }
    };
    const done: Begun[] = [];
    const lane = async () => {
      for (let one = await next(); one; one = await next()) {
        if (one.password) await this.#script.rotate(one.account, one.password);
        else await this.#script.logIn(one.account);
        done.push(one);
      }
    };
    const lanes = Promise.all(Array.from({ length: concurrency }, lane));
    await this.#commitAll(done, lanes);
    const pace = (accounts.length / (performance.now() - began)) * 1_000;
    const ended = await this.#items.countDocuments({ status: 'succeeded' });
    const changed = await this.#versions.countDocuments({ version: 2, state: 'current' });
    if (ended !== accounts.length || changed !== (isChange ? accounts.length : 0)) {
      throw new Error(`of ${accounts.length} accounts the script has ended ${ended} and changed ${changed}`);
    }
    return pace;
  }

  /** Collections as they are where nothing has been done yet. */
  async #begin(count: number): Promise<void> {
    await this.#db.dropDatabase();
    const ids = Array.from({ length: count }, (_, at) => at + 1);
    await this.#accounts.insertMany(ids.map((_id) => ({ _id, open_logins: [] })));
    await this.#items.insertMany(ids.map((_id) => ({ _id })));
    const versions = ids.map((id) => ({ _id: `${id}:1`, account: id, version: 1, state: 'current', sealed: {} }));
    await this.#versions.insertMany(versions);
    await this.#versions.createIndex({ account: 1, state: 1 });
    await this.#db.createCollection('outbox');
    for (const about of ['resource_id', 'job_id']) {
      await this.#db.collection('records').createIndex({ organization_id: 1, [about]: 1, _id: 1 });
    }
  }

  /** What has to be known before a target hears of anything. */
  async #intend(
    next: readonly { readonly id: number; readonly account: Account }[],
    isChange: boolean,
  ): Promise<Begun[]> {
    const ids = { $in: next.map(({ id }) => id) };
    const opened = { $push: { open_logins: { id: newEventId(), at: new Date() } } };
    if (!isChange) {
      await this.#accounts.updateMany({ _id: ids }, opened);
      return next.map((one) => ({ ...one, password: null }));
    }
    const begun = next.map((one) => ({ ...one, password: newPassword() }));
    const versions = await Promise.all(
      begun.map(async ({ id, password }): Promise<Version> => {
        const context = { organizationId: FIRST_ORGANIZATION_ID, credentialId: id, version: 2 };
        const sealed = await this.#vault.seal(password, context);
        return { _id: `${id}:2`, account: id, version: 2, state: 'pending', sealed };
      }),
    );
    await this.#store.transaction(async (session) => {
      await this.#accounts.updateMany({ _id: ids }, opened, { session });
      await this.#versions.insertMany(versions, { session });
      await this.#record(begun, 'intended', session);
    });
    return begun;
  }

  /** What is done from one moment to the next, until `lanes` have come to their end and all of it is committed. */
  async #commitAll(done: Begun[], lanes: Promise<unknown>): Promise<void> {
    let isOver = false;
    const over = lanes.then(() => {
      isOver = true;
    });
    while (!isOver || done.length > 0) {
      if (!isOver) await Promise.race([over, delay(COMMIT_EVERY_MS, undefined, { ref: false })]);
      const group = done.splice(0);
      if (group.length > 0) await this.#store.transaction((session) => this.#commit(group, session));
    }
  }

  async #commit(group: readonly Begun[], session: ClientSession): Promise<void> {
    const ids = { $in: group.map(({ id }) => id) };
    const [first] = group;
    if (first?.password) {
      for (const [from, to] of [
        ['current', 'previous'],
        ['pending', 'current'],
      ] as const) {
        await this.#versions.updateMany({ account: ids, state: from }, { $set: { state: to } }, { session });
      }
    }
    await this.#items.updateMany({ _id: ids }, { $set: { status: 'succeeded', at: new Date() } }, { session });
    await this.#record(group, 'succeeded', session);
    await this.#accounts.updateMany({ _id: ids }, { $set: { verified_at: new Date(), open_logins: [] } }, { session });
  }

  async #record(group: readonly Begun[], status: string, session: ClientSession): Promise<void> {
    const records = group.map(({ id }) => ({
      _id: newEventId(),
      timestamp: new Date(),
      organization_id: FIRST_ORGANIZATION_ID,
      resource_id: id,
      job_id: 1,
      operation: 'of a script',
      status,
      leaf: new mongo.Binary(leafLike()),
    }));
    const ids = records.map(({ _id }) => _id);
    await this.#db.collection<{ _id: string }>('records').insertMany(records, { session });
    await this.#db.collection<{ leaves: string[] }>('outbox').insertOne({ leaves: ids }, { session });
  }

  get #items(): mongo.Collection<Item> {
    return this.#db.collection<Item>('items');
  }

  get #accounts(): mongo.Collection<ManagedAccount> {
    return this.#db.collection<ManagedAccount>('accounts');
  }

  get #versions(): mongo.Collection<Version> {
    return this.#db.collection<Version>('versions');
  }

  /** Beside Capstan's own, in the same MongoDB. */
  get #db(): mongo.Db {
    return this.#store.connection.getClient().db('least_evidence');
  }
}

/** Names, and hashes of what they say. */
function leafLike(): Buffer {
  const fields = Array.from({ length: LEAF_FIELDS }, (_, at) => [`field_${at}`, randomBytes(16).toString('hex')]);
  return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
}
