/** Every operation behind the pipeline; a standing test holds this list to openapi.yaml. */

import type { Operation } from '../operation.ts';
import { activateApplication } from './applications/activate-application.ts';
import { createApplication } from './applications/create-application.ts';
import { deactivateApplication } from './applications/deactivate-application.ts';
import { getApplication } from './applications/get-application.ts';
import { listApplications } from './applications/list-applications.ts';
import { getMe } from './auth/get-me.ts';
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
import { getDevice } from './devices/get-device.ts';
import { listDevices } from './devices/list-devices.ts';
import { updateDevice } from './devices/update-device.ts';
import { cancelJob } from './jobs/cancel-job.ts';
import { getJob } from './jobs/get-job.ts';
import { getJobTimeline } from './jobs/get-job-timeline.ts';
import { listJobItems } from './jobs/list-job-items.ts';
import { listJobs } from './jobs/list-jobs.ts';
import { streamJobEvents } from './jobs/stream-job-events.ts';
import { listAuditEvents } from './logs/list-audit-events.ts';
import { createPlatform } from './platforms/create-platform.ts';
import { getPlatform } from './platforms/get-platform.ts';
import { listPlatforms } from './platforms/list-platforms.ts';
import { updatePlatform } from './platforms/update-platform.ts';
import { activateResource } from './resources/activate-resource.ts';
import { createResource } from './resources/create-resource.ts';
import { deactivateResource } from './resources/deactivate-resource.ts';
import { getResource } from './resources/get-resource.ts';
import { getResourceContext } from './resources/get-resource-context.ts';
import { listResources } from './resources/list-resources.ts';
import { reconcileResource } from './resources/reconcile-resource.ts';
import { rotateResource } from './resources/rotate-resource.ts';
import { updateResource } from './resources/update-resource.ts';
import { verifyResource } from './resources/verify-resource.ts';
import { createScope } from './scopes/create-scope.ts';
import { getScope } from './scopes/get-scope.ts';
import { listScopes } from './scopes/list-scopes.ts';
import { updateScope } from './scopes/update-scope.ts';

export const handlers: readonly Operation[] = [
  activateApplication,
  createApplication,
  deactivateApplication,
  getApplication,
  listApplications,
  getMe,
  activateCredential,
  createCredential,
  deactivateCredential,
  getCredential,
  listCredentialVersions,
  listCredentials,
  setCredentialSecret,
  activateDevice,
  createDevice,
  deactivateDevice,
  getDevice,
  listDevices,
  updateDevice,
  cancelJob,
  getJobTimeline,
  getJob,
  listJobItems,
  listJobs,
  streamJobEvents,
  listAuditEvents,
  createPlatform,
  getPlatform,
  listPlatforms,
  updatePlatform,
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
];
