/** Where the documents of each kind lie: one table, from which both decisions and filters of lists are made. */

import type { mongo } from 'mongoose';
import type { Place, Reach } from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { GrantDocument } from '../../store/models/access.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../../store/models/access-review.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import type { ConnectSessionDocument } from '../../store/models/connect-session.ts';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { CustodyDocument } from '../../store/models/custody.ts';
import type { AuditRecordDocument } from '../../store/models/evidence.ts';
import type { EvidenceBundleDocument } from '../../store/models/evidence-bundle.ts';
import type { ApplicationDocument } from '../../store/models/identity.ts';
import type { DeviceDocument, ResourceDocument, ScopeDocument } from '../../store/models/inventory.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { NotificationChannelDocument } from '../../store/models/notification-channel.ts';
import type { OperationalEventDocument } from '../../store/models/operational-event.ts';
import type { PlanDocument } from '../../store/models/plan.ts';
import type { PolicyBindingDocument } from '../../store/models/policy.ts';
import type { FindingDocument } from '../../store/models/posture.ts';
import type { ProtectedInformationDocument } from '../../store/models/protected-information.ts';
import type { RetrievalDocument } from '../../store/models/retrieval.ts';
import type { SshAuthorityDocument } from '../../store/models/ssh-authority.ts';
import type { SshKeyDocument } from '../../store/models/ssh-key.ts';

interface PlaceFields {
  /** Field that holds the scope. */
  readonly scope: string;
  /** Field that holds the resource; null: grants on single resources never reach this kind. */
  readonly resource: string | null;
  /** What shows such an object to a caller; without it the object looks missing. */
  readonly read: Permission;
}

/** Kinds of objects that lie in a scope. What is not here belongs to an organization as a whole. */
export const PLACED = {
  scope: { scope: '_id', resource: null, read: 'scope:read' },
  device: { scope: 'scope_id', resource: null, read: 'device:read' },
  resource: { scope: 'scope_id', resource: '_id', read: 'resource:read' },
  credential: { scope: 'scope_id', resource: 'resource_id', read: 'credential:read' },
  protectedInformation: { scope: 'scope_id', resource: null, read: 'protected_information:read' },
  retrieval: { scope: 'scope_id', resource: null, read: 'protected_information:read' },
  sshAuthority: { scope: 'scope_id', resource: null, read: 'credential:read' },
  sshKey: { scope: 'scope_id', resource: null, read: 'credential:read' },
  checkOut: { scope: 'scope_id', resource: 'resource_id', read: 'credential:read' },
  connectSession: { scope: 'scope_id', resource: 'resource_id', read: 'session:read' },
  job: { scope: 'scope_id', resource: 'resource_id', read: 'job:read' },
  plan: { scope: 'scope_id', resource: null, read: 'job:read' },
  approval: { scope: 'scope_id', resource: 'resource_id', read: 'approval:read' },
  application: { scope: 'scope_id', resource: null, read: 'application:read' },
  grant: { scope: 'scope_id', resource: 'resource_id', read: 'grant:read' },
  policyBinding: { scope: 'scope_id', resource: 'resource_id', read: 'policy:read' },
  auditRecord: { scope: 'scope_id', resource: 'resource_id', read: 'audit:read' },
  operationalEvent: { scope: 'scope_id', resource: 'resource_id', read: 'event:read' },
  evidenceBundle: { scope: 'scope_id', resource: 'resource_id', read: 'audit:read' },
  finding: { scope: 'scope_id', resource: 'resource_id', read: 'finding:read' },
  notificationChannel: { scope: 'scope_id', resource: null, read: 'notification:read' },
  accessReview: { scope: 'scope_id', resource: null, read: 'access_review:read' },
  /** A review of a scope is about grants above it as well, which are another's to see. */
  accessReviewItem: { scope: 'scope_id', resource: 'resource_id', read: 'access_review:read' },
} as const satisfies Record<string, PlaceFields>;

export type PlacedKind = keyof typeof PLACED;

/** The place of `document`, whose fields are those of its collection. */
export function placeOf(kind: PlacedKind, document: object): Place {
  const { scope, resource } = PLACED[kind];
  return {
    scopeId: numberOrNull(Reflect.get(document, scope)),
    resourceId: resource === null ? null : numberOrNull(Reflect.get(document, resource)),
  };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

interface PlacedDocuments {
  scope: ScopeDocument;
  device: DeviceDocument;
  resource: ResourceDocument;
  credential: CredentialDocument;
  checkOut: CustodyDocument;
  connectSession: ConnectSessionDocument;
  sshAuthority: SshAuthorityDocument;
  sshKey: SshKeyDocument;
  protectedInformation: ProtectedInformationDocument;
  retrieval: RetrievalDocument;
  job: JobDocument;
  plan: PlanDocument;
  approval: ApprovalDocument;
  application: ApplicationDocument;
  grant: GrantDocument;
  policyBinding: PolicyBindingDocument;
  auditRecord: AuditRecordDocument;
  operationalEvent: OperationalEventDocument;
  evidenceBundle: EvidenceBundleDocument;
  finding: FindingDocument;
  notificationChannel: NotificationChannelDocument;
  accessReview: AccessReviewDocument;
  accessReviewItem: AccessReviewItemDocument;
}

export type PlaceFilter<Kind extends PlacedKind> = mongo.Filter<PlacedDocuments[Kind]>;

/** Condition that exactly those documents meet for which `isWithin(reach, placeOf(kind, document))` holds. */
export function filterOf<Kind extends PlacedKind>(kind: Kind, reach: Reach): PlaceFilter<Kind> {
  if (reach.everywhere) return {};
  const { scope, resource } = PLACED[kind];
  const inScopes = { [scope]: { $in: [...reach.scopes] } };
  // Field names come from the table above, which no type can follow.
  return Object({ $or: resource === null ? [inScopes] : [inScopes, { [resource]: { $in: [...reach.resources] } }] });
}
