/** Hands secrets over without Temporal: for tests of what lies before it and behind it. */

import { handOverSecret } from '../../activities/hand-over/hand-over-secret.ts';
import { createLogger } from '../../runtime/logger.ts';
import type { Store } from '../../store/store.ts';
import type { Vault } from '../../store/vault/vault.ts';
import type { HandOvers } from '../../worker-calls/hand-overs.ts';

export function directHandOvers(store: Store, vault: Vault): HandOvers {
  const handOver = handOverSecret({ store, vault, logger: createLogger({ service: 'worker', level: 'error' }) });
  return { ask: async (input) => (await handOver(input)).objection };
}
