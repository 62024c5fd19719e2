/** GET /v1/connect/sessions */

import { LIVE_STATUSES } from '../../../domain/connect-session.ts';
import type { ConnectSessionDocument } from '../../../store/models/connect-session.ts';
import { query } from '../../operation.ts';
import { equal } from '../filters.ts';
import { openPage } from '../page.ts';
import { presentSession } from './present-session.ts';

/** The newest first: ids grow with time. */
export const listConnectSessions = query('listConnectSessions', async (request) => {
  const { access, organizationId, query: asked, means } = request;
  const page = openPage('listConnectSessions', request);
  const last = page.position?.['id'];
  const isLive = { status: asked.live ? { $in: [...LIVE_STATUSES] } : { $nin: [...LIVE_STATUSES] } };
  const conditions = [
    access.filter('connectSession'),
    equal('resource_id', asked.resource_id),
    equal('job_id', asked.job_id),
    equal('status', asked.status),
    equal('waits_for', asked.waits_for),
    asked.live === undefined ? {} : isLive,
    typeof last === 'string' ? { _id: { $lt: last } } : {},
  ];
  const found = await means.store.models.connectSessions
    .find({ organization_id: organizationId, $and: conditions })
    .sort({ _id: -1 })
    .limit(page.fetch)
    .lean<ConnectSessionDocument[]>();
  const { rows, nextCursor } = page.close(found, ({ _id }) => ({ id: _id }));
  return { status: 200, body: { sessions: rows.map(presentSession), next_cursor: nextCursor } };
});
