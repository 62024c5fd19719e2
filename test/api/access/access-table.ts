/** Who may do what, written down by hand and not derived from the contract: the matrix holds the product to it. */

import type { OperationId } from '../../../api/operation.ts';
import type { BuiltInRole } from '../../../domain/permissions.ts';

/** How far a right reaches that is held on one scope only. */
type Lies =
  /** The object lies in a scope: the right must be held there. */
  | 'in a scope'
  /** A list of such objects: everybody who holds the right somewhere sees their part. */
  | 'in scopes'
  /** It belongs to the organization as a whole: the right must be held on the root. */
  | 'in the organization'
  /** The right counts wherever it is held. */
  | 'anywhere'
  /** It is the caller's own affair: no right is needed. */
  | 'with the caller';

export interface AccessRow {
  /** Built-in roles that may, held where the object lies. */
  readonly roles: readonly BuiltInRole[];
  readonly lies: Lies;
  /** Whether API keys of those who may, may too. */
  readonly byKey: boolean;
  /** Whether applications may that hold the role and are authorized for the area. */
  readonly byApplication: boolean;
  /** Only whoever has asked for the object may: the rows' administrator. */
  readonly isOfHolder?: true;
}

const EVERYONE = ['viewer', 'auditor', 'operator', 'requester', 'approver', 'policy_author', 'admin'] as const;
const AUDIT_LOG = ['auditor', 'operator', 'admin'] as const;
const AUDITORS = ['auditor', 'admin'] as const;
const OPERATORS = ['operator', 'admin'] as const;
const REQUESTERS = ['requester', 'admin'] as const;
const ADMINS = ['admin'] as const;
const APPROVERS = ['approver', 'admin'] as const;
const REVIEWERS = ['auditor', 'approver', 'admin'] as const;
const POLICY_AUTHORS = ['policy_author', 'admin'] as const;

type Roles = readonly BuiltInRole[];
const open = { byKey: true, byApplication: true } as const;
/** Concerns identities and rights. */
const sensitive = { byKey: false, byApplication: true } as const;
/** A person's own credentials. */
const personal = { byKey: false, byApplication: false } as const;

const placed = (roles: Roles): AccessRow => ({ roles, lies: 'in a scope', ...open });
const listed = (roles: Roles): AccessRow => ({ roles, lies: 'in scopes', ...open });
const anywhere = (roles: Roles): AccessRow => ({ roles, lies: 'anywhere', ...open });
const whole = (roles: Roles): AccessRow => ({ roles, lies: 'in the organization', ...open });
const placedRights = (roles: Roles): AccessRow => ({ roles, lies: 'in a scope', ...sensitive });
const wholeRights = (roles: Roles): AccessRow => ({ roles, lies: 'in the organization', ...sensitive });
const own: AccessRow = { roles: EVERYONE, lies: 'with the caller', ...personal };
/** Of whoever holds it: for all others it is not there, whatever they may do. */
const ofHolder: AccessRow = { roles: EVERYONE, lies: 'with the caller', ...open, isOfHolder: true };
const NOBODY_ELSE: Roles = [];

