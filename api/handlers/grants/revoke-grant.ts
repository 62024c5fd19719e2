/** POST /v1/grants/{id}/revoke */

import { grantInWords } from '../../../store/access/grant-in-words.ts';
import { lockRights } from '../../access-changes/access-change.ts';
import { requireAdministratorLeft } from '../../access-changes/require-administrator-left.ts';
import { requireHolding } from '../../access-changes/require-giving.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import { rightsOfGrant } from '../../access-changes/rights-of-grant.ts';
import { requireMatch } from '../../etag.ts';
import { command } from '../../operation.ts';
import { findGrant, reviseGrant, showGrant } from './find-grant.ts';
import { subjectOf } from './present-grant.ts';

export const revokeGrant = command('revokeGrant', async (request, tx) => {
  const { organizationId, body, means, ifMatch, now } = request;
  const reason = body?.reason ?? null;
  const grant = await findGrant(request, tx.session);
  requireMatch(ifMatch, grant.revision);
  if (grant.status === 'revoked') {
    return { ...(await showGrant(request, grant, tx.session)), reason, change: 'revoked before' };
  }
  await requireNotOwn(request, tx, subjectOf(grant));
  const rights = await lockRights(request, tx);
  // Who could not have given it takes it from nobody.
  requireHolding(request, rights, [rightsOfGrant(grant, rights)]);
  const revised = await reviseGrant(request, tx, grant, { status: 'revoked', revoked_at: now });
  if (grant.role === 'admin') await requireAdministratorLeft(means.store, tx.session, organizationId);
  return {
    ...(await showGrant(request, revised, tx.session)),
    reason,
    change: `no more ${grantInWords(grant)}`,
  };
});
