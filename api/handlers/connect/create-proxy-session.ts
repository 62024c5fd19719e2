/** POST /v1/proxy/sessions */

import { CapstanError } from '../../../domain/errors.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { DeviceDocument, ResourceDocument } from '../../../store/models/inventory.ts';
import type { components } from '../../generated/openapi.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireFound, unusable } from '../found.ts';
import { dispatchSoon } from '../resources/request-job.ts';
import { presentSession } from './present-session.ts';
import { requestSession, type Way } from './request-session.ts';
import { linkInWords, linkTo, openedFromOf } from './session-link.ts';

/** A session in the browser like any other, asked for by device and credential; with a link where it may be launched at once. */
export const createProxySession = command(
  'createProxySession',
  async (request, tx) => {
    const { body } = request;
    const openedFrom = openedFromOf(request);
    const { session, answer } = await requestSession(request, tx, {
      resource: await resourceOf(request, tx),
      wayTo: webWayTo,
      minutes: body.minutes ?? null,
      reason: body.reason ?? null,
      ticketId: body.ticket_id ?? null,
      isEmergency: body.break_glass ?? false,
    });
    const shown = { session: presentSession(session) };
    if (session.status !== 'pending_launch') {
      const waiting: components['schemas']['RequestedProxySession'] = { ...shown, url: null, url_expires_at: null };
      return { ...answer, body: waiting };
    }
    const now = await databaseTime(request.means.store);
    const linked = { ...shown, ...(await linkTo(request, tx, session, { openedFrom, now })) };
    return { ...answer, body: linked, change: `${answer.change}; ${linkInWords(openedFrom)}` };
  },
  dispatchSoon,
);

/** What the credential is of, where it is of something on that device. */
async function resourceOf(
  { access, organizationId, means, body }: Request<'createProxySession'>,
  { session }: Transaction,
): Promise<ResourceDocument> {
  const { credentials, resources } = means.store.models;
  const found = await credentials
    .findOne({ _id: body.credential_id, organization_id: organizationId })
    .session(session)
    .lean<CredentialDocument>();
  const credential = access.requireReferred('credential', found, 'credential_id');
  const resource = requireFound(
    await resources.findById(credential.resource_id).session(session).lean<ResourceDocument>(),
  );
  if (resource.device_id !== body.device_id) throw unusable('device_id', 'is not the device of the credential');
  if (credential.status !== 'active') throw new CapstanError('resource_not_ready', 'The credential is inactive.');
  return resource;
}

/** @throws CapstanError `unprocessable` where there is nothing to be shown on a page. */
function webWayTo({ kind }: DeviceDocument): Way {
  if (kind !== 'ssh') throw unusable('device_id', `is reached over ${kind}: there are web sessions over ssh alone`);
  return { protocol: kind, mode: 'web_terminal' };
}
