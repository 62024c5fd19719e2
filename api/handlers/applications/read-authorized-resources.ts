/** The authorized resources of an application as a caller states them: checked, and in the form that is stored. */

import type { ClientSession } from 'mongoose';
import type { AuthorizedResource } from '../../../domain/access.ts';
import { rangeProblem } from '../../../runtime/addresses.ts';
import type { Contract } from '../../contract.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request } from '../../operation.ts';
import { unusable } from '../found.ts';

type WireRule = components['schemas']['AuthorizedResourceInput'];
type Reader = Pick<Request, 'access' | 'organizationId' | 'means'>;

/** @throws CapstanError `unprocessable` that points at the first entry that names nothing, or nothing within reach. */
export async function readAuthorizedResources(
  request: Reader,
  session: ClientSession,
  rules: readonly WireRule[],
): Promise<AuthorizedResource[]> {
  for (const [index, rule] of rules.entries()) {
    const field = `authorized_resources.${index}`;
    checkOperations(request.means.contract, rule, field);
    checkAddresses(rule, field);
    checkScopes(request, rule, field);
    await checkResources(request, session, rule, field);
  }
  return rules.map(({ areas, operations, scope_ids, resource_ids, addresses, expires_at }) => ({
    areas,
    operations: operations ?? null,
    scope_ids: scope_ids ?? null,
    resource_ids: resource_ids ?? null,
    addresses: addresses ?? null,
    expires_at: expires_at ? new Date(expires_at) : null,
  }));
}

function checkOperations(contract: Contract, { areas, operations }: WireRule, field: string): void {
  const known = [...contract.operations.values()];
  for (const [index, area] of areas.entries()) {
    if (!known.some((operation) => operation.area === area)) {
      throw unusable(`${field}.areas.${index}`, 'names no area of the API');
    }
  }
  for (const [index, id] of (operations ?? []).entries()) {
    const area = contract.operations.get(id)?.area;
    if (area === undefined || !areas.includes(area)) {
      throw unusable(`${field}.operations.${index}`, 'names no operation of these areas');
    }
  }
}

function checkAddresses({ addresses }: WireRule, field: string): void {
  for (const [index, address] of (addresses ?? []).entries()) {
    if (rangeProblem(address) !== null) {
      throw unusable(`${field}.addresses.${index}`, 'is neither an IP address nor a CIDR range');
    }
  }
}

function checkScopes({ access }: Reader, { scope_ids }: WireRule, field: string): void {
  for (const [index, scopeId] of (scope_ids ?? []).entries()) {
    const isThere = access.profile.tree.lineage(scopeId).length > 0;
    if (!isThere || !access.allows({ scopeId, resourceId: null }, 'scope:read')) {
      throw unusable(`${field}.scope_ids.${index}`, 'names no scope that you can reach');
    }
  }
}

async function checkResources(
  { access, organizationId, means }: Reader,
  session: ClientSession,
  { resource_ids }: WireRule,
  field: string,
): Promise<void> {
  if (!resource_ids) return;
  const found = await means.store.models.resources
    .find({ organization_id: organizationId, _id: { $in: resource_ids } }, { scope_id: 1 }, { session })
    .lean();
  const visible = new Set(
    found.filter((resource) => access.permits('resource', resource, 'resource:read')).map(({ _id }) => _id),
  );
  for (const [index, id] of resource_ids.entries()) {
    if (!visible.has(id)) throw unusable(`${field}.resource_ids.${index}`, 'names no resource that you can reach');
  }
}
