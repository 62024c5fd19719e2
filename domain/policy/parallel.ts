/** How many resources of one device may be worked on at once: as many as everybody who has a say allows. */

import { type EffectivePolicy, ruleValue } from './effective.ts';

/** @param ofJob what the job itself is bound to; null: to nothing beside. */
export function mostParallelOn(
  platform: { readonly max_parallel_per_device: number },
  policy: EffectivePolicy,
  ofJob: number | null,
): number {
  const bounds = [platform.max_parallel_per_device, ruleValue(policy, 'max_parallel_per_device'), ofJob];
  return Math.min(...bounds.map((bound) => bound ?? Number.POSITIVE_INFINITY));
}
