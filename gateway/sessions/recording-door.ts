/** The door of recordings: a token opens one, for whoever it was made for, if they may still see it. */

import { Readable } from 'node:stream';
import { openView } from '../../store/connect-sessions/open-view.ts';
import { sealedHeads } from '../../store/connect-sessions/sealed-heads.ts';
import type { RecordingDocument } from '../../store/models/recording.ts';
import { dataKeyOf } from '../../store/recordings/data-key.ts';
import { exportCast } from '../../store/recordings/export-cast.ts';
import { handOver } from '../../worker-calls/hand-over.ts';
import type { RecordingDoor } from '../web/contract.ts';
import type { GatewayMeans } from './means.ts';

/** A worker asks once more for the right, and has the playing on record, before it hands the key out. */
export function recordingDoor({ store, handOvers, gatewayId }: GatewayMeans): RecordingDoor {
  return {
    async open({ sessionId, token, address }) {
      const view = await openView(store, { sessionId, token, purposes: ['play'], address });
      if (!view) return null;
      const { organization_id, actor, correlation_id, trace_id } = view;
      const recording = await store.models.recordings
        .findOne({ _id: sessionId, organization_id })
        .lean<RecordingDocument>();
      if (!recording) return null;
      const asking = {
        store,
        handOvers,
        organizationId: organization_id,
        actor,
        correlationId: correlation_id,
        traceId: trace_id,
        gatewayId,
      };
      const heads = await sealedHeads(store, organization_id, sessionId);
      const key = dataKeyOf(await handOver(asking, { purpose: 'play_recording', subjectId: sessionId }));
      return Readable.from(
        withoutKeyAfterwards(key, exportCast(store, recording, key, { form: 'harmless', withInput: true, heads })),
      );
    },
  };
}

async function* withoutKeyAfterwards(key: Buffer, lines: AsyncIterable<string | Buffer>) {
  try {
    yield* lines;
  } finally {
    key.fill(0);
  }
}
