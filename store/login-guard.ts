/**
 * The guard of login-attempts.ts where many log in at once: what comes while one write is on its way shares the next
 * one, so that thousands of logins pay for hundreds of writes. Each is still counted before it is tried.
 */

import type { mongo } from 'mongoose';
import type { LoginGuardRules } from '../domain/login-guard.ts';
import { type Admission, type AdmittedLogin, admissionOf, endOf, type LoginEnd, refusalOf } from './login-attempts.ts';
import type { Store } from './store.ts';

/** What it writes of a credential. */
interface CountedLogins {
  readonly _id: number;
  failed_logins: Date[];
  open_logins: { id: string; at: Date }[];
}

type Write = mongo.AnyBulkWriteOperation<CountedLogins>;

interface Waiting {
  readonly write: Write;
  /** Of a login that asks to be let through; null: it tells its end. */
  readonly asks: { readonly login: AdmittedLogin; readonly rules: LoginGuardRules } | null;
  readonly resolve: (admitted: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const MOST_AT_ONCE = 500;

export class LoginGuard {
  readonly #store: Store;
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** As `admitLogin` does. */
  async admit(credentialId: number, rules: LoginGuardRules, unconditionally = false): Promise<Admission> {
    const { login, filter, update } = admissionOf(credentialId, rules, unconditionally);
    const admitted = await this.#share({ updateOne: { filter, update } }, { login, rules });
    return admitted ? login : refusalOf(this.#store, credentialId, rules);
  }

  /** As `endLogin` does. */
  async end(login: AdmittedLogin, end: LoginEnd): Promise<void> {
    const update = endOf(login, end);
    await this.#share({ updateOne: { filter: { _id: login.credentialId }, update } }, null);
  }

  #share(write: Write, asks: Waiting['asks']): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, asks, resolve, reject });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        const through = await this.#write(batch);
        for (const { asks, resolve } of batch) resolve(asks === null || through.has(asks.login.id));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }

  /** @returns the ids of the logins that were let through. */
  async #write(batch: readonly Waiting[]): Promise<ReadonlySet<string>> {
    const asking = batch.flatMap(({ asks }) => asks?.login ?? []);
    const ids = asking.map(({ id }) => id);
    const { modifiedCount } = await this.#credentials.bulkWrite(
      batch.map(({ write }) => write),
      { ordered: false },
    );
    if (modifiedCount === batch.length) return new Set(ids);
    const found = await this.#credentials
      .find({ _id: { $in: asking.map(({ credentialId }) => credentialId) }, 'open_logins.id': { $in: ids } })
      .project<Pick<CountedLogins, 'open_logins'>>({ open_logins: 1 })
      .toArray();
    return new Set(found.flatMap(({ open_logins: open = [] }) => open.map(({ id }) => id)));
  }

  get #credentials(): mongo.Collection<CountedLogins> {
    return this.#store.connection.getClient().db().collection<CountedLogins>('credentials');
  }
}
