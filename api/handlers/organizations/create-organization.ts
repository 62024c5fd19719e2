/** POST /v1/organizations */

import { planOrganization, writeOrganization } from '../../new-organization.ts';
import { command } from '../../operation.ts';
import { showingNew } from '../revision.ts';
import { checkUserName } from '../users/check-user-name.ts';
import { choosePassword } from '../users/choose-password.ts';
import { presentUser } from '../users/present-user.ts';
import { presentOrganization } from './present-organization.ts';

export const createOrganization = command('createOrganization', async ({ body, means }, tx) => {
  checkUserName(body.admin_name, 'admin_name');
  const password = await choosePassword(undefined, body.admin_name);
  const plan = await planOrganization(means.store, {
    name: body.name,
    adminName: body.admin_name,
    adminPasswordHash: password.hash,
  });
  const { organization, admin } = await writeOrganization(means.store, tx.session, plan, tx.eventId);
  return {
    ...showingNew('organization', '/v1/organizations', organization, {
      ...presentOrganization(organization),
      admin: { ...presentUser(admin), password: password.shown },
    }),
    change: `organization ${organization._id}, with user ${admin._id} as its administrator`,
  };
});
