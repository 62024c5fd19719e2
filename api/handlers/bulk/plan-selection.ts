/** Which resources a plan is asked to be about, and where it then lies: at the lowest scope with all of them below it. */

import type { ClientSession } from 'mongoose';
import { CapstanError } from '../../../domain/errors.ts';
import { NO_SELECTION, type PlanSelector } from '../../../domain/plan.ts';
import type { components } from '../../generated/openapi.ts';
import type { Request, Transaction } from '../../operation.ts';
import { requireNamed, unusable } from '../found.ts';
import { lowestCommonScope } from './lowest-common-scope.ts';

export type PreflightRequest = Request<'preflightBulk'>;

export interface Selected {
  readonly selector: PlanSelector;
  readonly scopeId: number;
  /** How many were named; 0: they were not. */
  readonly named: number;
}

/**
 * @throws CapstanError `unprocessable` where it is about nothing, chosen in two ways, or about what is out of reach;
 *   `forbidden` where it may be seen, but not be worked on as a whole.
 */
export async function requireSelected(request: PreflightRequest, tx: Transaction): Promise<Selected> {
  const { selector, resource_ids: ids, operation } = request.body;
  if (selector === undefined && ids === undefined) {
    const detail = 'must name a selector or resource_ids';
    throw new CapstanError('unprocessable', `The body ${detail}.`, { errors: [{ pointer: '/body', detail }] });
  }
  if (selector !== undefined && ids !== undefined) throw unusable('resource_ids', 'does not go with selector');
  const selected = selector
    ? await ofConditions(request, tx.session, selector)
    : await ofNamed(request, tx.session, ids ?? []);
  request.access.requireAlso(`resource:${operation}`, { scopeId: selected.scopeId, resourceId: null });
  return selected;
}

async function ofConditions(
  { access, organizationId, means }: PreflightRequest,
  session: ClientSession,
  asked: components['schemas']['PlanSelection'],
): Promise<Selected> {
  const { scope_id: scopeId, device_id: deviceId, platform_id: platformId } = asked;
  access.requirePlace({ scopeId, resourceId: null }, 'selector.scope_id');
  const { devices, platforms } = means.store.models;
  const within = { organization_id: organizationId };
  if (deviceId !== undefined) {
    const found = await devices.findOne({ _id: deviceId, ...within }, { scope_id: 1 }, { session }).lean();
    requireNamed(access.permitted('device', found, 'device:read'), 'selector.device_id', 'device');
  }
  if (platformId !== undefined) {
    const found = await platforms.findOne({ _id: platformId, ...within }, { _id: 1 }, { session }).lean();
    requireNamed(found, 'selector.platform_id', 'platform');
  }
  const selector = {
    ...NO_SELECTION,
    scope_id: scopeId,
    device_id: deviceId ?? null,
    platform_id: platformId ?? null,
    type: asked.type ?? null,
    status: asked.status ?? null,
    rotated_before: asked.rotated_before ?? null,
  };
  return { selector, scopeId, named: 0 };
}

async function ofNamed(
  { access, organizationId, means }: PreflightRequest,
  session: ClientSession,
  ids: readonly number[],
): Promise<Selected> {
  const visible = access.filterWith('resource', 'resource:read');
  const found = await means.store.models.resources
    .find({ _id: { $in: ids }, organization_id: organizationId, ...visible }, { scope_id: 1 }, { session })
    .lean();
  const scopeOf = new Map(found.map(({ _id, scope_id }) => [_id, scope_id]));
  const scopeIds = new Set(ids.map((id, at) => requireNamed(scopeOf.get(id), `resource_ids.${at}`, 'resource')));
  const lineages = [...scopeIds].map((id) => access.profile.tree.lineage(id));
  const scopeId = lowestCommonScope(lineages);
  if (scopeId === undefined) throw new Error(`resources of organization ${organizationId} lie in no common scope`);
  // Each of them may be seen, so it is no secret that this scope is there.
  access.requireAlso('resource:verify', { scopeId, resourceId: null });
  access.requirePlace({ scopeId, resourceId: null }, 'resource_ids', 'resources');
  return { selector: { ...NO_SELECTION, resource_ids: ids }, scopeId, named: ids.length };
}
