/** Management connections of a batch: the reconcile account logs in once a lane, and then changes account after account. */

import type { ChangeSession, Login, Material } from '../../connectors/contract.ts';
import { guardInWords } from '../../domain/login-guard.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import { findVersion } from '../../store/credential-versions.ts';
import { isLeased } from '../../store/leases.ts';
import { admitLogin, endLogin } from '../../store/login-attempts.ts';
import type { ManagedFacts, ReconcileFacts } from '../../store/plans/load-managed-batch.ts';
import type { TargetAnswer } from '../contract.ts';
import { loginTurn } from '../login-turn.ts';
import { openLogin, openTarget } from '../target.ts';
import { answerOf, type JudgedAnswer } from '../target-answer.ts';
import type { Batch, PreparedItem } from './batch.ts';

type Refused = Extract<TargetAnswer, { ok: false }>;
type Opened = ChangeSession | { readonly refusal: JudgedAnswer } | 'busy';

/** Those of one account, by the settings of one platform. */
interface Kept {
  readonly all: ChangeSession[];
  readonly idle: ChangeSession[];
}

export class ReconcileSessions {
  readonly #batch: Batch;
  /** By account, and by the platform whose settings they were opened with. */
  readonly #kept = new Map<string, Kept>();
  /** When resources were found to be ready for their change, on the clock of `performance.now()`. */
  readonly #readyAt = new Map<number, number>();
  /** Accounts that the target has refused: they are not tried again in this batch. */
  readonly #refused = new Map<number, JudgedAnswer>();

  constructor(batch: Batch) {
    this.#batch = batch;
  }

  /** Sets the candidate of the item. `busy`: the reconcile account is being worked on itself. */
  async change(prepared: PreparedItem): Promise<JudgedAnswer | 'busy'> {
    const { facts, candidate } = prepared;
    const { reconcile, resource } = facts;
    if (!reconcile || !candidate) throw new Error(`resource ${resource._id} was prepared without a reconcile account`);
    const { connector } = openTarget(this.#batch.dependencies, facts);
    if (!connector.openChanges) return this.#changeOnce(facts, reconcile, candidate);
    const { all, idle } = this.#keptOf(facts, reconcile);
    const ask = (session: ChangeSession) =>
      this.#measured(facts, () =>
        session.change({ username: resource.username, candidate, ...this.#found(resource._id) }),
      );
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      const judged = await ask(kept);
      if (kept.isOpen) idle.push(kept);
      // It had gone while nobody used it, and nothing was sent: that says nothing of the target.
      if (kept.isOpen || judged.answer.ok || judged.answer.effect !== 'none') return judged;
    }
    const opened = await this.#open(facts, reconcile);
    if (opened === 'busy') return 'busy';
    if ('refusal' in opened) return opened.refusal;
    all.push(opened);
    const answer = await ask(opened);
    if (opened.isOpen) idle.push(opened);
    return answer;
  }

  /**
   * Looks at accounts that are to be changed soon, over a connection that there is, so that it costs one question and not
   * one each. What is not known then is asked before the change; rejects only by a defect.
   */
  async look(items: readonly PreparedItem[]): Promise<void> {
    const found = new Map<Kept, PreparedItem[]>();
    for (const item of items) {
      const { reconcile } = item.facts;
      const kept = reconcile && this.#keptOf(item.facts, reconcile);
      if (kept) found.set(kept, [...(found.get(kept) ?? []), item]);
    }
    await Promise.all([...found].map(([kept, those]) => this.#lookOver(kept, those)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].flatMap(({ all }) => all.map((session) => session.close())));
  }

  async #lookOver({ all, idle }: Kept, items: readonly PreparedItem[]): Promise<void> {
    const session = [...idle, ...all].find(({ isOpen }) => isOpen);
    if (!session?.readyAmong) return;
    const at = performance.now();
    try {
      const ready = await session.readyAmong(items.map(({ facts }) => facts.resource.username));
      for (const { facts } of items) {
        if (ready.has(facts.resource.username)) this.#readyAt.set(facts.resource._id, at);
      }
    } catch (error) {
      // The change asks by itself, and says what is wrong.
      if (!(error instanceof TargetFailure)) throw error;
    }
  }

  #found(resourceId: number): { readonly readyAt?: number } {
    const readyAt = this.#readyAt.get(resourceId);
    this.#readyAt.delete(resourceId);
    return readyAt === undefined ? {} : { readyAt };
  }

  #keptOf({ platform }: ManagedFacts, { resource }: ReconcileFacts): Kept {
    const key = `${resource._id}:${platform._id}`;
    const kept = this.#kept.get(key) ?? { all: [], idle: [] };
    this.#kept.set(key, kept);
    return kept;
  }

