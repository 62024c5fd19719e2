/** POST /v1/devices/{id}/discover: a job that reads, with an account of the device, which accounts there are. */

import { CapstanError } from '../../../domain/errors.ts';
import { policyOperationOf } from '../../../domain/job.ts';
import { takeLookTurn } from '../../../store/discovery/look-turn.ts';
import { insertJobOnResource } from '../../../store/insert-job.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import { requirePolicy } from '../../authorization/require-policy.ts';
import type { components } from '../../generated/openapi.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { newJob } from '../jobs/new-job.ts';
import { checkReadiness } from '../resources/check-readiness.ts';
import { dispatchSoon } from '../resources/request-job.ts';

export const discoverDevice = command(
  'discoverDevice',
  async (request, tx) => {
    const { access, organizationId, path, body, means, now } = request;
    const { devices } = means.store.models;
    const found = await devices
      .findOne({ _id: path.id, organization_id: organizationId })
      .session(tx.session)
      .lean<DeviceDocument>();
    const asked = access.requireFound('device', found);
    const resource = await readingAccount(request, tx, asked);
    const { device } = await checkReadiness(means.store, tx.session, resource, 'discover');
    const [reason, ticketId] = [body?.reason ?? null, body?.ticket_id ?? null];
    const policy = await requirePolicy(request, tx, resource, {
      operation: policyOperationOf('discover'),
      reason,
      ticketId,
      minutes: null,
      isEmergency: false,
    });
    const about = { resource, device, reason, ticketId, input: null, policy, isEmergency: false } as const;
    const job = await newJob(request, tx, { operation: 'discover', ...about });
    const underWay = await takeLookTurn(means.store, tx.session, device, { jobId: job._id, now });
    if (underWay !== null) {
      throw new CapstanError(
        'conflict',
        `The look of job ${underWay} is not over; ask again when it is, or cancel that job.`,
      );
    }
    await insertJobOnResource(means.store, tx.session, job);
    const { approval_id: approvalId = null } = job;
    const accepted: components['schemas']['JobAccepted'] = {
      job_id: job._id,
      operation: 'discover',
      resource_id: resource._id,
      status: job.status === 'awaiting_approval' ? 'awaiting_approval' : 'queued',
      ...(approvalId === null ? {} : { approval_id: approvalId }),
    };
    return {
      status: 202,
      body: accepted,
      headers: { Location: `/v1/jobs/${job._id}` },
      jobId: job._id,
      approvalId,
      reason,
      ticketId,
      policy: policy.recorded,
      auditStatus: 'intended',
    };
  },
  dispatchSoon,
);

/** @throws CapstanError `unprocessable` where there is none that the caller may use. */
async function readingAccount(
  { access, organizationId, body, means }: Request<'discoverDevice'>,
  { session }: Transaction,
  device: DeviceDocument,
): Promise<ResourceDocument> {
  const id = body?.resource_id ?? device.reconcile_resource_id;
  if (id === null) throw unusable('resource_id', 'is needed: the device names no reconcile account that could read');
  const found = await means.store.models.resources
    .findOne({ _id: id, organization_id: organizationId })
    .session(session)
    .lean<ResourceDocument>();
  const resource = requireNamed(access.permitted('resource', found, 'device:discover'), 'resource_id', 'resource');
  // One of another device would hand its secret to a stranger.
  if (resource.device_id !== device._id) throw unusable('resource_id', 'must name a resource of the device');
  return resource;
}
