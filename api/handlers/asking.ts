/** A request as whoever hands secrets over is asked. */

import type { Asking } from '../../worker-calls/hand-over.ts';
import type { Means, Request } from '../operation.ts';

type Asker = Pick<Request, 'organizationId' | 'auditActor' | 'correlationId' | 'traceId'> & {
  readonly means: Pick<Means, 'store' | 'handOvers'>;
};

export function askingOf({ means, organizationId, auditActor: actor, correlationId, traceId }: Asker): Asking {
  return { store: means.store, handOvers: means.handOvers, organizationId, actor, correlationId, traceId };
}
