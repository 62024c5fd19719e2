/** The grant of the path, and how it is shown. */

import type { ClientSession } from 'mongoose';
import type { GrantDocument } from '../../../store/models/access.ts';
import type { Answer, Request, Transaction } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { showSubjects } from '../subjects.ts';
import { presentGrant, subjectOf } from './present-grant.ts';

type GrantRequest = Pick<Request, 'access' | 'organizationId' | 'means' | 'now'> & {
  readonly path: { readonly id: number };
};

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findGrant(request: GrantRequest, session: ClientSession | null): Promise<GrantDocument> {
  const found = await request.means.store.models.grants
    .findOne({ _id: request.path.id, organization_id: request.organizationId })
    .session(session)
    .lean<GrantDocument>();
  return request.access.requireFound('grant', found);
}

/** Writes the next revision; @throws CapstanError `precondition_failed` where another change came first. */
export async function reviseGrant(
  request: GrantRequest,
  tx: Transaction,
  grant: GrantDocument,
  fields: Partial<GrantDocument>,
): Promise<GrantDocument> {
  return revise(request.means.store.models.grants, request, tx, grant, fields);
}

export async function showGrant(
  request: GrantRequest,
  grant: GrantDocument,
  session: ClientSession | null,
): Promise<Answer> {
  const show = await showSubjects(request, [subjectOf(grant)], session);
  return showing(200, grant, presentGrant(grant, show, request.now));
}
