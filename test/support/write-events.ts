/** Puts events into the operational log as a worker does, and waits until readers see them. */

import type { OperationalEvent } from '../../domain/operational-event.ts';
import { createLogger } from '../../runtime/logger.ts';
import { OperationalLog } from '../../store/operational-log.ts';
import type { Store } from '../../store/store.ts';

export async function writeEvents(store: Store, events: readonly OperationalEvent[]): Promise<void> {
  const log = OperationalLog.of(store, {
    source: 'worker',
    logger: createLogger({ service: 'worker', level: 'error' }),
  });
  for (const event of events) log.add(event);
  await log.close();
  // One server has acknowledged them; a majority has what came before this, once it has this.
  await store.nextId('job');
}
