/** POST /v1/access/explain */

import type { Place } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { BUILT_IN_ROLES, effectiveIn, type Permission } from '../../../domain/permissions.ts';
import { requireFresh } from '../../authorization/admit.ts';
import { type Explanation, explainOperation, explainPermission } from '../../authorization/explain.ts';
import type { OperationContract } from '../../contract.ts';
import type { components } from '../../generated/openapi.ts';
import { command, type Request } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { byGrantId, presentHeldGrant, SHOWN_GRANTS } from '../held-grant.ts';
import { showSubjects } from '../subjects.ts';
import { readAskedPlace } from './asked-place.ts';
import { type AskedSubject, readAskedSubject } from './asked-subject.ts';
import { limitsInWords } from './limits-in-words.ts';
import { scopePaths, visibleLineage } from './scope-paths.ts';

type ExplainRequest = Request<'explainAccess'>;

export const explainAccess = command('explainAccess', async (request) => {
  const { access, body, organization } = request;
  const operation = readOperation(request);
  const place = await readAskedPlace(request);
  const subject = await readAskedSubject(request);
  if (!subject.isCaller && !access.allows(place, 'grant:read')) {
    const { reason } = access.decide(place, 'grant:read');
    throw new CapstanError('forbidden', `The question about others needs grant:read: ${reason}.`);
  }
  const explanation = explain(request, subject, place, operation);
  const show = await showSubjects(request, [subject]);
  const paths = await scopePaths(request, [place.scopeId ?? access.profile.tree.rootId]);
  const shown = { type: subject.type, ...show(subject) };
  return {
    status: 200,
    body: {
      allowed: explanation.allowed,
      subject: shown,
      permission: explanation.permission,
      operation: operation?.id ?? null,
      place: {
        scope_id: place.scopeId,
        resource_id: place.resourceId,
        scope_path: paths(place.scopeId ?? access.profile.tree.rootId),
      },
      reason: explanation.reason,
      by: explanation.by.toSorted(byGrantId).slice(0, SHOWN_GRANTS).map(presentHeldGrant),
      missing: await missingGrant(request, explanation),
      limits: limitsInWords(subject, operation, organization),
    } satisfies components['schemas']['AccessExplanation'],
    target: { type: subject.type, id: shown.id ?? shown.public_id },
    change: `${body.operation ?? body.permission}: ${explanation.allowed ? 'allowed' : 'not allowed'}`,
  };
});

/** @throws CapstanError `unprocessable` where not exactly one of permission and operation is named, or one that there is not. */
function readOperation({ body, means }: ExplainRequest): OperationContract | null {
  if ((body.permission === undefined) === (body.operation === undefined)) {
    throw unusable('permission', 'or operation must be given, and not both');
  }
  if (body.operation === undefined) return null;
  const operation = means.contract.operations.get(body.operation);
  if (!operation || operation.isPublic) throw unusable('operation', 'names no operation that needs authentication');
  return operation;
}

function explain(
  request: ExplainRequest,
  subject: AskedSubject,
  place: Place,
  operation: OperationContract | null,
): Explanation {
  const { body, means, now, origin, actor, organization } = request;
  const address = body.address ?? (subject.isCaller ? origin.address : undefined);
  const question = { ...subject, place, address, now };
  const explanation = operation
    ? explainOperation(question, operation)
    : explainPermission(
        question,
        requireNamed(body.permission, 'permission', 'permission'),
        means.contract.operations.values(),
      );
  if (!subject.isActive) return refused(explanation, `the ${subject.type} is not active`);
  if (!subject.isCaller || !explanation.allowed) return explanation;
  try {
    requireFresh({ isSensitive: isSensitive(request, explanation, operation) }, actor, organization, now);
    return explanation;
  } catch (error) {
    if (error instanceof CapstanError) return refused(explanation, error.message);
    throw error;
  }
}

/** Whether all that is asked about wants a fresh authentication. */
function isSensitive(
  { means }: ExplainRequest,
  { permission }: Explanation,
  operation: OperationContract | null,
): boolean {
  if (operation) return operation.isSensitive;
  return [...means.contract.operations.values()].every((other) => other.permission !== permission || other.isSensitive);
}

function refused(explanation: Explanation, reason: string): Explanation {
  return { ...explanation, allowed: false, reason, by: [] };
}

async function missingGrant(request: ExplainRequest, { permission, missingAt }: Explanation) {
  if (permission === null || missingAt === null) return null;
  const { access } = request;
  const { tree } = access.profile;
  return {
    permission,
    roles: await rolesWith(request, permission),
    on_scope_ids: visibleLineage(access, tree, missingAt.scopeId ?? tree.rootId),
  };
}

async function rolesWith({ access, organizationId, means }: ExplainRequest, permission: Permission): Promise<string[]> {
  const builtIn = Object.entries(BUILT_IN_ROLES).flatMap(([name, permissions]) =>
    effectiveIn(organizationId, permissions).includes(permission) ? [name] : [],
  );
  if (!access.allowsSomewhere('role:read')) return builtIn.sort();
  const own = await means.store.models.roles
    .find({ organization_id: organizationId, status: 'active', permissions: permission }, { name: 1 })
    .lean();
  return [...builtIn, ...own.map(({ name }) => name)].sort();
}
