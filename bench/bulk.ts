/** Jobs by a plan: how many items a second over plain scripts, and what an item costs in jobs of every size. */

import { benchCost } from './bulk/cost.ts';
import { benchRates } from './bulk/rates.ts';
import type { BenchOptions, Row } from './measurement.ts';
import type { Stack } from './stack.ts';

/** @throws Error where an item fails, or an account does not log in with its stored password afterwards. */
export async function benchBulk(stack: Stack, options: BenchOptions): Promise<Row[]> {
  return [...(await benchRates(stack, options)), ...(await benchCost(options))];
}
