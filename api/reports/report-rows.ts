/** The rows of a report, slice by slice: findings with the records that prove them, and resources. */

import { changeOver } from '../../domain/posture/finding-period.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { ResourceDocument } from '../../store/models/inventory.ts';
import type { FindingDocument, ResourcePostureDocument } from '../../store/models/posture.ts';
import type { components } from '../generated/openapi.ts';
import { presentFindings } from '../handlers/compliance/present-finding.ts';
import { wireTime, wireTimeOrNull } from '../handlers/wire-time.ts';
import { findingSlices, type ReportQuestion, SLICE } from './report-question.ts';

export type ReportFinding = components['schemas']['ReportFinding'];
export type ReportResource = components['schemas']['ReportResource'];

/** @param treeSize of the checkpoint of the report; 0: there is none. */
export async function* reportFindings(
  question: ReportQuestion,
  treeSize: number,
  also: object = {},
): AsyncGenerator<ReportFinding[], undefined> {
  for await (const slice of findingSlices(question, also)) yield presentSlice(question, treeSize, slice);
}

/** The findings alone, without what is looked up for each. */
export async function* bareFindings(
  question: ReportQuestion,
): AsyncGenerator<Pick<ReportFinding, 'change' | 'finding'>[], undefined> {
  const { store, session, from, until } = question;
  for await (const slice of findingSlices(question)) {
    const shown = await presentFindings(store, slice, session);
    yield shown.map((finding, at) => ({ change: changeOver(slice[at]?.spans ?? [], from, until), finding }));
  }
}

async function presentSlice(
  question: ReportQuestion,
  treeSize: number,
  slice: readonly FindingDocument[],
): Promise<ReportFinding[]> {
  const { store, session, from, until } = question;
  // One after the other: they share a session.
  const resources = await resourceNames(question, slice);
  const devices = await deviceNames(question, slice);
  const indexes = await indexesOf(question, slice);
  const shown = await presentFindings(store, slice, session);
  return shown.map((finding, at) => ({
    change: changeOver(slice[at]?.spans ?? [], from, until),
    finding,
    resource_name: finding.resource_id === null ? null : (resources.get(finding.resource_id) ?? null),
    device_name: devices.get(finding.device_id) ?? null,
    records: (slice[at]?.steps ?? []).map((taken) => {
      const index = indexes.get(taken.event_id);
      return {
        step: taken.step,
        at: wireTime(taken.at),
        event_id: taken.event_id,
        index: index === undefined || index >= treeSize ? null : index,
      };
    }),
  }));
}

async function indexesOf(
  { store, organizationId }: ReportQuestion,
  slice: readonly FindingDocument[],
): Promise<Map<string, number>> {
  const ids = new Set(slice.flatMap(({ steps = [] }) => steps.map(({ event_id }) => event_id)));
  const rows = await ledgerCollections(store)
    .sequence.find({ _id: { $in: [...ids] }, log: organizationId })
    .toArray();
  return new Map(rows.map(({ _id, index }) => [_id, index]));
}

async function resourceNames(
  { store, session, organizationId, scope, shows }: ReportQuestion,
  slice: readonly FindingDocument[],
): Promise<Map<number, string>> {
  if (!shows.resources) return new Map();
  const ids = new Set(slice.flatMap(({ resource_id: id }) => id ?? []));
  const rows = await store.models.resources
    .find(
      { organization_id: organizationId, _id: { $in: [...ids] }, scope_id: { $in: [...scope.subtree] } },
      { name: 1 },
      { session },
    )
    .lean();
  return new Map(rows.map(({ _id, name }) => [_id, name]));
}

/** Devices may lie in other scopes than what is on them: those are named that lie in this one or below. */
async function deviceNames(
  { store, session, organizationId, scope, shows }: ReportQuestion,
  about: readonly { readonly device_id: number }[],
): Promise<Map<number, string>> {
  if (!shows.devices) return new Map();
  const ids = new Set(about.map(({ device_id }) => device_id));
  const rows = await store.models.devices
    .find(
      { organization_id: organizationId, _id: { $in: [...ids] }, scope_id: { $in: [...scope.subtree] } },
      { name: 1 },
      { session },
    )
    .lean();
  return new Map(rows.map(({ _id, name }) => [_id, name]));
}

/** All resources at and below the scope, as they are now. */
export async function* reportResources(question: ReportQuestion): AsyncGenerator<ReportResource[], undefined> {
  const { store, session, organizationId, scope } = question;
  for (let after = 0; ; ) {
    const slice = await store.models.resources
      .find({ organization_id: organizationId, scope_id: { $in: [...scope.subtree] }, _id: { $gt: after } }, null, {
        session,
      })
      .sort({ _id: 1 })
      .limit(SLICE)
      .lean<ResourceDocument[]>();
    if (slice.length > 0) yield presentResources(question, slice);
    if (slice.length < SLICE) return;
    after = slice.at(-1)?._id ?? after;
  }
}

async function presentResources(
  question: ReportQuestion,
  slice: readonly ResourceDocument[],
): Promise<ReportResource[]> {
  const { store, session } = question;
  const postures = await store.models.resourcePostures
    .find({ _id: { $in: slice.map(({ _id }) => _id) } }, null, { session })
    .lean<ResourcePostureDocument[]>();
  const devices = await deviceNames(question, slice);
  const postureOf = new Map(postures.map((posture) => [posture._id, posture]));
  return slice.map((resource) => {
    const posture = postureOf.get(resource._id);
    return {
      id: resource._id,
      public_id: resource.public_id,
      name: resource.name,
      type: resource.type,
      scope_id: resource.scope_id,
      device_id: resource.device_id,
      device_name: devices.get(resource.device_id) ?? null,
      status: resource.status,
      is_rated: posture?.is_rated ?? false,
      points_lost: posture?.lost ?? 0,
      open_findings: posture?.findings.length ?? 0,
      verified_at: wireTimeOrNull(resource.verified_at),
      rotated_at: wireTimeOrNull(resource.rotated_at),
    };
  });
}
