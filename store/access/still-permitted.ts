/** Whether somebody who was permitted something may still do it: for what lasts longer than a request. */

import {
  type AuthorizedResource,
  decideAccess,
  isNamedBy,
  isWithin,
  type NamedOperation,
  type Place,
  reachOfRules,
  type ScopeTree,
} from '../../domain/access.ts';
import type { AuditActor } from '../../domain/audit.ts';
import type { Permission } from '../../domain/permissions.ts';
import type { Store } from '../store.ts';
import { accessFrameNow } from './access-frame.ts';
import { loadHeldGrants } from './held-grants.ts';

interface Question {
  readonly permission: Permission;
  /** The operations that it comes from: an application has to be authorized for one of them. */
  readonly by: readonly NamedOperation[];
  readonly place: Place;
  readonly now: Date;
}

/** The rights of somebody as they were at one moment, to be asked about several places. */
export type Standing = (question: Question) => boolean;

const NOTHING_PERMITTED: Standing = () => false;

/** As rights are at this moment. From which addresses an application may come was asked when it made its request. */
export async function loadStanding(
  store: Store,
  organizationId: number,
  { type, id }: Pick<AuditActor, 'type' | 'id'>,
): Promise<Standing> {
  if ((type !== 'user' && type !== 'application') || id === null) return NOTHING_PERMITTED;
  const { tree, roles } = await accessFrameNow(store, organizationId);
  const grants = await loadHeldGrants(store, organizationId, { type, id }, roles);
  const mayByGrants: Standing = ({ permission, place, now }) =>
    decideAccess({ grants, tree }, permission, place, now).allowed;
  if (type === 'user') return mayByGrants;
  const application = await store.models.applications.findById(id, { authorized_resources: 1 }).lean();
  const rules = application?.authorized_resources ?? [];
  return (question) => mayByGrants(question) && isAuthorized(rules, tree, question);
}

/** As {@link loadStanding}, for one place. */
export async function isStillPermitted(
  store: Store,
  organizationId: number,
  actor: Pick<AuditActor, 'type' | 'id'>,
  question: Question,
): Promise<boolean> {
  return (await loadStanding(store, organizationId, actor))(question);
}

function isAuthorized(
  rules: readonly AuthorizedResource[],
  tree: ScopeTree,
  { by, place, now }: Pick<Question, 'by' | 'place' | 'now'>,
): boolean {
  const fitting = rules.filter(
    (rule) => by.some((operation) => isNamedBy(rule, operation)) && (rule.expires_at === null || rule.expires_at > now),
  );
  return isWithin(reachOfRules(fitting, tree), place);
}
