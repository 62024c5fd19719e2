/** Connections of reconcile accounts, kept while a batch lasts: over each it is asked what the account may change. */

import type { ChangeSession, Connector, Login, TargetContext } from '../../connectors/contract.ts';

export class AccountSessions {
  /** By resource id of the account. */
  readonly #latest = new Map<number, ChangeSession>();
  readonly #all: ChangeSession[] = [];

  /** Logs the account in; where such a connection can be kept, it stays until {@link close}. @throws TargetFailure */
  async open(accountId: number, connector: Connector, context: TargetContext, login: Login): Promise<void> {
    if (!connector.openChanges) return connector.login(context, login);
    const session = await connector.openChanges(context, { by: 'reconcile_account', login });
    this.#all.push(session);
    this.#latest.set(accountId, session);
  }

  /** @returns whether the connection has gone meanwhile: then the account is to log in again. */
  forgetLost(accountId: number): boolean {
    return this.#latest.get(accountId)?.isOpen === false && this.#latest.delete(accountId);
  }

  /** Resolves as well where the target cannot be asked. @throws TargetFailure */
  async mayChange(accountId: number, username: string): Promise<void> {
    await this.#latest.get(accountId)?.mayChange?.(username);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((session) => session.close()));
  }
}
