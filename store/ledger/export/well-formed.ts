/** Whether a record is of the form that Capstan writes: whoever can write to the outbox can have anything sequenced. */

import { AUDIT_STATUSES } from '../../../domain/audit.ts';
import type { LedgerRecord } from '../leaf.ts';

type Check = (value: unknown) => boolean;
type Form<Fields> = Readonly<Record<keyof Fields, Check>>;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const object: Check = (value) => typeof value === 'object' && !Array.isArray(value);
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((one) => one === value);
const orNull =
  (...checks: readonly Check[]): Check =>
  (value) =>
    value === null || checks.some((check) => check(value));

const ACTOR: Form<LedgerRecord['actor']> = {
  type: oneOf('user', 'application', 'system', 'anonymous'),
  id: orNull(number),
  name: orNull(text),
  organization_id: orNull(number),
  authentication: text,
  address: orNull(text),
};

/** Every field that an export may show. */
const RECORD: Form<Required<LedgerRecord>> = {
  v: number,
  event_id: text,
  timestamp: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  organization_id: number,
  scope_id: orNull(number),
  resource_id: orNull(number),
  actor: (value) => fits(ACTOR, value),
  target_type: text,
  target_id: orNull(number, text),
  operation: text,
  permission: orNull(text),
  status: oneOf(...AUDIT_STATUSES),
  code: orNull(text),
  reason: orNull(text),
  change: orNull(text),
  ticket_id: orNull(text),
  job_id: orNull(number),
  approval_id: orNull(number),
  session_id: orNull(text),
  policy: orNull(object),
  correlation_id: text,
  trace_id: orNull(text),
};

export function isWellFormed(record: LedgerRecord): boolean {
  return fits(RECORD, record);
}

function fits(form: Form<Record<string, unknown>>, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(form).every(([name, check]) => check(fields.get(name)));
}
