/** What is open at a resource, for whoever looks at it: how many findings of each severity, and which are the worst. */

import { SEVERITIES } from '../../../domain/posture/signals.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import type { Store } from '../../../store/store.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime } from '../wire-time.ts';

const SHOWN = 20;

/** @returns null where the caller may not see findings by themselves. */
export async function openFindings(
  { models }: Store,
  access: RequestAccess,
  resource: ResourceDocument,
): Promise<components['schemas']['OpenFindings'] | null> {
  if (!access.permits('resource', resource, 'finding:read')) return null;
  const open = await models.findings
    .find({ organization_id: resource.organization_id, resource_id: resource._id, status: 'open' })
    .sort({ _id: 1 })
    .lean<FindingDocument[]>();
  const worstFirst = SEVERITIES.toReversed().flatMap((severity) => open.filter((one) => one.severity === severity));
  const severities = SEVERITIES.flatMap((severity) => {
    const count = open.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [[severity, count] as const];
  });
  return {
    count: open.length,
    severities: Object.fromEntries(severities),
    worst: worstFirst.slice(0, SHOWN).map(({ _id, signal, severity, since }) => ({
      id: _id,
      signal,
      severity,
      since: wireTime(since),
      href: `/v1/compliance/findings/${_id}`,
    })),
  };
}
