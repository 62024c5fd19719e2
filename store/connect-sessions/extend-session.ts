/** A session that lives gets more time: at once where the policy has nothing against it, or when people have consented. */

import type { ClientSession } from 'mongoose';
import type { Moment } from '../end-unbegun-job.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { Store } from '../store.ts';
import { reviseSession } from './revise-session.ts';

export interface Extension {
  readonly minutes: number;
  /** The request for consent that it rests on; null: none was wanted. */
  readonly approvalId: number | null;
}

/** Whether there is something to be given more time: the target has let it in, and nobody ends it. */
export function isExtendable({ status }: Pick<ConnectSessionDocument, 'status'>): boolean {
  return status === 'active' || status === 'paused';
}

/** @param session one that is extendable, as the transaction has read it. */
export function extendSession(
  store: Store,
  within: ClientSession,
  session: ConnectSessionDocument,
  { minutes, approvalId }: Extension,
  moment: Moment,
): Promise<ConnectSessionDocument> {
  const total = session.minutes + minutes;
  const from = session.launched_at ?? moment.now;
  const consented = approvalId === null ? [] : [approvalId];
  const fields = {
    minutes: total,
    expires_at: new Date(from.getTime() + total * 60_000),
    extension_approval_ids: [...(session.extension_approval_ids ?? []), ...consented],
  };
  return reviseSession(store, within, session, fields, moment);
}
