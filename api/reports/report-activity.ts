/** What was done in a scope in a period: jobs, requests for consent and reviews, sessions, each by how it ended. */

import type { PipelineStage } from 'mongoose';
import type { components } from '../generated/openapi.ts';
import type { ReportQuestion } from './report-question.ts';

type Activity = components['schemas']['ReportActivity'];

/** Asked for in the period, and as they stand now; null: the caller may not see those. */
export async function reportActivity(question: ReportQuestion): Promise<Activity> {
  const { store, session, shows } = question;
  const { jobs, approvals, connectSessions } = store.models;
  return {
    jobs: shows.jobs ? await jobs.aggregate(countsBy(question, 'operation', 'status')).session(session) : null,
    approvals: shows.approvals
      ? await approvals.aggregate(countsBy(question, 'kind', 'operation', 'status')).session(session)
      : null,
    sessions: shows.sessions
      ? await connectSessions.aggregate(countsBy(question, 'protocol', 'status')).session(session)
      : null,
  };
}

function countsBy(
  { organizationId, scope, from, until }: ReportQuestion,
  ...fields: readonly string[]
): PipelineStage[] {
  const named = Object.fromEntries(fields.map((field) => [field, `$${field}`]));
  const shown = Object.fromEntries(fields.map((field) => [field, `$_id.${field}`]));
  return [
    {
      $match: {
        organization_id: organizationId,
        scope_id: { $in: [...scope.subtree] },
        created_at: { $gte: from, $lt: until },
      },
    },
    { $group: { _id: named, count: { $sum: 1 } } },
    { $project: { _id: 0, ...shown, count: 1 } },
    { $sort: Object.fromEntries(fields.map((field) => [field, 1 as const])) },
  ];
}
