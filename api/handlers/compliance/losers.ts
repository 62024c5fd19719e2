/** Resources and devices of a scope that have lost points, in one order: who has lost most first. */

import type { mongo } from 'mongoose';
import type { DevicePostureDocument } from '../../../store/models/device-posture.ts';
import type { ResourcePostureDocument } from '../../../store/models/posture.ts';
import type { Request } from '../../operation.ts';
import type { PageFrame } from '../page.ts';
import type { PostureScope } from './posture-scope.ts';

/** In this order, where they have lost the same. */
const KINDS = ['resource', 'device'] as const;
type Kind = (typeof KINDS)[number];

export interface Loser {
  readonly kind: Kind;
  readonly id: number;
  readonly scope_id: number;
  readonly lost: number;
}

type LosingDocument = Pick<ResourcePostureDocument & DevicePostureDocument, '_id' | 'scope_id' | 'lost'>;

/** One more than the page has, where there are more. */
export async function losersOf(
  { organizationId, means }: Pick<Request<'explainComplianceRating'>, 'organizationId' | 'means'>,
  { subtree }: PostureScope,
  page: PageFrame,
): Promise<Loser[]> {
  const filterOf = (kind: Kind): mongo.Filter<LosingDocument> => ({
    organization_id: organizationId,
    scope_id: { $in: [...subtree] },
    is_rated: true,
    lost: { $gt: 0 },
    ...after(kind, page),
  });
  const { resourcePostures, devicePostures } = means.store.models;
  const [resources, devices] = await Promise.all([
    resourcePostures.find(filterOf('resource')).sort({ lost: -1, _id: 1 }).limit(page.fetch).lean<LosingDocument[]>(),
    devicePostures.find(filterOf('device')).sort({ lost: -1, _id: 1 }).limit(page.fetch).lean<LosingDocument[]>(),
  ]);
  const as = (kind: Kind) => (document: LosingDocument) => ({
    kind,
    id: document._id,
    scope_id: document.scope_id,
    lost: document.lost,
  });
  return [...resources.map(as('resource')), ...devices.map(as('device'))]
    .sort(
      (one, other) => other.lost - one.lost || KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || one.id - other.id,
    )
    .slice(0, page.fetch);
}

function after(kind: Kind, { position }: PageFrame): mongo.Filter<LosingDocument> {
  const [lost, id] = [position?.['lost'], position?.['id']];
  const last = KINDS.find((known) => known === position?.['kind']);
  if (typeof lost !== 'number' || typeof id !== 'number' || last === undefined) return {};
  const isBefore = KINDS.indexOf(kind) < KINDS.indexOf(last);
  const same = isBefore ? [] : [{ lost, ...(kind === last ? { _id: { $gt: id } } : {}) }];
  return { $or: [{ lost: { $lt: lost } }, ...same] };
}
