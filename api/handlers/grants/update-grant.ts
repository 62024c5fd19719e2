/** PATCH /v1/grants/{id} */

import { CapstanError } from '../../../domain/errors.ts';
import { lockRights } from '../../access-changes/access-change.ts';
import { requireAdministratorLeft } from '../../access-changes/require-administrator-left.ts';
import { requireHolding } from '../../access-changes/require-giving.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import { rightsOfGrant } from '../../access-changes/rights-of-grant.ts';
import { requireMatch } from '../../etag.ts';
import { command } from '../../operation.ts';
import { changeInWords, differences } from '../revision.ts';
import { findGrant, reviseGrant, showGrant } from './find-grant.ts';
import { laterEnd, readEnd } from './grant-end.ts';
import { subjectOf } from './present-grant.ts';

export const updateGrant = command('updateGrant', async (request, tx) => {
  const { organizationId, body, means, ifMatch, now } = request;
  const grant = await findGrant(request, tx.session);
  requireMatch(ifMatch, grant.revision);
  if (grant.status === 'revoked') throw new CapstanError('conflict', 'The grant is revoked; make another one.');
  const isSame = body.expires_at === (grant.expires_at?.toISOString() ?? null);
  const expiresAt = isSame ? grant.expires_at : readEnd(body.expires_at, now);
  const changed = differences(grant, { expires_at: expiresAt });
  if (Object.keys(changed).length === 0) {
    return { ...(await showGrant(request, grant, tx.session)), change: changeInWords(changed) };
  }
  await requireNotOwn(request, tx, subjectOf(grant));
  const rights = await lockRights(request, tx);
  // To prolong is to give for longer, to shorten is to take away: the caller holds it for as long as either lasts.
  const given = rightsOfGrant(grant, rights);
  requireHolding(request, rights, [{ ...given, until: laterEnd(grant.expires_at, expiresAt) }]);
  const revised = await reviseGrant(request, tx, grant, changed);
  if (grant.role === 'admin') await requireAdministratorLeft(means.store, tx.session, organizationId);
  return {
    ...(await showGrant(request, revised, tx.session)),
    change: `expires_at: ${expiresAt?.toISOString() ?? 'never'}`,
  };
});
