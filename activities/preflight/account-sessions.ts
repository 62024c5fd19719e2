/** Connections of reconcile accounts, kept while a batch lasts: over each it is asked what the account may change. */

import type { ChangeSession, Connector, Login, TargetContext } from '../../connectors/contract.ts';

/** An account, and the platform whose resources it would change: that says how. */
export interface AccountUse {
  readonly accountId: number;
  readonly platformId: number;
}

export class AccountSessions {
  readonly #latest = new Map<string, ChangeSession>();
  readonly #all: ChangeSession[] = [];

  /** Logs the account in; where such a connection can be kept, it stays until {@link close}. @throws TargetFailure */
  async open(use: AccountUse, connector: Connector, context: TargetContext, login: Login): Promise<void> {
    if (!connector.openChanges) return connector.login(context, login);
    const session = await connector.openChanges(context, { by: 'reconcile_account', login });
    this.#all.push(session);
    this.#latest.set(keyOfUse(use), session);
  }

  /** @returns whether the connection has gone meanwhile: then the account is to log in again. */
  forgetLost(use: AccountUse): boolean {
    const key = keyOfUse(use);
    return this.#latest.get(key)?.isOpen === false && this.#latest.delete(key);
  }

  /** Resolves as well where the target cannot be asked. @throws TargetFailure */
  async mayChange(use: AccountUse, username: string): Promise<void> {
    await this.#latest.get(keyOfUse(use))?.mayChange?.(username);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((session) => session.close()));
  }
}

export function keyOfUse({ accountId, platformId }: AccountUse): string {
  return `${accountId}:${platformId}`;
}
