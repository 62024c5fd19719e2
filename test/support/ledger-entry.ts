/** Entries of a log as the store holds them, made without one: for tests of what reads them. */

import { ulid } from 'ulid';
import type { AuditEntry } from '../../domain/audit.ts';
import type { LedgerEntry } from '../../store/ledger/entries.ts';
import { leafOf } from '../../store/ledger/leaf.ts';
import { hashLeaf } from '../../store/ledger/merkle.ts';

/** A user reads a resource, unless `fields` say otherwise. */
export function auditEntry(fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    organization_id: 1,
    scope_id: 3,
    resource_id: null,
    actor: {
      type: 'user',
      id: 7,
      name: 'alice',
      organization_id: 1,
      authentication: 'basic_totp',
      address: '192.0.2.4',
    },
    target_type: 'resource',
    target_id: 6,
    operation: 'resource.read',
    permission: 'resource:read',
    status: 'succeeded',
    code: null,
    reason: null,
    change: null,
    ticket_id: null,
    job_id: null,
    correlation_id: 'evt_01KATZ3M5Q0000000000000000',
    trace_id: null,
    ...fields,
  };
}

export const EVENT_TIME = new Date('2026-11-25T01:00:00.123Z');
export const EVENT_ID = `evt_${ulid(EVENT_TIME.getTime())}`;

export function ledgerEntry(fields: Partial<AuditEntry> = {}, index = 12): LedgerEntry {
  const { leaf, disclosures } = leafOf(auditEntry(fields), EVENT_ID, EVENT_TIME);
  return { index, eventId: EVENT_ID, leaf, isPruned: false, leafHash: hashLeaf(leaf), disclosures };
}

/** The same after its record was deleted under the retention policy. */
export function prunedEntry(index = 12): LedgerEntry {
  return { ...ledgerEntry({}, index), leaf: null, isPruned: true, disclosures: [] };
}

/** The same after its person was forgotten. */
export function erasedEntry(fields: Partial<AuditEntry> = {}): LedgerEntry {
  return { ...ledgerEntry(fields), disclosures: [] };
}
