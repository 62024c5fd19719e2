/** What a report shows its caller beside findings: what the list operation of each kind would show them there. */

import type { Place } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import type { Permission } from '../../domain/permissions.ts';
import { type Asker, accessTo } from '../authorization/access-to.ts';
import type { OperationId } from '../operation.ts';
import type { ReportSight } from './report-question.ts';

export function sightOf(asker: Asker, place: Place): ReportSight {
  return {
    scopes: isOpen('listScopes', 'scope:read', asker, place),
    resources: isOpen('listResources', 'resource:read', asker, place),
    devices: isOpen('listDevices', 'device:read', asker, place),
    jobs: isOpen('listJobs', 'job:read', asker, place),
    approvals: isOpen('listApprovals', 'approval:read', asker, place),
    sessions: isOpen('listConnectSessions', 'session:read', asker, place),
  };
}

/** An application may hold the permission, and be authorized for other operations alone. */
function isOpen(id: OperationId, permission: Permission, asker: Asker, place: Place): boolean {
  try {
    return accessTo(id, asker).allows(place, permission);
  } catch (error) {
    if (error instanceof CapstanError && error.status < 500) return false;
    throw error;
  }
}
