/**
 * Changes devices and leaves records, as an API does, until it is told to stop, or killed. What was acknowledged to it
 * it notes in a file before it goes on: every line of it is a promise that the ledger has to keep.
 */

import { openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { AuditWriter, recordEffect } from '../../../store/audit-log.ts';
import { newEventId } from '../../../store/event-ids.ts';
import { openStore } from '../../../store/store.ts';
import { auditEntry } from '../ledger-entry.ts';

const { WRITER_MONGODB_URI: uri = '', WRITER_ACKNOWLEDGED: file = '', WRITER_DEVICES: devices = '' } = process.env;
/** Callers of each kind at once. */
const CHANGERS = 3;
const READERS = 6;
const AFTER_FAILURE_MS = 50;

const acknowledged = openSync(file, 'a');
const store = await openStore(uri);
const auditWriter = new AuditWriter(store);
/** `<organization>:<device>` */
const places = devices.split(',').map((place) => place.split(':').map(Number));
let isStopping = false;

function anyPlace() {
  const [organization_id = 0, device = 0] = places[Math.floor(Math.random() * places.length)] ?? [];
  return { organization_id, device };
}

async function change(): Promise<string> {
  const id = newEventId();
  const { organization_id, device } = anyPlace();
  const entry = auditEntry({ organization_id, target_type: 'device', target_id: device, operation: 'device.update' });
  await store.transaction(async (session) => {
    const what = { $inc: { revision: 1 }, $set: { last_event_id: id, updated_at: new Date() } };
    await store.models.devices.updateOne({ _id: device }, what, { session });
    await recordEffect(store, session, entry, id);
  });
  return id;
}

function read(): Promise<string> {
  const { organization_id, device } = anyPlace();
  return auditWriter.write(
    auditEntry({ organization_id, target_type: 'device', target_id: device, operation: 'device.read' }),
  );
}

async function repeat(act: () => Promise<string>): Promise<void> {
  while (!isStopping) {
    try {
      writeSync(acknowledged, `${await act()}\n`);
    } catch (error) {
      if (!(error instanceof mongo.MongoError)) throw error;
      // Whether it has happened, nobody has said: nothing is promised, and either is right.
      await delay(AFTER_FAILURE_MS);
    }
  }
}

console.log('The writer runs');
process.once('SIGTERM', () => {
  isStopping = true;
});
await Promise.all([
  ...Array.from({ length: CHANGERS }, () => repeat(change)),
  ...Array.from({ length: READERS }, () => repeat(read)),
]);
await store.close();
