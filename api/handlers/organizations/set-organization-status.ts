/** What activating and deactivating an organization have in common. */

import { CapstanError } from '../../../domain/errors.ts';
import { FIRST_ORGANIZATION_ID } from '../../../domain/permissions.ts';
import type { OrganizationDocument } from '../../../store/models/identity.ts';
import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { nextRevision, requireRevised, showing } from '../revision.ts';
import { presentOrganization } from './present-organization.ts';

type StatusRequest = Request<'activateOrganization' | 'deactivateOrganization'>;

export async function setOrganizationStatus(
  request: StatusRequest,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const { path, means, ifMatch } = request;
  const { organizations } = means.store.models;
  const found = await organizations.findOne({ _id: path.id }).session(tx.session).lean<OrganizationDocument>();
  const organization = requireFound(found);
  requireMatch(ifMatch, organization.revision);
  if (organization._id === FIRST_ORGANIZATION_ID && status === 'inactive') {
    throw new CapstanError('conflict', 'The first organization manages the others, and stays active.');
  }
  if (organization.status === status) {
    return { ...showing(200, organization, presentOrganization(organization)), change: 'nothing to change' };
  }
  // What was given out before must not come back to life with the organization.
  const ended = status === 'inactive' ? { sign_in_epoch: organization.sign_in_epoch + 1 } : {};
  const revised = await organizations
    .findOneAndUpdate(
      { _id: organization._id, revision: organization.revision },
      nextRevision(request, tx, { status, ...ended }),
      {
        session: tx.session,
        returnDocument: 'after',
      },
    )
    .lean<OrganizationDocument>();
  const changed = requireRevised(revised);
  if (status === 'inactive') await endTokens(request, tx, organization._id);
  return {
    ...showing(200, changed, presentOrganization(changed)),
    change: `organization ${organization._id} is ${status}`,
  };
}

/** While it is inactive nobody gets in anyway; what was given out before must not come back to life with it. */
async function endTokens({ means, now }: StatusRequest, tx: Transaction, organizationId: number): Promise<void> {
  const { userTokens, applications, oauthPayloads } = means.store.models;
  await userTokens.updateMany(
    { organization_id: organizationId, revoked_at: null },
    { $set: { revoked_at: now } },
    { session: tx.session },
  );
  const clients = await applications.distinct('client_id', { organization_id: organizationId }).session(tx.session);
  await oauthPayloads.deleteMany({ 'payload.clientId': { $in: clients } }, { session: tx.session });
}
