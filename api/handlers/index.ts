/** Every operation behind the pipeline; a standing test holds this list to openapi.yaml. */

import type { Operation } from '../operation.ts';
import { explainAccess } from './access/explain-access.ts';
import { listResourceAccess } from './access/list-resource-access.ts';
import { listUserAccess } from './access/list-user-access.ts';
import { cancelAccessReview } from './access-reviews/cancel-access-review.ts';
import { createAccessReview } from './access-reviews/create-access-review.ts';
import { decideAccessReview } from './access-reviews/decide-access-review.ts';
import { getAccessReview } from './access-reviews/get-access-review.ts';
import { getAccessReviewEvidence } from './access-reviews/get-access-review-evidence.ts';
import { listAccessReviewItems } from './access-reviews/list-access-review-items.ts';
import { listAccessReviews } from './access-reviews/list-access-reviews.ts';
import { updateAccessReview } from './access-reviews/update-access-review.ts';
import { createApiKey } from './api-keys/create-api-key.ts';
import { getApiKey } from './api-keys/get-api-key.ts';
import { listApiKeys } from './api-keys/list-api-keys.ts';
import { updateApiKey } from './api-keys/update-api-key.ts';
import { activateApplication } from './applications/activate-application.ts';
import { addFederatedCredential } from './applications/add-federated-credential.ts';
import { createApplication } from './applications/create-application.ts';
import { deactivateApplication } from './applications/deactivate-application.ts';
import { getApplication } from './applications/get-application.ts';
import { listApplications } from './applications/list-applications.ts';
import { listFederatedCredentials } from './applications/list-federated-credentials.ts';
import { removeFederatedCredential } from './applications/remove-federated-credential.ts';
import { rotateApplicationSecret } from './applications/rotate-application-secret.ts';
import { setApplicationPublicKeys } from './applications/set-application-public-keys.ts';
import { updateApplication } from './applications/update-application.ts';
import { createApprovalDelegation } from './approval-delegations/create-approval-delegation.ts';
import { endApprovalDelegation } from './approval-delegations/end-approval-delegation.ts';
import { getApprovalDelegation } from './approval-delegations/get-approval-delegation.ts';
import { listApprovalDelegations } from './approval-delegations/list-approval-delegations.ts';
import { approveApproval } from './approvals/approve-approval.ts';
import { denyApproval } from './approvals/deny-approval.ts';
import { getApproval } from './approvals/get-approval.ts';
import { listApprovals } from './approvals/list-approvals.ts';
import { revokeApproval } from './approvals/revoke-approval.ts';
import { withdrawApproval } from './approvals/withdraw-approval.ts';
import { beginMyTotp } from './auth/begin-my-totp.ts';
import { confirmMyTotp } from './auth/confirm-my-totp.ts';
import { createMyToken } from './auth/create-my-token.ts';
import { getMe } from './auth/get-me.ts';
import { getMyToken } from './auth/get-my-token.ts';
import { listMyTokens } from './auth/list-my-tokens.ts';
import { removeMyTotp } from './auth/remove-my-totp.ts';
import { revokeMyToken } from './auth/revoke-my-token.ts';
import { setMyPassword } from './auth/set-my-password.ts';
import { preflightBulk } from './bulk/preflight-bulk.ts';
import { reconcileBulk } from './bulk/reconcile-bulk.ts';
import { remedyFindings } from './bulk/remedy-findings.ts';
import { rotateBulk } from './bulk/rotate-bulk.ts';
import { verifyBulk } from './bulk/verify-bulk.ts';
import { checkOutCredential } from './check-outs/check-out-credential.ts';
import { getCheckOut } from './check-outs/get-check-out.ts';
import { listCheckOuts } from './check-outs/list-check-outs.ts';
import { recallCheckOut } from './check-outs/recall-check-out.ts';
import { releaseCheckOut } from './check-outs/release-check-out.ts';
import { revealCheckOut } from './check-outs/reveal-check-out.ts';
import { acceptFinding } from './compliance/accept-finding.ts';
import { agreeToFinding } from './compliance/agree-to-finding.ts';
import { diffCompliance } from './compliance/diff-compliance.ts';
import { explainComplianceRating } from './compliance/explain-compliance-rating.ts';
import { getComplianceHistory } from './compliance/get-compliance-history.ts';
import { getComplianceRating } from './compliance/get-compliance-rating.ts';
import { getComplianceReport } from './compliance/get-compliance-report.ts';
import { getFinding } from './compliance/get-finding.ts';
import { listFindings } from './compliance/list-findings.ts';
import { listPolicyDrift } from './compliance/list-policy-drift.ts';
import { listStaleAccounts } from './compliance/list-stale-accounts.ts';
import { reopenFinding } from './compliance/reopen-finding.ts';
import { updateFinding } from './compliance/update-finding.ts';
import { createConnectSession } from './connect/create-connect-session.ts';
import { createProxySession } from './connect/create-proxy-session.ts';
import { endConnectSession } from './connect/end-connect-session.ts';
import { extendConnectSession } from './connect/extend-connect-session.ts';
import { getConnectSession } from './connect/get-connect-session.ts';
import { getSessionCast } from './connect/get-session-cast.ts';
import { getSessionRecording } from './connect/get-session-recording.ts';
import { launchConnectSession } from './connect/launch-connect-session.ts';
import { linkProxySession } from './connect/link-proxy-session.ts';
import { listConnectSessions } from './connect/list-connect-sessions.ts';
import { moderateConnectSession } from './connect/moderate-connect-session.ts';
import { playSessionRecording } from './connect/play-session-recording.ts';
import { resumeConnectSession } from './connect/resume-connect-session.ts';
import { searchSessionRecording } from './connect/search-session-recording.ts';
import { suspendConnectSession } from './connect/suspend-connect-session.ts';
import { terminateConnectSession } from './connect/terminate-connect-session.ts';
import { terminateProxySession } from './connect/terminate-proxy-session.ts';
import { watchConnectSession } from './connect/watch-connect-session.ts';
import { activateCredential } from './credentials/activate-credential.ts';
import { createCredential } from './credentials/create-credential.ts';
import { deactivateCredential } from './credentials/deactivate-credential.ts';
import { getCredential } from './credentials/get-credential.ts';
import { listCredentialVersions } from './credentials/list-credential-versions.ts';
import { listCredentials } from './credentials/list-credentials.ts';
import { setCredentialSecret } from './credentials/set-credential-secret.ts';
import { activateDevice } from './devices/activate-device.ts';
import { createDevice } from './devices/create-device.ts';
import { deactivateDevice } from './devices/deactivate-device.ts';
import { discoverDevice } from './devices/discover-device.ts';
import { getDevice } from './devices/get-device.ts';
import { listDeviceAccounts } from './devices/list-device-accounts.ts';
import { listDevices } from './devices/list-devices.ts';
import { onboardDeviceAccounts } from './devices/onboard-device-accounts.ts';
import { updateDevice } from './devices/update-device.ts';
import { createEvidenceBundle } from './evidence-bundles/create-evidence-bundle.ts';
import { discardEvidenceBundle } from './evidence-bundles/discard-evidence-bundle.ts';
import { getEvidenceBundle } from './evidence-bundles/get-evidence-bundle.ts';
import { getEvidenceBundleContent } from './evidence-bundles/get-evidence-bundle-content.ts';
import { listEvidenceBundles } from './evidence-bundles/list-evidence-bundles.ts';
import { createGrant } from './grants/create-grant.ts';
import { getGrant } from './grants/get-grant.ts';
import { listGrants } from './grants/list-grants.ts';
import { revokeGrant } from './grants/revoke-grant.ts';
import { updateGrant } from './grants/update-grant.ts';
import { activateGroup } from './groups/activate-group.ts';
import { addGroupMember } from './groups/add-group-member.ts';
import { createGroup } from './groups/create-group.ts';
import { deactivateGroup } from './groups/deactivate-group.ts';
import { getGroup } from './groups/get-group.ts';
import { listGroupMembers } from './groups/list-group-members.ts';
import { listGroups } from './groups/list-groups.ts';
import { removeGroupMember } from './groups/remove-group-member.ts';
import { updateGroup } from './groups/update-group.ts';
import { activateIdentityProvider } from './identity-providers/activate-identity-provider.ts';
import { createIdentityProvider } from './identity-providers/create-identity-provider.ts';
import { deactivateIdentityProvider } from './identity-providers/deactivate-identity-provider.ts';
import { getIdentityProvider } from './identity-providers/get-identity-provider.ts';
import { listIdentityProviders } from './identity-providers/list-identity-providers.ts';
import { updateIdentityProvider } from './identity-providers/update-identity-provider.ts';
import { cancelJob } from './jobs/cancel-job.ts';
import { getJob } from './jobs/get-job.ts';
import { getJobTimeline } from './jobs/get-job-timeline.ts';
import { listJobItems } from './jobs/list-job-items.ts';
import { listJobs } from './jobs/list-jobs.ts';
import { pauseJob } from './jobs/pause-job.ts';
import { resumeJob } from './jobs/resume-job.ts';
import { retryJob } from './jobs/retry-job.ts';
import { streamJobEvents } from './jobs/stream-job-events.ts';
import { addLedgerCosignature } from './ledger/add-ledger-cosignature.ts';
import { erasePerson } from './ledger/erase-person.ts';
import { exportLedger } from './ledger/export-ledger.ts';
import { getLedger } from './ledger/get-ledger.ts';
import { getLedgerCheckpoint } from './ledger/get-ledger-checkpoint.ts';
import { getLedgerConsistency } from './ledger/get-ledger-consistency.ts';
import { getLedgerTile } from './ledger/get-ledger-tile.ts';
import { getPlatformCheckpoint } from './ledger/get-platform-checkpoint.ts';
import { getPlatformConsistency } from './ledger/get-platform-consistency.ts';
import { getPlatformProof } from './ledger/get-platform-proof.ts';
import { getPlatformTile } from './ledger/get-platform-tile.ts';
import { getRetentionPolicy } from './ledger/get-retention-policy.ts';
import { listLedgerCheckpoints } from './ledger/list-ledger-checkpoints.ts';
import { pruneLedger } from './ledger/prune-ledger.ts';
import { setRetentionPolicy } from './ledger/set-retention-policy.ts';
import { verifyLedger } from './ledger/verify-ledger.ts';
import { verifyLedgerProof } from './ledger/verify-ledger-proof.ts';
import { activateLogCollector } from './log-collectors/activate-log-collector.ts';
import { createLogCollector } from './log-collectors/create-log-collector.ts';
import { deactivateLogCollector } from './log-collectors/deactivate-log-collector.ts';
import { getLogCollector } from './log-collectors/get-log-collector.ts';
import { listLogCollectors } from './log-collectors/list-log-collectors.ts';
import { pauseLogCollector } from './log-collectors/pause-log-collector.ts';
import { updateLogCollector } from './log-collectors/update-log-collector.ts';
import { getAuditEvent } from './logs/get-audit-event.ts';
import { getAuditProof } from './logs/get-audit-proof.ts';
import { listAuditEvents } from './logs/list-audit-events.ts';
import { listOperationalEvents } from './logs/list-operational-events.ts';
import { streamEvents } from './logs/stream-events.ts';
import { activateNotificationChannel } from './notification-channels/activate-notification-channel.ts';
import { createNotificationChannel } from './notification-channels/create-notification-channel.ts';
import { deactivateNotificationChannel } from './notification-channels/deactivate-notification-channel.ts';
import { getNotificationChannel } from './notification-channels/get-notification-channel.ts';
import { listNotificationChannels } from './notification-channels/list-notification-channels.ts';
import { listNotificationDeliveries } from './notification-channels/list-notification-deliveries.ts';
import { pauseNotificationChannel } from './notification-channels/pause-notification-channel.ts';
import { redeliverNotification } from './notification-channels/redeliver-notification.ts';
import { rotateNotificationChannelSecret } from './notification-channels/rotate-notification-channel-secret.ts';
import { testNotificationChannel } from './notification-channels/test-notification-channel.ts';
import { updateNotificationChannel } from './notification-channels/update-notification-channel.ts';
import { activateOrganization } from './organizations/activate-organization.ts';
import { createOrganization } from './organizations/create-organization.ts';
import { deactivateOrganization } from './organizations/deactivate-organization.ts';
import { getOrganization } from './organizations/get-organization.ts';
import { listOrganizations } from './organizations/list-organizations.ts';
import { updateOrganization } from './organizations/update-organization.ts';
import { getPlan } from './plans/get-plan.ts';
import { listPlanItems } from './plans/list-plan-items.ts';
import { listPlans } from './plans/list-plans.ts';
import { createPlatform } from './platforms/create-platform.ts';
import { getPlatform } from './platforms/get-platform.ts';
import { listPlatforms } from './platforms/list-platforms.ts';
import { updatePlatform } from './platforms/update-platform.ts';
import { activatePolicy } from './policies/activate-policy.ts';
import { createPolicy } from './policies/create-policy.ts';
import { deactivatePolicy } from './policies/deactivate-policy.ts';
import { evaluatePolicy } from './policies/evaluate-policy.ts';
import { getEffectivePolicy } from './policies/get-effective-policy.ts';
import { getPolicy } from './policies/get-policy.ts';
import { listPolicies } from './policies/list-policies.ts';
import { listPolicyVersions } from './policies/list-policy-versions.ts';
import { updatePolicy } from './policies/update-policy.ts';
import { createPolicyBinding } from './policy-bindings/create-policy-binding.ts';
import { deactivatePolicyBinding } from './policy-bindings/deactivate-policy-binding.ts';
import { getPolicyBinding } from './policy-bindings/get-policy-binding.ts';
import { listPolicyBindings } from './policy-bindings/list-policy-bindings.ts';
import { getPolicySet } from './policy-set/get-policy-set.ts';
import { putPolicySet } from './policy-set/put-policy-set.ts';
import { activateProtectedInformation } from './protected-information/activate-protected-information.ts';
import { addProtectedInformationVersion } from './protected-information/add-protected-information-version.ts';
import { createProtectedInformation } from './protected-information/create-protected-information.ts';
import { deactivateProtectedInformation } from './protected-information/deactivate-protected-information.ts';
import { getProtectedInformation } from './protected-information/get-protected-information.ts';
import { listProtectedInformation } from './protected-information/list-protected-information.ts';
import { listProtectedInformationVersions } from './protected-information/list-protected-information-versions.ts';
import { restoreProtectedInformation } from './protected-information/restore-protected-information.ts';
import { updateProtectedInformation } from './protected-information/update-protected-information.ts';
import { queryReports } from './reporting/query-reports.ts';
import { activateResource } from './resources/activate-resource.ts';
import { createResource } from './resources/create-resource.ts';
import { deactivateResource } from './resources/deactivate-resource.ts';
import { getResource } from './resources/get-resource.ts';
import { getResourceContext } from './resources/get-resource-context.ts';
import { listResources } from './resources/list-resources.ts';
import { reconcileResource } from './resources/reconcile-resource.ts';
import { remedyFinding } from './resources/remedy-finding.ts';
import { rotateResource } from './resources/rotate-resource.ts';
import { updateResource } from './resources/update-resource.ts';
import { verifyResource } from './resources/verify-resource.ts';
import { cancelRetrieval } from './retrievals/cancel-retrieval.ts';
import { getRetrieval } from './retrievals/get-retrieval.ts';
import { listRetrievals } from './retrievals/list-retrievals.ts';
import { requestRetrieval } from './retrievals/request-retrieval.ts';
import { revealRetrieval } from './retrievals/reveal-retrieval.ts';
import { activateRole } from './roles/activate-role.ts';
import { createRole } from './roles/create-role.ts';
import { deactivateRole } from './roles/deactivate-role.ts';
import { getRole } from './roles/get-role.ts';
import { listRoles } from './roles/list-roles.ts';
import { updateRole } from './roles/update-role.ts';
import { createScope } from './scopes/create-scope.ts';
import { getScope } from './scopes/get-scope.ts';
import { listScopes } from './scopes/list-scopes.ts';
import { updateScope } from './scopes/update-scope.ts';
import { activateSshAuthority } from './ssh-authorities/activate-ssh-authority.ts';
import { addSshAuthorityAccount } from './ssh-authorities/add-ssh-authority-account.ts';
import { createSshAuthority } from './ssh-authorities/create-ssh-authority.ts';
import { deactivateSshAuthority } from './ssh-authorities/deactivate-ssh-authority.ts';
import { getSshAuthority } from './ssh-authorities/get-ssh-authority.ts';
import { listSshAuthorities } from './ssh-authorities/list-ssh-authorities.ts';
import { listSshAuthorityAccounts } from './ssh-authorities/list-ssh-authority-accounts.ts';
import { rotateSshAuthority } from './ssh-authorities/rotate-ssh-authority.ts';
import { activateSshKey } from './ssh-keys/activate-ssh-key.ts';
import { createSshKey } from './ssh-keys/create-ssh-key.ts';
import { deactivateSshKey } from './ssh-keys/deactivate-ssh-key.ts';
import { getSshKey } from './ssh-keys/get-ssh-key.ts';
import { listSshKeyPlacements } from './ssh-keys/list-ssh-key-placements.ts';
import { listSshKeyVersions } from './ssh-keys/list-ssh-key-versions.ts';
import { listSshKeys } from './ssh-keys/list-ssh-keys.ts';
import { placeSshKey } from './ssh-keys/place-ssh-key.ts';
import { removeSshKeyPlacement } from './ssh-keys/remove-ssh-key-placement.ts';
import { rotateSshKey } from './ssh-keys/rotate-ssh-key.ts';
import { updateSshKey } from './ssh-keys/update-ssh-key.ts';
import { activateUser } from './users/activate-user.ts';
import { createUser } from './users/create-user.ts';
import { deactivateUser } from './users/deactivate-user.ts';
import { getUser } from './users/get-user.ts';
import { listUsers } from './users/list-users.ts';
import { resetUserPassword } from './users/reset-user-password.ts';
import { resetUserTotp } from './users/reset-user-totp.ts';
import { updateUser } from './users/update-user.ts';
import { activateWorkloadIssuer } from './workload-issuers/activate-workload-issuer.ts';
import { createWorkloadIssuer } from './workload-issuers/create-workload-issuer.ts';
import { deactivateWorkloadIssuer } from './workload-issuers/deactivate-workload-issuer.ts';
import { getWorkloadIssuer } from './workload-issuers/get-workload-issuer.ts';
import { listWorkloadIssuers } from './workload-issuers/list-workload-issuers.ts';
import { updateWorkloadIssuer } from './workload-issuers/update-workload-issuer.ts';

