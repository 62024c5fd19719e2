/** Users, applications and groups as grants name them: found for a request, and shown in an answer. */

import type { ClientSession } from 'mongoose';
import type { AuthorizedResource, SubjectType } from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { Subject } from '../../store/access/held-grants.ts';
import type { ApplicationDocument, UserDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import type { Request } from '../operation.ts';

/** A subject as a body names it: by its id in this organization, or by an id that nobody can guess. */
export interface SubjectName {
  readonly type: SubjectType;
  readonly id?: number | undefined;
  readonly publicId?: string | undefined;
}

export interface FoundSubject extends Subject {
  readonly name: string;
  /** Where it belongs. */
  readonly organizationId: number;
  readonly isActive: boolean;
  /** null where it is no application. */
  readonly authorizedResources: readonly AuthorizedResource[] | null;
}

type Asking = Pick<Request, 'access' | 'organizationId' | 'means'>;

/** What one must hold somewhere to name such a subject by its id; who cannot see it must not find it by guessing. */
const READS = { user: 'user:read', group: 'group:read' } as const satisfies Record<string, Permission>;

/** undefined where there is none that the caller can name. */
export async function findSubject(
  request: Asking,
  named: SubjectName,
  session: ClientSession | null,
): Promise<FoundSubject | undefined> {
  const { access, organizationId, means } = request;
  const { users, groups, applications } = means.store.models;
  const byId = { _id: named.id ?? 0, organization_id: organizationId };
  switch (named.type) {
    case 'user': {
      const condition = named.publicId === undefined ? byId : { public_id: named.publicId };
      const user = await users.findOne(condition).session(session).lean<UserDocument>();
      const isVisible = named.publicId !== undefined || access.allowsSomewhere(READS.user);
      return user && isVisible ? identity(means.store, 'user', user, null) : undefined;
    }
    case 'application': {
      const condition = named.publicId === undefined ? byId : { client_id: named.publicId };
      const found = await applications.findOne(condition).session(session).lean<ApplicationDocument>();
      const isVisible = named.publicId !== undefined || access.permitted('application', found, 'application:read');
      return found && isVisible ? identity(means.store, 'application', found, found.authorized_resources) : undefined;
    }
    case 'group': {
      const group = named.publicId === undefined ? await groups.findOne(byId).session(session).lean() : null;
      if (!group || !access.allowsSomewhere(READS.group)) return undefined;
      const { _id, name, status } = group;
      return { type: 'group', id: _id, name, organizationId, isActive: status === 'active', authorizedResources: null };
    }
  }
}

async function identity(
  store: Store,
  type: 'user' | 'application',
  { _id, name, organization_id, status }: Pick<UserDocument, '_id' | 'name' | 'organization_id' | 'status'>,
  authorizedResources: readonly AuthorizedResource[] | null,
): Promise<FoundSubject> {
  const home = await store.models.organizations.findOne({ _id: organization_id }, { status: 1 }).lean();
  const isActive = status === 'active' && home?.status === 'active';
  return { type, id: _id, name, organizationId: organization_id, isActive, authorizedResources };
}

/** Somebody of another organization shows its public id instead of its id, and where it belongs. */
export interface ShownSubject {
  readonly id: number | null;
  readonly public_id: string | null;
  readonly organization: string | null;
  readonly name: string;
}

export type ShowSubject = (subject: Subject) => ShownSubject;

/** Reads the names of `subjects`, which are known to exist, in three queries at most and one more for guests. */
export async function showSubjects(
  { organizationId, means }: Pick<Request, 'organizationId' | 'means'>,
  subjects: readonly Subject[],
  session: ClientSession | null = null,
): Promise<ShowSubject> {
  const { users, applications, groups, organizations } = means.store.models;
  const ids = (type: SubjectType) => ({
    _id: { $in: [...new Set(subjects.flatMap((subject) => (subject.type === type ? [subject.id] : [])))] },
  });
  const fields = { name: 1, organization_id: 1 };
  const named = [
    ...(
      await users
        .find(ids('user'), { ...fields, public_id: 1 })
        .session(session)
        .lean()
    ).map((user) => entryOf('user', user, user.public_id)),
    ...(
      await applications
        .find(ids('application'), { ...fields, client_id: 1 })
        .session(session)
        .lean()
    ).map((found) => entryOf('application', found, found.client_id)),
    ...(await groups.find(ids('group'), fields).session(session).lean()).map((group) => entryOf('group', group, null)),
  ];
  const elsewhere = named.map(([, { organization_id }]) => organization_id).filter((id) => id !== organizationId);
  const homes =
    elsewhere.length === 0
      ? []
      : await organizations.find({ _id: { $in: [...new Set(elsewhere)] } }, { name: 1 }).lean();
  const homeNames = new Map(homes.map(({ _id, name }) => [_id, name]));
  const entries = new Map(named);
  return ({ type, id }) => {
    const entry = entries.get(`${type}:${id}`);
    if (!entry) throw new Error(`there is no ${type} ${id}`);
    const { name, organization_id, public_id } = entry;
    return organization_id === organizationId
      ? { id, public_id: null, organization: null, name }
      : { id: null, public_id, organization: homeNames.get(organization_id) ?? null, name };
  };
}

function entryOf(
  type: SubjectType,
  { _id, name, organization_id }: { readonly _id: number; readonly name: string; readonly organization_id: number },
  public_id: string | null,
) {
  return [`${type}:${_id}`, { name, organization_id, public_id }] as const;
}
