/** GET /v1/resources/{id}/context */

import type { ResourceDocument, ScopeDocument } from '../../../store/models/inventory.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { presentCredentials } from '../credentials/present-credential.ts';
import { presentDevice } from '../devices/present-device.ts';
import { requireFound } from '../found.ts';
import { presentJob } from '../jobs/present-job.ts';
import { presentPlatform } from '../platforms/present-platform.ts';
import { presentResource } from './present-resource.ts';
import { reconcileResourceIdOf } from './reconcile-resource-id.ts';

const SHOWN_JOBS = 10;

export const getResourceContext = query('getResourceContext', async ({ organizationId, path, means }) => {
  const { resources, devices, platforms, credentials } = means.store.models;
  const inOrganization = { organization_id: organizationId };
  const resource = requireFound(await resources.findOne({ _id: path.id, ...inOrganization }).lean());
  const [device, platform, scopePath, active, jobs] = await Promise.all([
    devices
      .findOne({ _id: resource.device_id, ...inOrganization })
      .lean()
      .then(requireFound),
    platforms
      .findOne({ _id: resource.platform_id, ...inOrganization })
      .lean()
      .then(requireFound),
    scopePathOf(means.store, resource),
    credentials.find({ resource_id: resource._id, status: 'active', ...inOrganization }).lean(),
    lastJobsOf(means.store, resource),
  ]);
  const [credential] = await presentCredentials(means.store, active);
  const body: components['schemas']['ResourceContext'] = {
    resource: presentResource(resource),
    device: presentDevice(device),
    platform: presentPlatform(platform),
    scope_path: scopePath,
    credential: credential ?? null,
    reconcile_resource_id: reconcileResourceIdOf(resource, device),
    last_jobs: jobs.map((job) => presentJob(job, job.resource_count === 1 ? resource._id : null)),
  };
  return { status: 200, body };
});

/** From the root down to the scope of the resource. */
async function scopePathOf(store: Store, resource: ResourceDocument): Promise<{ id: number; name: string }[]> {
  const { scopes } = store.models;
  const inOrganization = { organization_id: resource.organization_id };
  const scope = requireFound(await scopes.findOne({ _id: resource.scope_id, ...inOrganization }).lean<ScopeDocument>());
  const above = await scopes.find({ _id: { $in: [...scope.ancestors] }, ...inOrganization }, { name: 1 }).lean();
  const nameOf = new Map([...above, scope].map(({ _id, name }) => [_id, name]));
  return [...scope.ancestors, scope._id].map((id) => ({ id, name: nameOf.get(id) ?? '' }));
}

async function lastJobsOf(store: Store, { _id, organization_id }: ResourceDocument) {
  const items = await store.models.jobItems
    .find({ resource_id: _id, organization_id }, { job_id: 1 })
    .sort({ job_id: -1 })
    .limit(SHOWN_JOBS)
    .lean();
  return store.models.jobs
    .find({ _id: { $in: items.map((item) => item.job_id) }, organization_id })
    .sort({ _id: -1 })
    .lean();
}
