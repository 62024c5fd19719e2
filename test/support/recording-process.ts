/**
 * Records a session, as a gateway does, until it is killed. Notes in a file what it writes, before it does, and what
 * it was told to be stored: every line of the latter is a promise that the recording has to keep.
 */

import { openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { RecordingWriter } from '../../gateway/recording/recording-writer.ts';
import { openStore } from '../../store/store.ts';
import { NEW_RECORDING } from './recording-desk.ts';

const {
  RECORDER_MONGODB_URI: uri = '',
  RECORDER_INBOX_KEY: inboxKey = '',
  RECORDER_SESSION: sessionId = '',
  RECORDER_NOTES: notes = '',
} = process.env;
const file = openSync(notes, 'a');
const BETWEEN_LINES_MS = 1;

function tell(what: string, number: number): void {
  writeSync(file, `${what} ${number}\n`);
}

const store = await openStore(uri);
let isPaused = false;
const listener = {
  pause: () => {
    isPaused = true;
  },
  resume: () => {
    isPaused = false;
  },
  failed: (failure: Error) => {
    throw failure;
  },
};
const writer = await RecordingWriter.open(store, JSON.parse(inboxKey), { ...NEW_RECORDING, sessionId }, listener, {
  flushAfterMs: 50,
  chunkBytes: 2_048,
});
let stored = 0;
for (let number = 0; ; number += 1) {
  tell('writes', number);
  writer.output(Buffer.from(`line ${number}\r\n`));
  const { events } = writer.checkpoint();
  if (events > stored) tell('stored', events);
  stored = events;
  do await delay(BETWEEN_LINES_MS);
  while (isPaused);
}
