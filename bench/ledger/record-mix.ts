/** What is written to the log: as an estate at work leaves it behind, mostly reads, some changes, some steps of jobs. */

import type { AuditEntry } from '../../domain/audit.ts';
import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import { type AuditWriter, recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import type { Store } from '../../store/store.ts';

/** Of five records one comes with a change; the others tell of reads, refusals and steps, and share their commits. */
const CHANGE_EVERY = 5;
/** As many places are changed as there may be callers, so that what is measured is not how they meet. */
export const PLACES = 128;
const PEOPLE = ['m.okafor@example.org', 'j.rivera@example.org', 'deploy-pipeline', 's.lindqvist@example.org'];

/** What callers change: a small document, as most of Capstan's are. */
interface Place {
  readonly _id: number;
  readonly organization_id: number;
  readonly name: string;
  readonly revision: number;
  readonly last_event_id: string;
}

const places = (store: Store) => store.connection.getClient().db().collection<Place>('bench_places');

export async function preparePlaces(store: Store): Promise<void> {
  const documents = Array.from({ length: PLACES }, (_, _id) => {
    return { _id, organization_id: FIRST_ORGANIZATION_ID, name: `place ${_id}`, revision: 0, last_event_id: '' };
  });
  await places(store).deleteMany({});
  await places(store).insertMany(documents);
}

function entryOf(n: number, isChange: boolean, organizations = 1): AuditEntry {
  const organization = FIRST_ORGANIZATION_ID + (n % organizations);
  const resource = 1 + (n % 5_000);
  const isStep = !isChange && n % 3 === 0;
  return {
    organization_id: organization,
    scope_id: 1 + (n % 40),
    resource_id: resource,
    actor: {
      type: 'user',
      id: n % 200,
      name: PEOPLE[n % PEOPLE.length] ?? '',
      organization_id: organization,
      authentication: 'user_token',
      address: `10.20.${n % 200}.${n % 250}`,
    },
    target_type: 'resource',
    target_id: resource,
    operation: isStep ? 'rotate.apply' : isChange ? 'resource.update' : 'resource.read',
    permission: isChange ? 'resource:write' : 'resource:read',
    status: 'succeeded',
    code: null,
    reason: isChange ? 'Moved to the new data centre' : null,
    change: isChange ? 'changed: scope_id' : null,
    ticket_id: isChange ? `CHG-${n}` : null,
    job_id: isStep ? n : null,
    correlation_id: newEventId(),
    trace_id: null,
  };
}

/** Changes a small document and leaves its record, in one transaction. @returns the record's id. */
export function changePlace(store: Store, place: number, n: number, organizations = 1): Promise<string> {
  const id = newEventId();
  return store.transaction(async (session) => {
    const what = { $inc: { revision: 1 }, $set: { last_event_id: id } };
    await places(store).updateOne({ _id: place % PLACES }, what, { session });
    return recordEffect(store, session, entryOf(n, true, organizations), id);
  });
}

/** The `n`th record of the mix, in one log after another. @returns its id once it is committed. */
export function writeMixed(store: Store, writer: AuditWriter, n: number, organizations = 1): Promise<string> {
  return n % CHANGE_EVERY === 0
    ? changePlace(store, n / CHANGE_EVERY, n, organizations)
    : writer.write(entryOf(n, false, organizations));
}

export function writeRead(writer: AuditWriter, n: number): Promise<string> {
  return writer.write(entryOf(n, false));
}
