/** What moderators do in a session, as the gateway that has it writes it down: they come, are asked, step in, and go. */

import type { SessionStatus, SessionWait } from '../../domain/connect-session.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import { newEventId } from '../event-ids.ts';
import type { Store } from '../store.ts';
import { endingOf, wantEnd } from './end-session.ts';
import { type HeldEvent, type HeldRef, readHeld } from './gateway-writes.ts';
import type { OpenedView } from './open-view.ts';
import { reviseSession } from './revise-session.ts';
import { actorOf, sessionAuditEntryOf } from './session-audit.ts';

type Moderator = Pick<OpenedView, 'actor' | 'correlation_id' | 'trace_id'>;

function saidBy({ actor, correlation_id, trace_id }: Moderator) {
  return { actor, permission: 'session:moderate', correlation_id, trace_id } as const;
}

export function comingOrGoing(moderator: Moderator, change: string): HeldEvent {
  return { operation: 'session.moderator', change, ...saidBy(moderator) };
}

/**
 * A moderator has come or gone, is asked, or has answered.
 * @param waitsFor what the session waits for from now on.
 * @throws SessionLost
 */
export async function tellModeration(
  store: Store,
  ref: HeldRef,
  event: HeldEvent,
  waitsFor: SessionWait | null,
): Promise<void> {
  await store.transaction(async (within) => {
    const session = await readHeld(store, within, ref);
    const moment = { now: await databaseTime(store), eventId: newEventId() };
    const isWaited = (session.waits_for ?? null) !== waitsFor;
    const now = isWaited ? await reviseSession(store, within, session, { waits_for: waitsFor }, moment) : session;
    const said = { actor: actorOf(session), ...event };
    await recordEffect(store, within, sessionAuditEntryOf(now, said), moment.eventId);
  });
}

export type ModeratorMove = 'suspend' | 'resume' | 'end';

const MOVES = {
  suspend: { from: 'active', to: 'paused' },
  resume: { from: 'paused', to: 'active' },
} as const;

/**
 * Does what a moderator wants, whose right was asked.
 * @returns null; or how it stands, where that cannot be done now.
 * @throws SessionLost
 */
export async function moderate(
  store: Store,
  ref: HeldRef,
  moderator: Moderator,
  move: ModeratorMove,
): Promise<SessionStatus | null> {
  return store.transaction(async (within) => {
    const session = await readHeld(store, within, ref);
    const moment = { now: await databaseTime(store), eventId: newEventId() };
    const by = saidBy(moderator);
    if (move === 'end') {
      const ending = { ...endingOf('terminated'), by: moderator.actor };
      const ended = await wantEnd(store, within, session, ending, moment);
      if (!ended) return session.status;
      const said = { operation: 'session.terminate', change: 'it is to end: terminated', ...by };
      await recordEffect(store, within, sessionAuditEntryOf(ended, said), moment.eventId);
      return null;
    }
    const { from, to } = MOVES[move];
    if (session.status !== from) return session.status;
    const moved = await reviseSession(store, within, session, { status: to }, moment);
    const said = { operation: `session.${move}`, change: `${from} to ${to}`, ...by };
    await recordEffect(store, within, sessionAuditEntryOf(moved, said), moment.eventId);
    return null;
  });
}
