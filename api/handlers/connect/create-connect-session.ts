/** POST /v1/connect/sessions */

import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import { command, type Request } from '../../operation.ts';
import { unusable } from '../found.ts';
import { dispatchSoon } from '../resources/request-job.ts';
import { wireTimeOrNull } from '../wire-time.ts';
import { presentSession } from './present-session.ts';
import { requestSession, type Way } from './request-session.ts';

/** Where no consent is wanted it may be launched when this is answered; its workflow sees to what becomes of it. */
export const createConnectSession = command(
  'createConnectSession',
  async (request, tx) => {
    const { access, organizationId, means, body } = request;
    const found = await means.store.models.resources
      .findOne({ _id: body.resource_id, organization_id: organizationId })
      .session(tx.session)
      .lean<ResourceDocument>();
    const resource = access.requireReferred('resource', found, 'resource_id');
    const { session, answer } = await requestSession(request, tx, {
      resource,
      wayTo: (device) => wayTo(device, body),
      minutes: body.minutes ?? null,
      reason: body.reason ?? null,
      ticketId: body.ticket_id ?? null,
      isEmergency: body.break_glass ?? false,
    });
    return {
      ...answer,
      body: { session: presentSession(session), launch_token_expires_at: wireTimeOrNull(session.launch_by) },
    };
  },
  dispatchSoon,
);

/** @throws CapstanError `unprocessable` for what the device does not speak, or what there is not over its protocol. */
function wayTo({ kind }: DeviceDocument, { protocol, mode }: Request<'createConnectSession'>['body']): Way {
  if (protocol !== undefined && protocol !== kind)
    throw unusable('protocol', `must be ${kind}, which the device speaks`);
  if (kind === 'postgres' && mode === 'web_terminal') {
    throw unusable('mode', 'must be native_client: there is no terminal over postgres');
  }
  return { protocol: kind, mode: mode ?? (kind === 'ssh' ? 'web_terminal' : 'native_client') };
}
