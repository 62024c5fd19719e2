/** What activating and deactivating an application have in common. */

import { requireMatch } from '../../etag.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { nextRevision, requireRevised, showing } from '../revision.ts';
import { presentApplication } from './present-application.ts';

export async function setApplicationStatus(
  request: Request<'activateApplication' | 'deactivateApplication'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const { organizationId, path, means, ifMatch } = request;
  const { applications, oauthPayloads } = means.store.models;
  const found = await applications
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx.session)
    .lean();
  const application = requireFound(found);
  requireMatch(ifMatch, application.revision);
  if (application.status === status) return showing(200, application, presentApplication(application));
  const revised = await applications
    .findOneAndUpdate(
      { _id: application._id, organization_id: organizationId, revision: application.revision },
      nextRevision(request, tx, { status }),
      { session: tx.session, returnDocument: 'after' },
    )
    .lean();
  const changed = requireRevised(revised);
  // Inactive applications get no tokens; whatever was given out before must not come back to life either.
  await oauthPayloads.deleteMany({ 'payload.clientId': application.client_id }, { session: tx.session });
  return showing(200, changed, presentApplication(changed));
}
