/** Who has asked for the content of which protected information, and what became of it; never the content. */

import type { Connection } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { RetrievalStatus } from '../../domain/retrieval.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface RetrievalDocument extends Tracked {
  readonly _id: number;
  readonly organization_id: number;
  /** Of the information: it goes with it for as long as it has not ended. */
  readonly scope_id: number;
  readonly information_id: number;
  /** The job whose workflow looks after it. */
  readonly job_id: number;
  readonly approval_id: number | null;
  readonly requester: AuditActor;
  readonly reason: string | null;
  readonly ticket_id: string | null;
  readonly status: RetrievalStatus;
  readonly granted_at: Date | null;
  /** Until when the content may be asked for; null until it is granted. */
  readonly expires_at: Date | null;
  /** When the content was shown, and which version of it. */
  readonly revealed_at: Date | null;
  readonly revealed_version: number | null;
  readonly ended_at: Date | null;
  /** Why it has ended unseen, in Capstan's words. */
  readonly ended_detail: string | null;
  readonly correlation_id: string;
  readonly trace_id: string | null;
}

export function retrievalModels(connection: Connection) {
  return {
    retrievals: defineModel<RetrievalDocument>(
      connection,
      'retrievals',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        information_id: { type: Number, required: true },
        job_id: { type: Number, required: true },
        approval_id: { type: Number, default: null },
        requester: { type: Object, required: true },
        reason: { type: String, default: null },
        ticket_id: { type: String, default: null },
        status: { type: String, required: true },
        granted_at: { type: Date, default: null },
        expires_at: { type: Date, default: null },
        revealed_at: { type: Date, default: null },
        revealed_version: { type: Number, default: null },
        ended_at: { type: Date, default: null },
        ended_detail: { type: String, default: null },
        correlation_id: { type: String, required: true },
        trace_id: { type: String, default: null },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, _id: -1 } },
        { keys: { organization_id: 1, scope_id: 1, _id: -1 } },
        { keys: { organization_id: 1, information_id: 1, _id: -1 } },
        { keys: { organization_id: 1, status: 1, _id: -1 } },
        { keys: { job_id: 1 }, options: { unique: true } },
      ],
    ),
  };
}
