/** Finishes the recording of a session whose gateway cannot do so any more, with a record of how far it goes. */

import { recordEffect } from '../audit-log.ts';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import { completeOrphan } from '../recordings/complete-orphan.ts';
import type { Store } from '../store.ts';
import { headInWords } from './sealed-heads.ts';
import { SESSION_ACTOR, sessionAuditEntryOf } from './session-audit.ts';

/** Harmless to repeat, and where there is no recording, or a finished one. */
export async function finishRecording(store: Store, session: ConnectSessionDocument): Promise<void> {
  await completeOrphan(store, session._id, async (within, ended) => {
    const change = `interrupted; ${headInWords(ended)}`;
    const said = { operation: 'session.recording', actor: SESSION_ACTOR, status: 'unknown', change } as const;
    await recordEffect(store, within, sessionAuditEntryOf(session, said));
  });
}
