/** GET /v1/events/stream */

import { typeProblem } from '../../../domain/notification-types.ts';
import { positionOf } from '../../event-feed.ts';
import { stream } from '../../operation.ts';
import { unusableParameter } from '../found.ts';

export const streamEvents = stream('streamEvents', async (request) => {
  const { means, organizationId, lastEventId, signal, accessNow, query } = request;
  const { type, min_severity = 'info', scope_id: scopeId, follow = true } = query;
  const problem = type === undefined ? null : typeProblem(type);
  if (problem !== null) throw unusableParameter('type', problem);
  means.eventFeed.places.begin(request);
  return means.eventFeed.follow({
    organizationId,
    from: lastEventId === undefined ? undefined : positionOf(lastEventId),
    follows: follow,
    filters: { types: type === undefined ? null : [type], min_severity },
    scopeId,
    signal,
    accessNow,
  });
});
