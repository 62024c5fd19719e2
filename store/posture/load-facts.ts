/** Reads what the posture of some resources is worked out from, all in one snapshot. */

import type { ClientSession } from 'mongoose';
import type { ScopeTree } from '../../domain/access.ts';
import { isByReconcileAccount } from '../../domain/change-authority.ts';
import type { PostureFacts, ReviewFacts } from '../../domain/posture/suspicions.ts';
import type { ApprovalDocument } from '../models/approval.ts';
import type { CredentialDocument } from '../models/credential.ts';
import type { DeviceDocument, PlatformDocument, ResourceDocument } from '../models/inventory.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import type { Store } from '../store.ts';
import { groupBy } from './group-by.ts';
import { knownAccounts } from './known-accounts.ts';
import { sharedKeys } from './shared-keys.ts';
import { unrecordedSessions } from './unrecorded-sessions.ts';

export interface Surveyed {
  readonly resource: ResourceDocument;
  /** null: it or its device is not active, so nothing is found about it. */
  readonly facts: PostureFacts | null;
}

export interface Survey {
  readonly organizationId: number;
  readonly book: PolicyBook;
  readonly tree: ScopeTree;
  readonly now: Date;
  /**
   * Writes, in the transaction of a look, what every look at the organization writes. One that changes nothing writes
   * nothing else, and of two at once the one that had read before the other wrote must not stand.
   */
  readonly hold?: (session: ClientSession) => Promise<void>;
}

const DAY_MS = 24 * 3_600_000;
/** As long as any finding about them lasts. */
const REVIEWS_OF_MS = 90 * DAY_MS;
/** Of one resource; more would tell nothing more. */
const MOST_OF_A_KIND = 20;

/** Those of `ids` that the organization has, in no order. */
export async function loadFacts(
  store: Store,
  session: ClientSession,
  ids: readonly number[],
  survey: Survey,
): Promise<Surveyed[]> {
  const { organizationId, book, tree, now } = survey;
  const { models } = store;
  const within = { organization_id: organizationId } as const;
  const resources = await models.resources
    .find({ ...within, _id: { $in: [...ids] } }, null, { session })
    .lean<ResourceDocument[]>();
  const about = { ...within, resource_id: { $in: resources.map(({ _id }) => _id) } };
  const devices = byId(
    await models.devices
      .find({ _id: { $in: resources.map(({ device_id }) => device_id) } }, null, { session })
      .lean<DeviceDocument[]>(),
  );
  const platforms = byId(
    await models.platforms
      .find({ _id: { $in: resources.map(({ platform_id }) => platform_id) } }, null, { session })
      .lean<PlatformDocument[]>(),
  );
  const credentials = await models.credentials
    .find({ ...about, status: 'active' }, { resource_id: 1, kind: 1 }, { session })
    .lean<CredentialDocument[]>();
  const sharedKeyOf = await sharedKeys(store, session, credentials);
  const reviews = byResource(
    await models.approvals
      .find(
        {
          ...about,
          kind: 'review',
          $or: [{ status: 'pending' }, { status: 'expired', expires_at: { $gt: new Date(+now - REVIEWS_OF_MS) } }],
        },
        { resource_id: 1, status: 1, created_at: 1, expires_at: 1 },
        { session },
      )
      .lean<ApprovalDocument[]>(),
  );
  const unrecorded = byResource(await unrecordedSessions(store, session, about, now));
  const accountOf = await knownAccounts(store, session, resources);
  const credentialOf = new Map(credentials.map((credential) => [credential.resource_id, credential]));
  return resources.map((resource) => {
    const { _id, scope_id, device_id, platform_id } = resource;
    const device = devices.get(device_id);
    if (resource.status === 'inactive' || device?.status !== 'active') return { resource, facts: null };
    const credential = credentialOf.get(_id);
    const facts: PostureFacts = {
      resource: {
        status: resource.status,
        verifiedAt: resource.verified_at,
        rotatedAt: resource.rotated_at,
        createdAt: resource.created_at,
      },
      policy: book.effectiveAt({ lineage: tree.lineage(scope_id), resourceId: _id }),
      credential: credential ? { sharedKey: sharedKeyOf.get(credential._id) ?? null } : null,
      lacksReconcileAccount: lacksReconcileAccount(resource, device, platforms.get(platform_id)),
      reviews: (reviews.get(_id) ?? []).slice(0, MOST_OF_A_KIND).map(reviewOf),
      unrecorded: (unrecorded.get(_id) ?? [])
        .slice(0, MOST_OF_A_KIND)
        .map(({ _id: id, ended_at }) => ({ id, endedAt: ended_at ?? now })),
      account: accountOf.get(_id) ?? null,
    };
    return { resource, facts };
  });
}

/** One that is not of this device, or cannot be used, is found out where it is used. */
function lacksReconcileAccount(
  { _id, reconcile_resource_id }: ResourceDocument,
  device: DeviceDocument,
  platform: PlatformDocument | undefined,
): boolean {
  if (!platform || !isByReconcileAccount('rotate', platform)) return false;
  const id = reconcile_resource_id ?? device.reconcile_resource_id;
  return id === null || id === _id;
}

function reviewOf({ _id, status, created_at, expires_at }: ApprovalDocument): ReviewFacts {
  return {
    approvalId: _id,
    status: status === 'pending' ? 'pending' : 'expired',
    requestedAt: created_at,
    expiresAt: expires_at,
  };
}

function byId<Document extends { readonly _id: number }>(documents: readonly Document[]): Map<number, Document> {
  return new Map(documents.map((document) => [document._id, document]));
}

function byResource<Document extends { readonly resource_id: number | null }>(documents: readonly Document[]) {
  return groupBy(documents, ({ resource_id }) => resource_id);
}
