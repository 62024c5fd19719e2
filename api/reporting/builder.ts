/** What the schema of reports is built with: its context, its scalars, and the kinds of objects that types name. */

import SchemaBuilder from '@pothos/core';
import type {
  ApprovalRow,
  FindingRow,
  GrantRow,
  JobRow,
  ResourceRow,
  SessionRow,
} from '../../store/models/reporting.ts';
import type { ReportReader } from './report-reader.ts';

/** Of one question. */
export interface ReportContext {
  readonly reader: ReportReader;
}

export const builder = new SchemaBuilder<{
  Context: ReportContext;
  Scalars: { Time: { Input: Date; Output: Date } };
}>({});

builder.scalarType('Time', {
  description: 'A time as RFC 3339 has it, for example 2026-01-31T12:00:00Z.',
  serialize: (time) => time.toISOString(),
  parseValue: (given) => {
    const time = new Date(typeof given === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(given) ? given : Number.NaN);
    if (Number.isNaN(time.getTime())) throw new TypeError('A Time is a text like 2026-01-31T12:00:00Z.');
    return time;
  },
});

export const ResourceRef = builder.objectRef<ResourceRow>('Resource');
export const JobRef = builder.objectRef<JobRow>('Job');
export const ApprovalRef = builder.objectRef<ApprovalRow>('Approval');
export const SessionRef = builder.objectRef<SessionRow>('Session');
export const FindingRef = builder.objectRef<FindingRow>('Finding');
export const GrantRef = builder.objectRef<GrantRow>('Grant');
