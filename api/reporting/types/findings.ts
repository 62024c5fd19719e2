/** Findings in reports. */

import { FINDING_STATUSES } from '../../../domain/posture/finding.ts';
import { SEVERITIES, SIGNALS } from '../../../domain/posture/signals.ts';
import { builder, FindingRef } from '../builder.ts';
import { worded } from '../counts.ts';
import { defineLists, placeFields } from '../lists.ts';

export function defineFindings(): void {
  const Signal = builder.enumType('Signal', { values: SIGNALS });
  const Severity = builder.enumType('Severity', { values: SEVERITIES });
  const Status = builder.enumType('FindingStatus', { values: FINDING_STATUSES });
  FindingRef.implement({
    description: 'Something that is not as it should be.',
    fields: (t) => ({
      id: t.exposeInt('_id', { nullable: false }),
      signal: t.expose('signal', { type: Signal, nullable: false }),
      severity: t.expose('severity', { type: Severity, nullable: false }),
      status: t.expose('status', { type: Status, nullable: false }),
      scope_id: t.exposeInt('scope_id', { nullable: false }),
      device_id: t.exposeInt('device_id', { nullable: true }),
      account: t.exposeString('account', { nullable: true }),
      owner_user_id: t.exposeInt('owner_user_id', { nullable: true }),
      reopened: t.exposeInt('reopened', { nullable: false }),
      first_seen_at: t.expose('first_seen_at', { type: 'Time', nullable: false }),
      resolved_at: t.expose('resolved_at', { type: 'Time', nullable: true }),
    }),
  });
  placeFields(FindingRef);
  defineLists({
    kind: 'finding',
    type: 'Finding',
    ref: FindingRef,
    narrowing: builder.args((t) => ({
      signal: t.field({ type: [Signal] }),
      severity: t.field({ type: [Severity] }),
      status: t.field({ type: [Status] }),
      owner_user_id: t.int(),
    })),
    dimensions: {
      signal: worded('signal'),
      severity: worded('severity'),
      status: worded('status'),
    },
  });
}
