/** Evidence of what becomes of findings: a record and an event of each; of a first look, one record for all. */

import { createHash } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { CountedFinding, FindingTurn } from '../../domain/posture/finding.ts';
import { findingEvent } from '../../domain/posture/finding-event.ts';
import { type FirstFinding, firstFindingsText } from '../../domain/posture/first-findings.ts';
import { type IdentifiedEntry, recordEffects } from '../audit-log.ts';
import { newEventId } from '../event-ids.ts';
import type { OperationalEventDocument } from '../models/operational-event.ts';
import type { FindingDocument } from '../models/posture.ts';
import { operationalEventDocument } from '../operational-event-document.ts';
import type { Store } from '../store.ts';
import type { FindingHolder } from './finding-holder.ts';
import { postureEntry } from './posture-entry.ts';

/** `regraded` is on record alone: nothing has begun or ended by it. */
type ToldTurn = NonNullable<FindingTurn> | 'regraded';

const OPERATIONS: Readonly<Record<ToldTurn, string>> = {
  opened: 'finding.open',
  reopened: 'finding.reopen',
  worsened: 'finding.worsen',
  resolved: 'finding.resolve',
  acceptance_over: 'finding.acceptance_over',
  regraded: 'finding.regrade',
};

export class ToldFindings {
  readonly #entries: IdentifiedEntry[] = [];
  readonly #events: OperationalEventDocument[] = [];
  readonly #correlationId = newEventId();
  #first: { readonly id: string; readonly organizationId: number; readonly findings: FirstFinding[] } | undefined;

  /** @returns the id of its record, which names the job that was asked for against it, where that has made it go. */
  add(
    holder: FindingHolder,
    findingId: number,
    about: CountedFinding & Pick<FindingDocument, 'remedy'>,
    turn: ToldTurn,
  ): string {
    const id = newEventId();
    const { signal, severity } = about;
    this.#entries.push({
      id,
      entry: {
        ...postureEntry(holder.organization_id, this.#correlationId),
        scope_id: holder.scope_id,
        resource_id: holder.resource_id,
        target_id: findingId,
        operation: OPERATIONS[turn],
        change: `${signal}, ${severity}`,
        job_id: turn === 'resolved' ? (about.remedy?.job_id ?? null) : null,
      },
    });
    if (turn === 'regraded') return id;
    this.#events.push(operationalEventDocument(findingEvent(placeOf(holder), findingId, about, turn), 'worker'));
    return id;
  }

  /** Of what was never looked at before. @returns the id of the record that all of them share. */
  addFirst(holder: FindingHolder, findingId: number, { signal }: CountedFinding): string {
    const { organization_id: organizationId, resource_id: resourceId, device_id: deviceId } = holder;
    this.#first ??= { id: newEventId(), organizationId, findings: [] };
    this.#first.findings.push({ id: findingId, signal, resourceId, deviceId });
    return this.#first.id;
  }

  async write(store: Store, session: ClientSession): Promise<void> {
    const entries = await withoutJobsInVain(store, session, this.#entries);
    await recordEffects(store, session, [...entries, ...this.#firstEntries()]);
    if (this.#events.length > 0) await store.models.operationalEvents.create(this.#events, { session, ordered: true });
  }

  #firstEntries(): IdentifiedEntry[] {
    if (this.#first === undefined) return [];
    const { id, organizationId, findings } = this.#first;
    const digest = createHash('sha256').update(firstFindingsText(findings)).digest('hex');
    const said = {
      target_id: null,
      operation: 'finding.open',
      change: `${findings.length} findings where nobody had looked before; their list has SHA-256 ${digest}`,
    };
    return [
      {
        id,
        entry: { ...postureEntry(organizationId, this.#correlationId), scope_id: null, resource_id: null, ...said },
      },
    ];
  }
}

/**
 * A finding goes as its facts do: where its job was denied, has failed or has not begun, something else has made it go. A job
 * that is still at work has the resource to itself, and ends soon after what was seen.
 */
async function withoutJobsInVain(
  { models }: Store,
  session: ClientSession,
  entries: readonly IdentifiedEntry[],
): Promise<readonly IdentifiedEntry[]> {
  const asked = entries.flatMap(({ entry }) => entry.job_id ?? []);
  if (asked.length === 0) return entries;
  const mending = { _id: { $in: asked }, status: { $in: ['running', 'succeeded'] } } as const;
  const jobs = new Set(await models.jobs.distinct('_id', mending).session(session));
  return entries.map(({ id, entry }) =>
    entry.job_id === null || jobs.has(entry.job_id) ? { id, entry } : { id, entry: { ...entry, job_id: null } },
  );
}

function placeOf({ organization_id, scope_id, resource_id, device_id }: FindingHolder) {
  return { organizationId: organization_id, scopeId: scope_id, resourceId: resource_id, deviceId: device_id };
}
