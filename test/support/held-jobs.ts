/** Jobs that wait for consent, put into the store as the API would, and what people say to it, up to where it is taken. */

import { randomUUID } from 'node:crypto';
import type { AuditActor } from '../../domain/audit.ts';
import { insertApproval } from '../../store/approvals/insert-approval.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { auditEntryOf } from '../../store/job-audit.ts';
import type { ApprovalDocument, ApprovalMove } from '../../store/models/approval.ts';
import type { JobDocument, JobItemDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';

const ORGANIZATION = 1;

/** All that there is of a request and its job. */
export interface HeldJob {
  readonly approval: ApprovalDocument;
  readonly job: JobDocument;
  readonly item: JobItemDocument;
  /** `operation status`, in the order of the alphabet. */
  readonly records: readonly string[];
  readonly recordIds: readonly string[];
  /** Codes of what was told to whoever runs Capstan, after that it was asked for. */
  readonly turns: readonly (string | null)[];
}

export class HeldJobs {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async person(): Promise<AuditActor> {
    const id = await this.#store.nextId('user');
    const now = new Date();
    await this.#store.models.users.create({
      _id: id,
      public_id: `usr_${id}`,
      organization_id: ORGANIZATION,
      name: `person ${id}`,
      display_name: null,
      email: null,
      password_hash: null,
      password_changed_at: null,
      totp: null,
      identity_provider_id: null,
      external_subject: null,
      status: 'active',
      sign_in_epoch: 0,
      created_at: now,
      updated_at: now,
      revision: 1,
      last_event_id: 'evt_of_a_test',
    });
    const name = `person ${id}`;
    return { type: 'user', id, name, organization_id: ORGANIZATION, authentication: 'basic', address: null };
  }

  /** A verification that waits for `quorum` people, whoever they are. @returns the request for their consent. */
  async ask(requester: AuditActor, quorum: number): Promise<ApprovalDocument> {
    const store = this.#store;
    const [jobId, resourceId] = [await store.nextId('job'), await store.nextId('resource')];
    const [now, eventId] = [new Date(), newEventId()];
    const job = {
      _id: jobId,
      organization_id: ORGANIZATION,
      scope_id: 1,
      resource_id: resourceId,
      operation: 'verify',
      status: 'awaiting_approval',
      actor: requester,
      correlation_id: eventId,
      cancel_requested: false,
      dispatch: 'held',
      dispatch_due_at: now,
      dispatch_attempts: 0,
      resource_count: 1,
      created_at: now,
      updated_at: now,
      revision: 1,
      last_event_id: eventId,
    } as const;
    const item = { organization_id: ORGANIZATION, job_id: jobId, resource_id: resourceId, status: 'queued' } as const;
    const rule = {
      quorum,
      approver_group_ids: [],
      distinct_groups: false,
      expires_after_minutes: 60,
      escalation: null,
    };
    return store.transaction(async (session) => {
      const [made] = await store.models.jobs.create([job], { session });
      if (!made) throw new Error('no job was made');
      await store.models.jobItems.create([{ _id: `${jobId}:${resourceId}`, ...item }], { session });
      const intent = { operation: 'verify', status: 'intended' } as const;
      await recordEffect(store, session, auditEntryOf(made.toObject(), resourceId, intent), eventId);
      return insertApproval(store, session, {
        organizationId: ORGANIZATION,
        scopeId: 1,
        resourceId,
        operation: 'verify',
        kind: 'consent',
        jobId,
        asked: { job: jobId },
        rules: [{ rule, policy_id: 1, version: 1, binding_id: 1 }],
        requester,
        reason: null,
        ticketId: null,
        correlationId: eventId,
        traceId: null,
        now,
        eventId,
        source: 'api',
      });
    });
  }

  /** What somebody wants done, which nobody has taken yet. @returns its id. */
  async intend(approval: ApprovalDocument, move: ApprovalMove, actor: AuditActor): Promise<string> {
    const _id = newEventId();
    const request = { key: randomUUID(), hash: 'of a test' };
    // It holds by every clock of a test.
    const expires_at = new Date(approval.expires_at.getTime() + 3_600_000);
    await this.#store.models.approvalIntents.create({
      _id,
      organization_id: ORGANIZATION,
      approval_id: approval._id,
      move,
      actor,
      comment: null,
      request,
      correlation_id: _id,
      trace_id: null,
      expires_at,
    });
    return _id;
  }

  async look({ _id, job_id }: ApprovalDocument): Promise<HeldJob> {
    const { models } = this.#store;
    const records = await this.#store.auditCollection().find({ job_id }).toArray();
    const asked = { $ne: 'asked' } as const;
    const events = await models.operationalEvents.find({ job_id, kind: 'approval', code: asked }).lean();
    return {
      approval: await models.approvals.findById(_id).lean<ApprovalDocument>().orFail(),
      job: await models.jobs.findById(job_id).lean<JobDocument>().orFail(),
      item: await models.jobItems.findOne({ job_id }).lean<JobItemDocument>().orFail(),
      records: records.map(({ operation, status }) => `${operation} ${status}`).toSorted(),
      recordIds: records.map(({ _id: id }) => id),
      turns: events.map(({ code }) => code),
    };
  }
}
