/** What the schema of reports is built with: its context, its scalars, and the kinds of objects that types name. */

import SchemaBuilder from '@pothos/core';
import { DateTime } from 'luxon';
import type {
  ApprovalRow,
  FindingRow,
  GrantRow,
  JobRow,
  ResourceRow,
  SessionRow,
} from '../../store/models/reporting.ts';
import type { ReportReader } from './report-reader.ts';

/** With an offset: without one it would be the time of whatever place this runs in. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

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
    const time = typeof given === 'string' && RFC_3339.test(given) ? DateTime.fromISO(given) : undefined;
    // There is no 31st of February.
    if (!time?.isValid) throw new TypeError('A Time is a text like 2026-01-31T12:00:00Z.');
    return time.toJSDate();
  },
});

export const ResourceRef = builder.objectRef<ResourceRow>('Resource');
export const JobRef = builder.objectRef<JobRow>('Job');
export const ApprovalRef = builder.objectRef<ApprovalRow>('Approval');
export const SessionRef = builder.objectRef<SessionRow>('Session');
export const FindingRef = builder.objectRef<FindingRow>('Finding');
export const GrantRef = builder.objectRef<GrantRow>('Grant');
