/** Whom a question about access is about. */

import type { AccessProfile, Actor } from '../../../domain/access.ts';
import { loadHeldGrants, loadRoles, type Subject } from '../../../store/access/held-grants.ts';
import type { Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { findSubject } from '../subjects.ts';

export interface AskedSubject extends Subject {
  readonly isCaller: boolean;
  readonly isActive: boolean;
  readonly actor: Pick<Actor, 'authorizedResources'>;
  readonly profile: AccessProfile;
}

/** @throws CapstanError `unprocessable` where the caller can name no such subject. */
export async function readAskedSubject(request: Request<'explainAccess'>): Promise<AskedSubject> {
  const { access, actor, organizationId, body, means } = request;
  const { subject: named } = body;
  const caller = { ...actorAsSubject(actor), isCaller: true, isActive: true, actor, profile: access.profile };
  if (named === undefined) return caller;
  if ((named.id === undefined) === (named.public_id === undefined)) {
    throw unusable('subject.id', 'or subject.public_id must be given, and not both');
  }
  const isAtHome = actor.homeOrganizationId === organizationId;
  if (isAtHome && named.type === actor.type && named.id === actor.id) return caller;
  const { type, id, public_id: publicId } = named;
  const found = await findSubject(request, { type, id, publicId }, null);
  const field = publicId === undefined ? 'subject.id' : 'subject.public_id';
  const subject = requireNamed(found, field, type);
  if (subject.type === actor.type && subject.id === actor.id) return caller;
  const roles = await loadRoles(means.store, organizationId);
  const grants = await loadHeldGrants(means.store, organizationId, subject, roles);
  // A guest is somebody who holds something here: of all others there is nothing to be told.
  requireNamed(subject.organizationId === organizationId || grants.length > 0 ? subject : null, field, type);
  return {
    type: subject.type,
    id: subject.id,
    isCaller: false,
    isActive: subject.isActive,
    actor: { authorizedResources: subject.authorizedResources },
    profile: { grants, tree: access.profile.tree },
  };
}

function actorAsSubject({ type, id }: Actor): Subject {
  return { type, id };
}