  async #open(facts: ManagedFacts, reconcile: ReconcileFacts): Promise<Opened> {
    const { dependencies } = this.#batch;
    const known = this.#refused.get(reconcile.resource._id);
    if (known) return { refusal: known };
    const { connector, context } = openTarget(this.#batch.dependencies, facts);
    if (await isLeased(dependencies.store, reconcile.resource._id)) return 'busy';
    let session: ChangeSession | undefined;
    const answer = await this.#asReconcile(reconcile, async (login) => {
      session = await connector.openChanges?.(context, { by: 'reconcile_account', login });
    });
    if (answer === 'busy') return 'busy';
    if (!answer.answer.ok || !session) return { refusal: answer };
    return session;
  }

  /** For connectors that keep no connection. */
  async #changeOnce(
    facts: ManagedFacts,
    reconcile: ReconcileFacts,
    candidate: Material,
  ): Promise<JudgedAnswer | 'busy'> {
    const known = this.#refused.get(reconcile.resource._id);
    if (known) return known;
    const { connector, context } = openTarget(this.#batch.dependencies, facts);
    if (await isLeased(this.#batch.dependencies.store, reconcile.resource._id)) return 'busy';
    const { username } = facts.resource;
    return this.#asReconcile(reconcile, async (login) => {
      await connector.change(context, { username, candidate, authority: { by: 'reconcile_account', login } });
    });
  }

  /** One login of the reconcile account, counted by its own guard. */
  async #asReconcile(reconcile: ReconcileFacts, work: (login: Login) => Promise<void>): Promise<JudgedAnswer | 'busy'> {
    const { store } = this.#batch.dependencies;
    const { credential, platform, resource } = reconcile;
    // The lanes begin with a login each, and the first that works clears the way for the others.
    const admit = () => admitLogin(store, credential._id, platform.login_guard);
    const admitted = await loginTurn(admit, this.#batch.halt.signal);
    if (admitted === 'busy') return 'busy';
    if (admitted === 'closed') {
      const message = guardInWords(platform.login_guard, 'the reconcile account');
      return refusalOf({ ok: false, code: 'lockout_guard', effect: 'none', message });
    }
    // It may have got a new credential since the batch was loaded.
    const current = (await findVersion(store, credential._id, 'current')) ?? reconcile.current;
    const judged = await answerOf(
      this.#batch.dependencies,
      { connector: platform.connector, step: 'change' },
      async () => {
        await work(await openLogin(this.#batch.dependencies, reconcile, current, this.#batch.job._id));
      },
    );
    const { answer } = judged;
    await endLogin(store, admitted, answer.ok ? 'worked' : judged.judged ? 'refused' : 'not_judged');
    if (answer.ok || answer.code !== 'credential_invalid') return judged;
    const refused = refusalOf(namingAccount(answer));
    this.#refused.set(resource._id, refused);
    return refused;
  }

  #measured({ platform }: ManagedFacts, work: () => Promise<void>): Promise<JudgedAnswer> {
    return answerOf(this.#batch.dependencies, { connector: platform.connector, step: 'change' }, work);
  }
}

/** The refused secret is the reconcile account's, and says nothing about the managed one. */
function namingAccount(answer: Refused): Refused {
  return {
    ...answer,
    code: 'reconcile_account_refused',
    message: 'the target refuses the reconcile account; verify it',
  };
}

function refusalOf(answer: Refused): JudgedAnswer {
  return { answer, judged: false, seconds: 0 };
}
