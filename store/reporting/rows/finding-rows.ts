/** Findings as reports know them. */

import { namedIds } from '../../log-following/read-log.ts';
import type { FindingDocument } from '../../models/posture.ts';
import { type Condition, movedWithResources, type RowSource, type Told, targetsOf, withIds } from '../row-source.ts';

export const findingRows: RowSource<'finding', FindingDocument> = {
  kind: 'finding',
  from: 'findings',
  rowOf: ({ resource_id, device_id, account, signal, severity, status, ...finding }) => ({
    ...{ resource_id, device_id, account: account ?? null, signal, severity, status },
    owner_user_id: finding.owner_user_id,
    first_seen_at: finding.first_seen_at,
    resolved_at: finding.resolved_at,
    reopened: finding.reopened,
  }),
  concerned: (told) => {
    // Of resources that were looked at for the first time one record tells for all of their findings.
    const together = told.changes.flatMap(({ _id, target_type, target_id }) =>
      target_type === 'finding' && target_id === null ? _id : [],
    );
    return [
      ...withIds(targetsOf(told, 'finding')),
      ...(together.length === 0 ? [] : [{ last_event_id: { $in: together } }]),
      ...movedWithResources(told),
      ...movedWithDevices(told),
    ];
  },
};

/** Those about accounts that no resource manages. */
function movedWithDevices({ changes }: Told): Condition[] {
  const moved = namedIds(
    changes.filter(({ permission }) => permission === 'device:write'),
    'device',
  );
  return moved.length === 0 ? [] : [{ device_id: { $in: moved }, resource_id: null }];
}