export const ACCESS: { readonly [Id in OperationId]?: AccessRow } = {
  getMe: { roles: EVERYONE, lies: 'with the caller', ...open },
  setMyPassword: own,
  beginMyTotp: own,
  confirmMyTotp: own,
  removeMyTotp: own,
  listMyTokens: own,
  createMyToken: own,
  getMyToken: own,
  revokeMyToken: own,
  explainAccess: { roles: EVERYONE, lies: 'with the caller', ...open },

  listOrganizations: { roles: EVERYONE, lies: 'with the caller', ...open },
  getOrganization: { roles: EVERYONE, lies: 'with the caller', ...open },
  createOrganization: wholeRights(ADMINS),
  updateOrganization: wholeRights(ADMINS),
  activateOrganization: wholeRights(ADMINS),
  deactivateOrganization: wholeRights(ADMINS),

  listUsers: anywhere(AUDITORS),
  getUser: anywhere(AUDITORS),
  listUserAccess: anywhere(AUDITORS),
  createUser: wholeRights(ADMINS),
  updateUser: wholeRights(ADMINS),
  activateUser: wholeRights(ADMINS),
  deactivateUser: wholeRights(ADMINS),
  resetUserPassword: wholeRights(ADMINS),
  resetUserTotp: wholeRights(ADMINS),

  listApiKeys: wholeRights(AUDITORS),
  getApiKey: wholeRights(AUDITORS),
  updateApiKey: wholeRights(ADMINS),
  createApiKey: wholeRights(NOBODY_ELSE),

  listGroups: anywhere(AUDITORS),
  getGroup: anywhere(AUDITORS),
  listGroupMembers: anywhere(AUDITORS),
  createGroup: wholeRights(ADMINS),
  updateGroup: wholeRights(ADMINS),
  activateGroup: wholeRights(ADMINS),
  deactivateGroup: wholeRights(ADMINS),
  addGroupMember: wholeRights(ADMINS),
  removeGroupMember: wholeRights(ADMINS),

  listRoles: anywhere(AUDITORS),
  getRole: anywhere(AUDITORS),
  createRole: wholeRights(ADMINS),
  updateRole: wholeRights(ADMINS),
  activateRole: wholeRights(ADMINS),
  deactivateRole: wholeRights(ADMINS),

  listGrants: listed(AUDITORS),
  getGrant: placed(AUDITORS),
  createGrant: placedRights(ADMINS),
  updateGrant: placedRights(ADMINS),
  revokeGrant: placedRights(ADMINS),

  listApplications: listed(AUDITORS),
  getApplication: placed(AUDITORS),
  createApplication: placedRights(ADMINS),
  updateApplication: placedRights(ADMINS),
  activateApplication: placedRights(ADMINS),
  deactivateApplication: placedRights(ADMINS),
  rotateApplicationSecret: placedRights(ADMINS),
  setApplicationPublicKeys: placedRights(ADMINS),
  listFederatedCredentials: placed(AUDITORS),
  addFederatedCredential: placedRights(ADMINS),
  removeFederatedCredential: placedRights(ADMINS),

  listWorkloadIssuers: anywhere(AUDITORS),
  getWorkloadIssuer: anywhere(AUDITORS),
  createWorkloadIssuer: wholeRights(ADMINS),
  updateWorkloadIssuer: wholeRights(ADMINS),
  activateWorkloadIssuer: wholeRights(ADMINS),
  deactivateWorkloadIssuer: wholeRights(ADMINS),

  listIdentityProviders: anywhere(AUDITORS),
  getIdentityProvider: anywhere(AUDITORS),
  createIdentityProvider: wholeRights(ADMINS),
  updateIdentityProvider: wholeRights(ADMINS),
  activateIdentityProvider: wholeRights(ADMINS),
  deactivateIdentityProvider: wholeRights(ADMINS),

  listScopes: listed(EVERYONE),
  getScope: placed(EVERYONE),
  createScope: placed(ADMINS),
  updateScope: placed(ADMINS),

  listDevices: listed(EVERYONE),
  getDevice: placed(EVERYONE),
  createDevice: placed(ADMINS),
  updateDevice: placed(ADMINS),
  activateDevice: placed(ADMINS),
  deactivateDevice: placed(ADMINS),
  discoverDevice: placed(OPERATORS),
  listDeviceAccounts: placed(EVERYONE),
  onboardDeviceAccounts: placed(ADMINS),

  listPlatforms: anywhere(EVERYONE),
  getPlatform: anywhere(EVERYONE),
  createPlatform: whole(ADMINS),
  updatePlatform: whole(ADMINS),

  listResources: listed(EVERYONE),
  getResource: placed(EVERYONE),
  getResourceContext: placed(EVERYONE),
  createResource: placed(ADMINS),
  updateResource: placed(ADMINS),
  activateResource: placed(ADMINS),
  deactivateResource: placed(ADMINS),
  verifyResource: placed(OPERATORS),
  rotateResource: placed(OPERATORS),
  reconcileResource: placed(OPERATORS),
  listResourceAccess: placed(AUDITORS),

  listCredentials: listed(EVERYONE),
  getCredential: placed(EVERYONE),
  listCredentialVersions: placed(EVERYONE),
  createCredential: placed(ADMINS),
  setCredentialSecret: placed(ADMINS),
  activateCredential: placed(ADMINS),
  deactivateCredential: placed(ADMINS),

  checkOutCredential: placed(REQUESTERS),
  listCheckOuts: listed(EVERYONE),
  getCheckOut: placed(EVERYONE),
  revealCheckOut: ofHolder,
  releaseCheckOut: ofHolder,
  recallCheckOut: placed(OPERATORS),

  listConnectSessions: listed(EVERYONE),
  createConnectSession: placed(REQUESTERS),
  getConnectSession: placed(EVERYONE),
  launchConnectSession: ofHolder,
  extendConnectSession: ofHolder,
  endConnectSession: ofHolder,
  terminateConnectSession: placed(OPERATORS),
  suspendConnectSession: placed(OPERATORS),
  resumeConnectSession: placed(OPERATORS),
  watchConnectSession: placed(OPERATORS),
  createProxySession: placed(REQUESTERS),
  linkProxySession: ofHolder,
  terminateProxySession: ofHolder,
  moderateConnectSession: { ...placed(OPERATORS), byApplication: false },
  getSessionRecording: placed(AUDITORS),
  searchSessionRecording: placed(AUDITORS),
  getSessionCast: placed(AUDITORS),
  playSessionRecording: placed(AUDITORS),
  requestRetrieval: placed(REQUESTERS),
  getComplianceRating: placed(EVERYONE),
  explainComplianceRating: placed(EVERYONE),
  listPolicyDrift: placed(EVERYONE),
  listStaleAccounts: placed(EVERYONE),
  getComplianceHistory: placed(EVERYONE),
  diffCompliance: placed(EVERYONE),
  getComplianceReport: placed(EVERYONE),
  listFindings: listed(EVERYONE),
  queryReports: anywhere(EVERYONE),
  getFinding: placed(EVERYONE),
  updateFinding: placed(OPERATORS),
  acceptFinding: placed(OPERATORS),
  agreeToFinding: { ...placed(APPROVERS), ...personal },
  reopenFinding: placed(OPERATORS),
  remedyFinding: placed(OPERATORS),
  remedyFindings: placed(OPERATORS),

  listAccessReviews: listed(REVIEWERS),
  createAccessReview: { ...placed(ADMINS), ...personal },
  getAccessReview: placed(REVIEWERS),
  updateAccessReview: { ...placed(ADMINS), ...personal },
  listAccessReviewItems: placed(REVIEWERS),
  decideAccessReview: { ...placed(APPROVERS), ...personal },
  cancelAccessReview: { ...placed(ADMINS), ...personal },
  getAccessReviewEvidence: placed(REVIEWERS),
  listRetrievals: listed(EVERYONE),
  getRetrieval: placed(EVERYONE),
  revealRetrieval: ofHolder,
  cancelRetrieval: ofHolder,

  listSshAuthorities: listed(EVERYONE),
  getSshAuthority: placed(EVERYONE),
  listSshAuthorityAccounts: placed(EVERYONE),
  createSshAuthority: placed(ADMINS),
  activateSshAuthority: placed(ADMINS),
  deactivateSshAuthority: placed(ADMINS),
  rotateSshAuthority: placed(ADMINS),
  addSshAuthorityAccount: placed(ADMINS),

  listSshKeys: listed(EVERYONE),
  getSshKey: placed(EVERYONE),
  listSshKeyVersions: placed(EVERYONE),
  listSshKeyPlacements: placed(EVERYONE),
  createSshKey: placed(ADMINS),
  updateSshKey: placed(ADMINS),
  activateSshKey: placed(ADMINS),
  deactivateSshKey: placed(ADMINS),
  placeSshKey: placed(ADMINS),
  removeSshKeyPlacement: placed(ADMINS),
  rotateSshKey: placed(OPERATORS),

  listProtectedInformation: listed(EVERYONE),
  getProtectedInformation: placed(EVERYONE),
  listProtectedInformationVersions: placed(EVERYONE),
  createProtectedInformation: placed(ADMINS),
  updateProtectedInformation: placed(ADMINS),
  addProtectedInformationVersion: placed(ADMINS),
  restoreProtectedInformation: placed(ADMINS),
  activateProtectedInformation: placed(ADMINS),
  deactivateProtectedInformation: placed(ADMINS),

  listApprovals: listed(EVERYONE),
  getApproval: placed(EVERYONE),
  approveApproval: { ...placed(APPROVERS), ...personal },
  denyApproval: { ...placed(APPROVERS), ...personal },
  withdrawApproval: own,
  revokeApproval: { ...placed(APPROVERS), ...personal },
  listApprovalDelegations: { roles: EVERYONE, lies: 'with the caller', ...open },
  getApprovalDelegation: { roles: EVERYONE, lies: 'with the caller', ...open },
  createApprovalDelegation: own,
  endApprovalDelegation: own,

  preflightBulk: placed(OPERATORS),
  listPlans: listed(EVERYONE),
  getPlan: placed(EVERYONE),
  listPlanItems: placed(EVERYONE),
  verifyBulk: placed(OPERATORS),
  rotateBulk: placed(OPERATORS),
  reconcileBulk: placed(OPERATORS),

  listJobs: listed(EVERYONE),
  getJob: placed(EVERYONE),
  listJobItems: placed(EVERYONE),
  getJobTimeline: placed(EVERYONE),
  streamJobEvents: placed(EVERYONE),
  cancelJob: placed(OPERATORS),
  pauseJob: placed(OPERATORS),
  resumeJob: placed(OPERATORS),
  retryJob: placed(OPERATORS),

  listPolicies: anywhere(EVERYONE),
  getPolicy: anywhere(EVERYONE),
  listPolicyVersions: anywhere(EVERYONE),
  createPolicy: wholeRights(POLICY_AUTHORS),
  updatePolicy: wholeRights(POLICY_AUTHORS),
  activatePolicy: wholeRights(POLICY_AUTHORS),
  deactivatePolicy: wholeRights(POLICY_AUTHORS),
  evaluatePolicy: placed(EVERYONE),
  getEffectivePolicy: placed(EVERYONE),
  getPolicySet: whole(EVERYONE),
  putPolicySet: wholeRights(POLICY_AUTHORS),
  listPolicyBindings: listed(EVERYONE),
  getPolicyBinding: placed(EVERYONE),
  createPolicyBinding: placedRights(POLICY_AUTHORS),
  deactivatePolicyBinding: placedRights(POLICY_AUTHORS),

  listLogCollectors: whole(AUDITORS),
  getLogCollector: whole(AUDITORS),
  createLogCollector: wholeRights(ADMINS),
  updateLogCollector: wholeRights(ADMINS),
  activateLogCollector: wholeRights(ADMINS),
  pauseLogCollector: wholeRights(ADMINS),
  deactivateLogCollector: wholeRights(ADMINS),

  listNotificationChannels: listed(AUDITORS),
  getNotificationChannel: placed(AUDITORS),
  createNotificationChannel: placedRights(ADMINS),
  updateNotificationChannel: placedRights(ADMINS),
  activateNotificationChannel: placedRights(ADMINS),
  pauseNotificationChannel: placedRights(ADMINS),
  deactivateNotificationChannel: placedRights(ADMINS),
  rotateNotificationChannelSecret: placedRights(ADMINS),
  testNotificationChannel: placed(ADMINS),
  listNotificationDeliveries: placed(AUDITORS),
  redeliverNotification: placed(ADMINS),

  listAuditEvents: listed(AUDIT_LOG),
  listOperationalEvents: listed(EVERYONE),
  streamEvents: anywhere(EVERYONE),
  getAuditEvent: placed(AUDIT_LOG),
  getAuditProof: placed(AUDIT_LOG),

  getLedger: anywhere(AUDIT_LOG),
  getLedgerCheckpoint: anywhere(AUDIT_LOG),
  getLedgerTile: whole(AUDIT_LOG),
  listLedgerCheckpoints: anywhere(AUDIT_LOG),
  getLedgerConsistency: anywhere(AUDIT_LOG),
  exportLedger: whole(AUDIT_LOG),
  verifyLedgerProof: anywhere(AUDIT_LOG),
  addLedgerCosignature: whole(AUDITORS),
  verifyLedger: whole(AUDIT_LOG),
  getRetentionPolicy: whole(AUDIT_LOG),
  setRetentionPolicy: wholeRights(ADMINS),
  pruneLedger: wholeRights(ADMINS),
  erasePerson: wholeRights(ADMINS),
  listEvidenceBundles: listed(AUDIT_LOG),
  createEvidenceBundle: placed(AUDITORS),
  getEvidenceBundle: placed(AUDIT_LOG),
  getEvidenceBundleContent: placed(AUDIT_LOG),
  discardEvidenceBundle: placed(AUDITORS),
  getPlatformCheckpoint: anywhere(AUDIT_LOG),
  getPlatformConsistency: anywhere(AUDIT_LOG),
  getPlatformProof: anywhere(AUDIT_LOG),
  getPlatformTile: whole(ADMINS),
};

/** What answers anyone, and what it answers to a request without parameters: credentials make no difference to it. */
export const OPEN: Readonly<Record<string, number>> = {
  getHealth: 200,
  // Temporal is down in these tests.
  getReadiness: 503,
  // From loopback.
  getMetrics: 200,
  getVersion: 200,
  getContract: 200,
  getVersionedContract: 200,
  browseContract: 200,
  browseReports: 200,
  getOauthMetadata: 200,
  issueToken: 400,
  revokeToken: 400,
  introspectToken: 400,
  beginSignIn: 400,
  completeSignIn: 400,
  redeemSignIn: 400,
};
