/** Whom a question about access is about. */

import type { AccessProfile, Actor, HeldGrant, SubjectType } from '../../../domain/access.ts';
import { loadHeldGrants, loadRoles, type Subject } from '../../../store/access/held-grants.ts';
import type { Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { type FoundSubject, findSubject } from '../subjects.ts';

export interface AskedSubject extends Subject {
  readonly isCaller: boolean;
  readonly isActive: boolean;
  readonly actor: Pick<Actor, 'authorizedResources'>;
  readonly profile: AccessProfile;
}

/** @throws CapstanError `unprocessable` where the caller can name no such subject. */
export async function readAskedSubject(request: Request<'explainAccess'>): Promise<AskedSubject> {
  const { access, actor, organizationId, body } = request;
  const { subject: named } = body;
  const caller = { ...actorAsSubject(actor), isCaller: true, isActive: true, actor, profile: access.profile };
  if (named === undefined) return caller;
  const isAtHome = actor.homeOrganizationId === organizationId;
  if (isAtHome && named.type === actor.type && named.id === actor.id) return caller;
  const { subject, grants } = await requireKnownSubject(request, named, 'subject');
  if (subject.type === actor.type && subject.id === actor.id) return caller;
  return {
    type: subject.type,
    id: subject.id,
    isCaller: false,
    isActive: subject.isActive,
    actor: { authorizedResources: subject.authorizedResources },
    profile: { grants, tree: access.profile.tree },
  };
}

interface NamedSubject {
  readonly type: SubjectType;
  readonly id?: number;
  readonly public_id?: string;
}

/**
 * The subject that `field` of a body names, with what it holds here.
 * @throws CapstanError `unprocessable` where the caller can name no such subject, or it has nothing to do with the organization.
 */
export async function requireKnownSubject(
  request: Pick<Request, 'access' | 'organizationId' | 'means'>,
  { type, id, public_id: publicId }: NamedSubject,
  field: string,
): Promise<{ readonly subject: FoundSubject; readonly grants: readonly HeldGrant[] }> {
  const { organizationId, means } = request;
  if ((id === undefined) === (publicId === undefined)) {
    throw unusable(`${field}.id`, `or ${field}.public_id must be given, and not both`);
  }
  const found = await findSubject(request, { type, id, publicId }, null);
  const pointer = publicId === undefined ? `${field}.id` : `${field}.public_id`;
  const subject = requireNamed(found, pointer, type);
  const roles = await loadRoles(means.store, organizationId);
  const grants = await loadHeldGrants(means.store, organizationId, subject, roles);
  // A guest is somebody who holds something here: of all others there is nothing to be told.
  requireNamed(subject.organizationId === organizationId || grants.length > 0 ? subject : null, pointer, type);
  return { subject, grants };
}

function actorAsSubject({ type, id }: Actor): Subject {
  return { type, id };
}
