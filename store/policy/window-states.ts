/** What maintenance windows and blackouts say of one moment, worked out once for all resources under the same bindings. */

import type { WindowState } from '../../domain/policy/decide.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import { windowStateOf } from './maintenance.ts';

export class WindowStates {
  readonly #at: Date;
  readonly #known = new Map<string, WindowState>();

  constructor(at: Date) {
    this.#at = at;
  }

  /** All policies must be of one organization as it stands at one moment: bindings are told apart by their ids. */
  of(policy: EffectivePolicy): WindowState {
    const from = (rule: 'maintenance_windows' | 'blackouts') => policy.rules.get(rule)?.from.bindingId ?? 0;
    const key = `${from('maintenance_windows')}:${from('blackouts')}`;
    const state = this.#known.get(key) ?? windowStateOf(policy, this.#at);
    this.#known.set(key, state);
    return state;
  }
}