export const handlers: readonly Operation[] = [
  explainAccess,
  listResourceAccess,
  listUserAccess,
  createGrant,
  getGrant,
  listGrants,
  revokeGrant,
  updateGrant,
  activateApplication,
  createApplication,
  deactivateApplication,
  getApplication,
  listApplications,
  getMe,
  beginMyTotp,
  confirmMyTotp,
  createMyToken,
  getMyToken,
  listMyTokens,
  removeMyTotp,
  revokeMyToken,
  setMyPassword,
  activateCredential,
  createCredential,
  deactivateCredential,
  getCredential,
  listCredentialVersions,
  activateSshAuthority,
  addSshAuthorityAccount,
  createSshAuthority,
  deactivateSshAuthority,
  getSshAuthority,
  listSshAuthorities,
  listSshAuthorityAccounts,
  rotateSshAuthority,
  activateSshKey,
  createSshKey,
  deactivateSshKey,
  getSshKey,
  listSshKeyPlacements,
  listSshKeyVersions,
  listSshKeys,
  placeSshKey,
  removeSshKeyPlacement,
  rotateSshKey,
  updateSshKey,
  listCredentials,
  setCredentialSecret,
  checkOutCredential,
  listCheckOuts,
  getCheckOut,
  revealCheckOut,
  releaseCheckOut,
  recallCheckOut,
  createConnectSession,
  listConnectSessions,
  getConnectSession,
  launchConnectSession,
  extendConnectSession,
  endConnectSession,
  terminateConnectSession,
  suspendConnectSession,
  resumeConnectSession,
  watchConnectSession,
  createProxySession,
  linkProxySession,
  terminateProxySession,
  moderateConnectSession,
  getSessionRecording,
  playSessionRecording,
  searchSessionRecording,
  getSessionCast,
  createEvidenceBundle,
  getEvidenceBundle,
  getEvidenceBundleContent,
  discardEvidenceBundle,
  listEvidenceBundles,
  activateDevice,
  createDevice,
  deactivateDevice,
  getDevice,
  listDevices,
  updateDevice,
  discoverDevice,
  listDeviceAccounts,
  onboardDeviceAccounts,
  activateIdentityProvider,
  createIdentityProvider,
  deactivateIdentityProvider,
  getIdentityProvider,
  listIdentityProviders,
  updateIdentityProvider,
  preflightBulk,
  reconcileBulk,
  rotateBulk,
  verifyBulk,
  approveApproval,
  denyApproval,
  getApproval,
  listApprovals,
  revokeApproval,
  withdrawApproval,
  createApprovalDelegation,
  endApprovalDelegation,
  getApprovalDelegation,
  listApprovalDelegations,
  cancelJob,
  getJobTimeline,
  getJob,
  listJobItems,
  listJobs,
  pauseJob,
  resumeJob,
  retryJob,
  streamJobEvents,
  addLedgerCosignature,
  exportLedger,
  getLedger,
  getLedgerCheckpoint,
  getLedgerConsistency,
  getLedgerTile,
  getPlatformCheckpoint,
  getPlatformConsistency,
  getPlatformProof,
  getPlatformTile,
  listLedgerCheckpoints,
  verifyLedger,
  getRetentionPolicy,
  setRetentionPolicy,
  pruneLedger,
  erasePerson,
  verifyLedgerProof,
  activateLogCollector,
  createLogCollector,
  deactivateLogCollector,
  getLogCollector,
  listLogCollectors,
  pauseLogCollector,
  updateLogCollector,
  activateNotificationChannel,
  createNotificationChannel,
  deactivateNotificationChannel,
  getNotificationChannel,
  listNotificationChannels,
  listNotificationDeliveries,
  pauseNotificationChannel,
  redeliverNotification,
  rotateNotificationChannelSecret,
  testNotificationChannel,
  updateNotificationChannel,
  getAuditEvent,
  getAuditProof,
  listAuditEvents,
  listOperationalEvents,
  streamEvents,
  getPlan,
  listPlanItems,
  listPlans,
  createPlatform,
  getPlatform,
  listPlatforms,
  updatePlatform,
  activatePolicy,
  createPolicy,
  deactivatePolicy,
  evaluatePolicy,
  getEffectivePolicy,
  getPolicy,
  listPolicies,
  listPolicyVersions,
  updatePolicy,
  createPolicyBinding,
  deactivatePolicyBinding,
  getPolicyBinding,
  listPolicyBindings,
  getPolicySet,
  putPolicySet,
  activateProtectedInformation,
  addProtectedInformationVersion,
  createProtectedInformation,
  deactivateProtectedInformation,
  getProtectedInformation,
  listProtectedInformation,
  listProtectedInformationVersions,
  restoreProtectedInformation,
  updateProtectedInformation,
  requestRetrieval,
  listRetrievals,
  getRetrieval,
  revealRetrieval,
  cancelRetrieval,
  activateResource,
  createResource,
  deactivateResource,
  getResourceContext,
  getResource,
  listResources,
  reconcileResource,
  rotateResource,
  updateResource,
  verifyResource,
  createScope,
  getScope,
  listScopes,
  updateScope,
  createApiKey,
  getApiKey,
  listApiKeys,
  updateApiKey,
  activateGroup,
  addGroupMember,
  createGroup,
  deactivateGroup,
  getGroup,
  listGroupMembers,
  listGroups,
  removeGroupMember,
  updateGroup,
  activateOrganization,
  createOrganization,
  deactivateOrganization,
  getOrganization,
  listOrganizations,
  updateOrganization,
  activateRole,
  createRole,
  deactivateRole,
  getRole,
  listRoles,
  updateRole,
  activateUser,
  createUser,
  deactivateUser,
  getUser,
  listUsers,
  resetUserPassword,
  resetUserTotp,
  updateUser,
  addFederatedCredential,
  listFederatedCredentials,
  removeFederatedCredential,
  rotateApplicationSecret,
  setApplicationPublicKeys,
  updateApplication,
  activateWorkloadIssuer,
  createWorkloadIssuer,
  deactivateWorkloadIssuer,
  getWorkloadIssuer,
  listWorkloadIssuers,
  updateWorkloadIssuer,
  getComplianceRating,
  explainComplianceRating,
  listPolicyDrift,
  listStaleAccounts,
  getComplianceHistory,
  diffCompliance,
  getComplianceReport,
  listFindings,
  queryReports,
  getFinding,
  updateFinding,
  acceptFinding,
  agreeToFinding,
  reopenFinding,
  remedyFinding,
  remedyFindings,
  createAccessReview,
  listAccessReviews,
  getAccessReview,
  updateAccessReview,
  listAccessReviewItems,
  decideAccessReview,
  cancelAccessReview,
  getAccessReviewEvidence,
];
