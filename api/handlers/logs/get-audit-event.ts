/** GET /v1/logs/audit/{event_id} */

import { query } from '../../operation.ts';
import { findAuditRecord } from './find-audit-record.ts';
import { presentAuditEvent } from './list-audit-events.ts';

export const getAuditEvent = query('getAuditEvent', async (request) => {
  const record = await findAuditRecord(request);
  return { status: 200, body: presentAuditEvent(record), target: { type: 'audit', id: record._id } };
});
