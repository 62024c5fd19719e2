/** Whether an operation is open to somebody at all: what real requests pass, and what explanations are made of. */

import type { AccessProfile, Actor, AuthorizedResource } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import type { OrganizationDocument } from '../../store/models/identity.ts';
import type { OperationContract } from '../contract.ts';
import { rulesFor } from './application-limits.ts';
import { holdsAnywhere } from './reach-now.ts';
import { RequestAccess } from './request-access.ts';

const MINUTE_MS = 60_000;

export interface AdmissionFacts {
  readonly actor: Pick<Actor, 'authorizedResources'>;
  readonly profile: AccessProfile;
  readonly operation: OperationContract;
  /** The actor does it to itself, where the operation is open to that. */
  readonly isOwn: boolean;
  /** Where the request comes from. */
  readonly address: string | null;
  readonly now: Date;
}

/**
 * Decides what can be decided before it is known which object is meant; the answer decides about objects.
 * @throws CapstanError `forbidden`.
 */
export function admit({ actor, profile, operation, isOwn, address, now }: AdmissionFacts): RequestAccess {
  const rules = actor.authorizedResources && requireRules(actor.authorizedResources, { operation, address, now });
  const permission = isOwn ? null : operation.permission;
  const access = new RequestAccess({ profile, permission, rules, now });
  if (permission !== null && !holdsAnywhere(profile, permission, now)) {
    throw new CapstanError('forbidden', `The operation needs ${permission}: no grant in force holds it.`);
  }
  if (permission !== null && operation.reach === 'organization') access.requireOrganization();
  if (permission === null || operation.reach === 'anywhere') access.settleAnywhere();
  return access;
}

function requireRules(
  rules: readonly AuthorizedResource[],
  request: Pick<AdmissionFacts, 'operation' | 'address' | 'now'>,
): readonly AuthorizedResource[] {
  const { id, area } = request.operation;
  const fitting = rulesFor(rules, request);
  if (fitting.length === 0 && id !== 'getMe') {
    throw new CapstanError(
      'forbidden',
      `The authorized resources of the application leave out ${id} (area ${area}) from this address at this time.`,
    );
  }
  return fitting;
}

/**
 * What concerns identities and rights is for persons who have proved lately who they are, and for programs that
 * are authorized for its area: an API key lies about in scripts, and a stolen token is old.
 * @throws CapstanError `password_required`, `fresh_authentication_required`.
 */
export function requireFresh(
  { isSensitive }: Pick<OperationContract, 'isSensitive'>,
  actor: Pick<Actor, 'type' | 'authenticatedAt' | 'hasSecondFactor' | 'authentication'>,
  { step_up_minutes }: Pick<OrganizationDocument, 'step_up_minutes'>,
  now: Date,
): void {
  if (!isSensitive || actor.type === 'application') return;
  if (actor.authenticatedAt === null) {
    throw new CapstanError(
      'password_required',
      'API keys do not manage users, credentials of identities, keys or rights.',
    );
  }
  const isStale = now.getTime() - actor.authenticatedAt.getTime() > step_up_minutes * MINUTE_MS;
  const lacksFactor = actor.hasSecondFactor && actor.authentication === 'token_basic';
  if (!isStale && !lacksFactor) return;
  throw new CapstanError(
    'fresh_authentication_required',
    lacksFactor
      ? 'The token was issued before the user had a second factor; get another one with both.'
      : `The authentication is more than ${step_up_minutes} minutes old; authenticate again for this operation.`,
    { maxAgeSeconds: step_up_minutes * 60 },
  );
}
