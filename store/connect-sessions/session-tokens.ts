/** Tokens that open a session, or let somebody look at one: made by the API, shown once, used once, at a gateway. */

import { createHash, randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import { SESSION_TOKEN_MS } from '../../domain/connect-session.ts';
import { Secret } from '../../domain/secret.ts';
import type { ConnectSessionDocument, SessionTokenDocument, SessionTokenPurpose } from '../models/connect-session.ts';
import type { Store } from '../store.ts';

/** By this, scanners recognise what has leaked. The code of a link looks other than what is handed over by hand. */
const PREFIX = 'cap_st_';
const LINK_PREFIX = 'cap_sl_';
const ENTROPY_BYTES = 32;

export interface MintedToken {
  /** Shown once. */
  readonly token: Secret;
  readonly expiresAt: Date;
}

interface Minting {
  readonly session: Pick<ConnectSessionDocument, '_id' | 'organization_id'>;
  readonly purpose: SessionTokenPurpose;
  readonly actor: AuditActor;
  readonly correlationId: string;
  readonly traceId: string | null;
  /** By the clock of the database. */
  readonly now: Date;
  /** Where the browser must come from that brings it; null: from anywhere. */
  readonly openedFrom?: readonly string[] | null;
}

/** Both begin the session, and only one of them may. */
const BEGINNING: readonly SessionTokenPurpose[] = ['launch', 'link'];

/** A fresh token; one that was made for the same before, and was not used, opens nothing any more. */
export async function mintToken(
  { models }: Store,
  within: ClientSession,
  { session, purpose, actor, correlationId, traceId, now, openedFrom = null }: Minting,
): Promise<MintedToken> {
  const text = `${purpose === 'link' ? LINK_PREFIX : PREFIX}${randomBytes(ENTROPY_BYTES).toString('base64url')}`;
  const expiresAt = new Date(now.getTime() + SESSION_TOKEN_MS);
  const { _id: session_id, organization_id } = session;
  const same = BEGINNING.includes(purpose) ? BEGINNING : [purpose];
  const theirs = {
    session_id,
    purpose: { $in: [...same] },
    'actor.type': actor.type,
    'actor.id': actor.id,
    used_at: null,
  } as const;
  // Two that are made at once meet here, so that the second one finds the first.
  await models.connectSessions.updateOne({ _id: session_id }, { $inc: { tokens_made: 1 } }, { session: within });
  await models.sessionTokens.deleteMany(theirs, { session: within });
  const token: SessionTokenDocument = {
    _id: hashOf(text),
    organization_id,
    session_id,
    purpose,
    actor,
    opened_from: openedFrom,
    expires_at: expiresAt,
    used_at: null,
    correlation_id: correlationId,
    trace_id: traceId,
  };
  await models.sessionTokens.create([token], { session: within });
  return { token: new Secret(text), expiresAt };
}

/** Uses a token up. @returns what it was made for; null where it opens nothing, whatever the cause. */
export async function useToken(
  { models }: Store,
  sessionId: string,
  token: Secret,
  purposes: readonly SessionTokenPurpose[],
): Promise<SessionTokenDocument | null> {
  return models.sessionTokens
    .findOneAndUpdate(
      {
        // Found by a hash of 256 random bits: how long that takes tells nothing of the token.
        _id: hashOf(token.reveal()),
        session_id: sessionId,
        purpose: { $in: [...purposes] },
        used_at: null,
        $expr: { $gt: ['$expires_at', '$$NOW'] },
      },
      [{ $set: { used_at: '$$NOW' } }],
      { returnDocument: 'after', updatePipeline: true },
    )
    .lean<SessionTokenDocument>();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
