/** POST /v1/grants */

import type { Place } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { grantInWords } from '../../../store/access/grant-in-words.ts';
import type { GrantDocument } from '../../../store/models/access.ts';
import { lockRights } from '../../access-changes/access-change.ts';
import { requireHolding } from '../../access-changes/require-giving.ts';
import { requireNotOwn } from '../../access-changes/require-not-own.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { type FoundSubject, findSubject, showSubjects } from '../subjects.ts';
import { readEnd } from './grant-end.ts';
import { requireGrantPlace } from './grant-place.ts';
import { presentGrant } from './present-grant.ts';

type CreateRequest = Request<'createGrant'>;

export const createGrant = command('createGrant', async (request, tx) => {
  const { organizationId, body, means, now, actor } = request;
  const place = await requireGrantPlace(request, body, tx.session);
  const subject = await requireSubject(request, tx);
  const expiresAt = readEnd(body.expires_at, now);
  await requireNotOwn(request, tx, subject);
  const rights = await lockRights(request, tx);
  const permissions = requireNamed(rights.roles.get(body.role), 'role', 'active role');
  requireHolding(request, rights, [{ permissions, place, until: expiresAt }]);
  await requireFirst(request, tx, subject, place);
  const grant: GrantDocument = {
    _id: await means.store.nextId('grant'),
    organization_id: organizationId,
    subject_type: subject.type,
    subject_id: subject.id,
    subject_organization_id: subject.organizationId,
    role: body.role,
    scope_id: place.scopeId,
    resource_id: place.resourceId,
    expires_at: expiresAt,
    status: 'active',
    granted_by: `${actor.type} ${actor.name}`,
    granted_by_user_id: actor.type === 'user' ? actor.id : null,
    reason: body.reason ?? null,
    revoked_at: null,
    ...firstRevision(request, tx),
  };
  await means.store.models.grants.create([grant], { session: tx.session });
  const show = await showSubjects(request, [subject], tx.session);
  return {
    ...showingNew('grant', '/v1/grants', grant, presentGrant(grant, show, now)),
    reason: grant.reason,
    change: grantInWords(grant),
  };
});

/** @throws CapstanError `unprocessable` in the same words for those that are missing and those that are others'. */
async function requireSubject(request: CreateRequest, tx: Transaction): Promise<FoundSubject> {
  const { subject_type: type, subject_id: id, subject_public_id: publicId } = request.body;
  if ((id === undefined) === (publicId === undefined)) {
    throw unusable('subject_id', 'or subject_public_id must be given, and not both');
  }
  const field = id === undefined ? 'subject_public_id' : 'subject_id';
  const subject = requireNamed(await findSubject(request, { type, id, publicId }, tx.session), field, type);
  if (!subject.isActive) throw unusable(field, `names a ${type} that is not active`);
  return subject;
}

/** @throws CapstanError `conflict` where the same is given already. */
async function requireFirst(
  { organizationId, body, means, now }: CreateRequest,
  { session }: Transaction,
  { type, id }: FoundSubject,
  place: Place & { readonly scopeId: number },
): Promise<void> {
  const first = await means.store.models.grants
    .findOne(
      {
        organization_id: organizationId,
        subject_type: type,
        subject_id: id,
        role: body.role,
        scope_id: place.scopeId,
        resource_id: place.resourceId,
        status: 'active',
      },
      { expires_at: 1 },
      { session },
    )
    .lean();
  if (!first) return;
  const isOver = first.expires_at !== null && first.expires_at <= now;
  throw new CapstanError(
    'conflict',
    isOver
      ? `Grant ${first._id} gave the same and has expired; set another expires_at on it, or revoke it.`
      : `Grant ${first._id} gives the same already.`,
  );
}
