/** One request decided twice: as policies are today, and as they would be with a draft in force. */

import { isDeepStrictEqual } from 'node:util';
import type { ScopeTree } from '../../../domain/access.ts';
import type { Verdict } from '../../../domain/policy/decide.ts';
import type { BoundPolicy, EffectivePolicy } from '../../../domain/policy/effective.ts';
import type { PolicyOperation } from '../../../domain/policy/rules.ts';
import {
  conditionsAgainst,
  decideGoverned,
  type Governed,
  type PolicyRequest,
} from '../../../store/policy/ask-policy.ts';
import type { AskedInformation, AskedResource } from '../../../store/policy/asked-about.ts';
import type { ConditionFacts } from '../../../store/policy/condition-facts.ts';
import type { PolicyBook } from '../../../store/policy/policy-book.ts';
import { WindowStates } from '../../../store/policy/window-states.ts';
import type { Drafted } from './drafted-book.ts';

export interface Difference {
  readonly operation: PolicyOperation;
  readonly before: Verdict;
  readonly after: Verdict;
}

export class DraftedDecisions {
  readonly #facts: ConditionFacts;
  readonly #request: Omit<PolicyRequest, 'operation'>;
  readonly #today: View;
  readonly #then: View;

  constructor(
    { today, drafted }: Pick<Drafted, 'today' | 'drafted'>,
    tree: ScopeTree,
    facts: ConditionFacts,
    request: Omit<PolicyRequest, 'operation'>,
  ) {
    this.#facts = facts;
    this.#request = request;
    this.#today = new View(today, tree, request.now);
    this.#then = new View(drafted, tree, request.now);
  }

  /** null: it would be decided as it is, by the consent of the same people. */
  async differenceOf(about: AskedResource | AskedInformation, operation: PolicyOperation): Promise<Difference | null> {
    const request = { ...this.#request, operation };
    const [today, then] = [this.#today.of(about), this.#then.of(about)];
    let [before, after] = [decideGoverned(today, request, []), decideGoverned(then, request, [])];
    // Conditions only forbid: what rules refuse is refused whatever they say, and they take the most time by far.
    if (before.decision === 'refused' && after.decision === 'refused') return null;
    const has = ({ policy }: Governed) => policy.bindings.some(({ conditions }) => conditions !== null);
    if (has(today) || has(then)) {
      const isShared = (binding: BoundPolicy) => then.policy.bindings.includes(binding);
      const ask = (governed: Governed, bindings: readonly BoundPolicy[]) =>
        conditionsAgainst(this.#facts, governed, request, bindings);
      const shared = await ask(today, today.policy.bindings.filter(isShared));
      const gone = await ask(
        today,
        today.policy.bindings.filter((one) => !isShared(one)),
      );
      const come = await ask(
        then,
        then.policy.bindings.filter((one) => !today.policy.bindings.includes(one)),
      );
      before = decideGoverned(today, request, [...shared, ...gone]);
      after = decideGoverned(then, request, [...shared, ...come]);
    }
    const isSame = before.decision === after.decision && isDeepStrictEqual(before.approval, after.approval);
    return isSame ? null : { operation, before, after };
  }
}

/** What holds by one book; all of a scope to which nothing is bound itself share it. */
class View {
  readonly #book: PolicyBook;
  readonly #tree: ScopeTree;
  readonly #windows: WindowStates;
  readonly #ofScope = new Map<number, EffectivePolicy>();

  constructor(book: PolicyBook, tree: ScopeTree, now: Date) {
    this.#book = book;
    this.#tree = tree;
    this.#windows = new WindowStates(now);
  }

  of(about: AskedResource | AskedInformation): Governed {
    const lineage = this.#tree.lineage(about.scope_id);
    if ('kind' in about) return { policy: this.#policyOf(about.scope_id, lineage), information: about, lineage };
    const policy = this.#book.isBound(about._id)
      ? this.#book.effectiveAt({ lineage, resourceId: about._id })
      : this.#policyOf(about.scope_id, lineage);
    return { policy, resource: about, lineage, windows: this.#windows.of(policy) };
  }

  #policyOf(scopeId: number, lineage: readonly number[]): EffectivePolicy {
    const policy = this.#ofScope.get(scopeId) ?? this.#book.effectiveAt({ lineage, resourceId: null });
    this.#ofScope.set(scopeId, policy);
    return policy;
  }
}
