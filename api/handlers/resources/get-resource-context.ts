/** GET /v1/resources/{id}/context */

import type { ResourceDocument } from '../../../store/models/inventory.ts';
import type { Store } from '../../../store/store.ts';
import type { RequestAccess } from '../../authorization/request-access.ts';
import type { components } from '../../generated/openapi.ts';
import { query } from '../../operation.ts';
import { presentCredentials } from '../credentials/present-credential.ts';
import { presentDevice } from '../devices/present-device.ts';
import { requireFound } from '../found.ts';
import { showJobs } from '../jobs/show-job.ts';
import { presentPlatform } from '../platforms/present-platform.ts';
import { openFindings } from './open-findings.ts';
import { presentResource } from './present-resource.ts';
import { reconcileResourceIdOf } from './reconcile-resource-id.ts';

const SHOWN_JOBS = 10;

export const getResourceContext = query('getResourceContext', async (request) => {
  const { access, organizationId, path, means } = request;
  const { resources, devices, platforms, credentials } = means.store.models;
  const inOrganization = { organization_id: organizationId };
  const found = await resources.findOne({ _id: path.id, ...inOrganization }).lean();
  const resource = access.requireFound('resource', found);
  const [device, platform, scopePath, active, jobs, findings] = await Promise.all([
    devices
      .findOne({ _id: resource.device_id, ...inOrganization })
      .lean()
      .then(requireFound),
    platforms
      .findOne({ _id: resource.platform_id, ...inOrganization })
      .lean()
      .then(requireFound),
    scopePathOf(means.store, access, resource),
    credentials.find({ resource_id: resource._id, status: 'active', ...inOrganization }).lean(),
    lastJobsOf(means.store, access, resource),
    openFindings(means.store, access, resource),
  ]);
  const visible = active.filter((credential) => access.permits('credential', credential, 'credential:read'));
  const [credential] = await presentCredentials(means.store, visible);
  const body: components['schemas']['ResourceContext'] = {
    resource: await presentResource(request, resource),
    // What the caller may not see by itself is not seen here either.
    device: access.permits('device', device, 'device:read') ? presentDevice(device) : null,
    platform: presentPlatform(platform),
    scope_path: scopePath,
    credential: credential ?? null,
    reconcile_resource_id: await visibleResource(means.store, access, reconcileResourceIdOf(resource, device)),
    last_jobs: await showJobs(means.store, jobs),
    open_findings: findings,
  };
  return { status: 200, body };
});

/** From the topmost scope that the caller may see down to that of the resource. */
async function scopePathOf(
  store: Store,
  access: RequestAccess,
  { organization_id, scope_id }: ResourceDocument,
): Promise<{ id: number; name: string }[]> {
  const lineage = access.profile.tree.lineage(scope_id);
  const scopes = await store.models.scopes
    .find({ _id: { $in: [...lineage] }, organization_id, ...access.filterWith('scope', 'scope:read') }, { name: 1 })
    .lean();
  const nameOf = new Map(scopes.map(({ _id, name }) => [_id, name]));
  return lineage.flatMap((id) => {
    const name = nameOf.get(id);
    return name === undefined ? [] : [{ id, name }];
  });
}

async function visibleResource(store: Store, access: RequestAccess, id: number | null): Promise<number | null> {
  const found = id === null ? null : await store.models.resources.findById(id, { scope_id: 1 }).lean();
  return access.permitted('resource', found, 'resource:read')?._id ?? null;
}

function lastJobsOf(store: Store, access: RequestAccess, { _id, organization_id }: ResourceDocument) {
  return store.models.jobs
    .find({ resource_id: _id, organization_id, ...access.filterWith('job', 'job:read') })
    .sort({ _id: -1 })
    .limit(SHOWN_JOBS)
    .lean();
}
