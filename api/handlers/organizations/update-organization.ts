/** PATCH /v1/organizations/{id} */

import type { OrganizationDocument } from '../../../store/models/identity.ts';
import { requireMatch } from '../../etag.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { changeInWords, differences, nextRevision, requireRevised, showing } from '../revision.ts';
import { presentOrganization } from './present-organization.ts';

export const updateOrganization = command('updateOrganization', async (request, tx) => {
  const { organizationId, path, body, means, ifMatch } = request;
  const { organizations } = means.store.models;
  // The permission holds in the organization that the request acts in, and in no other.
  const found =
    path.id === organizationId
      ? await organizations.findOne({ _id: organizationId }).session(tx.session).lean<OrganizationDocument>()
      : null;
  const organization = requireFound(found);
  requireMatch(ifMatch, organization.revision);
  const changed = differences(organization, body);
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, organization, presentOrganization(organization)), change: changeInWords(changed) };
  }
  const revised = await organizations
    .findOneAndUpdate({ _id: organizationId, revision: organization.revision }, nextRevision(request, tx, changed), {
      session: tx.session,
      returnDocument: 'after',
    })
    .lean<OrganizationDocument>();
  const shown = requireRevised(revised);
  return { ...showing(200, shown, presentOrganization(shown)), change: settingsOf(changed) };
});

/** Settings are no secrets, and what they were set to matters afterwards. */
function settingsOf(changed: Partial<OrganizationDocument>): string {
  const parts = Object.entries(changed).map(([field, value]) => `${field} = ${value}`);
  return `changed: ${parts.join(', ')}`;
}
