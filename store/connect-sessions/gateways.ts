/** The gateways that run: each says again and again that it is there, and with that keeps its sessions. */

import { LIVE_STATUSES } from '../../domain/connect-session.ts';
import type { ConnectSessionDocument, GatewayDocument } from '../models/connect-session.ts';
import type { Store } from '../store.ts';

const IS_THERE = { $expr: { $gt: ['$expires_at', '$$NOW'] } };

/** Those that take sessions, the least busy first. */
export function liveGateways({ models }: Store): Promise<GatewayDocument[]> {
  return models.gateways
    .find({ is_draining: false, ...IS_THERE })
    .sort({ sessions: 1, _id: 1 })
    .limit(100)
    .lean<GatewayDocument[]>();
}

/** The one that has the session; null where it is not there. */
export async function gatewayOf(
  { models }: Store,
  { gateway_id }: Pick<ConnectSessionDocument, 'gateway_id'>,
): Promise<GatewayDocument | null> {
  if (gateway_id === null) return null;
  return models.gateways.findOne({ _id: gateway_id, ...IS_THERE }).lean<GatewayDocument>();
}

export type GatewayPlaces = Pick<GatewayDocument, '_id' | 'web_url' | 'ssh' | 'postgres'>;

export interface GatewayStanding {
  /** Ids of those that it has. */
  readonly sessions: readonly string[];
  readonly isDraining: boolean;
  readonly leaseMs: number;
}

/** Says that the gateway is there for another `leaseMs`, and has its sessions. By the clock of the database. */
export async function renewGateway(
  { models }: Store,
  { _id, ...places }: GatewayPlaces,
  { sessions, isDraining, leaseMs }: GatewayStanding,
): Promise<void> {
  const until = { $add: ['$$NOW', leaseMs] };
  await models.gateways.updateOne(
    { _id },
    [
      {
        $set: {
          web_url: { $literal: places.web_url },
          ssh: { $literal: places.ssh },
          postgres: { $literal: places.postgres },
          is_draining: isDraining,
          sessions: sessions.length,
          started_at: { $ifNull: ['$started_at', '$$NOW'] },
          expires_at: until,
        },
      },
    ],
    { upsert: true, updatePipeline: true },
  );
  // A session is not revised by this: whoever writes it should not meet the one who only says that it is there.
  await models.connectSessions.updateMany(
    {
      _id: { $in: [...sessions] },
      gateway_id: _id,
      status: { $in: [...LIVE_STATUSES] },
      $expr: { $gt: ['$lease_expires_at', '$$NOW'] },
    },
    [{ $set: { lease_expires_at: until } }],
    { updatePipeline: true },
  );
}

/** It has stopped in order, and has no session any more. */
export async function removeGateway({ models }: Store, id: string): Promise<void> {
  await models.gateways.deleteOne({ _id: id });
}

export type SessionSight = Pick<ConnectSessionDocument, '_id' | 'status' | 'ending' | 'expires_at'>;

const SIGHT = { status: 1, ending: 1, expires_at: 1 } as const;

/** How those stand that it has; one whose lease has lapsed is not its any more. */
export function sessionsAt({ models }: Store, gatewayId: string): Promise<SessionSight[]> {
  return models.connectSessions
    .find(
      {
        gateway_id: gatewayId,
        status: { $in: [...LIVE_STATUSES] },
        $expr: { $gt: ['$lease_expires_at', '$$NOW'] },
      },
      SIGHT,
    )
    .lean<SessionSight[]>();
}

export function sightOf({ models }: Store, sessionId: string): Promise<SessionSight | null> {
  return models.connectSessions.findById(sessionId, SIGHT).lean<SessionSight>();
}
