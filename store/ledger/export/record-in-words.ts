/** What several formats say of a record: its weight, its parties, and a sentence. */

import type { LedgerRecord } from '../leaf.ts';

/**
 * How much a record asks for attention: what went wrong, or may have, at a target is for somebody to look at; a request
 * that was refused or could not be carried out may be; the rest is information.
 */
export type Severity = 'informational' | 'low' | 'medium';

export function severityOf({ status, job_id }: LedgerRecord): Severity {
  if (status === 'unknown') return 'medium';
  if (status === 'failed') return job_id === null ? 'low' : 'medium';
  return status === 'denied' ? 'low' : 'informational';
}

/** `user:7`: ids of users and of applications are counted apart. null for who is known by no id. */
export function actorUid({ type, id }: LedgerRecord['actor']): string | null {
  return id === null ? null : `${type}:${id}`;
}

/** `user 7`, `log 1`; what is not known by an id is known by its kind alone. */
export function targetName({ target_type, target_id }: LedgerRecord): string {
  return target_id === null ? target_type : `${target_type} ${target_id}`;
}

/** One sentence for a person. */
export function summaryOf(record: LedgerRecord): string {
  const { actor, operation, status, code } = record;
  const who = actor.name ?? actorUid(actor) ?? actor.type;
  return `${who}: ${operation} of ${targetName(record)} ${status}${code === null ? '' : ` (${code})`}`;
}
