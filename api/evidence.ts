/** The audit record of a request: with the effect of a command, or by itself for reads and refusals. */

import type { ClientSession } from 'mongoose';
import { type AuditEntry, type AuditStatus, MAX_CHANGE_LENGTH } from '../domain/audit.ts';
import type { CapstanError, ErrorCode } from '../domain/errors.ts';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import { AuditWriter, recordEffect } from '../store/audit-log.ts';
import type { Store } from '../store/store.ts';
import { AnonymousRefusals } from './anonymous-refusals.ts';
import type { Exchange } from './exchange.ts';
import type { Answer } from './operation.ts';

/** Codes that say "you may not", as opposed to "this cannot be done". */
const DENIALS = new Set<ErrorCode>([
  'unauthenticated',
  'second_factor_required',
  'fresh_authentication_required',
  'forbidden',
  'password_required',
  'policy_refused',
  'privilege_escalation',
  'own_rights',
  'own_request',
  'not_an_approver',
  'sign_in_refused',
  'not_found',
  'too_many_requests',
]);

export class Evidence {
  readonly #store: Store;
  readonly #writer: AuditWriter;
  readonly #anonymous: AnonymousRefusals;

  constructor(store: Store) {
    this.#store = store;
    this.#writer = new AuditWriter(store);
    this.#anonymous = new AnonymousRefusals(this.#writer);
  }

  /** Writes the record of a command in the transaction of its effect. */
  async ofCommand(session: ClientSession, exchange: Exchange, answer: Answer, eventId: string): Promise<void> {
    await recordEffect(this.#store, session, entryOf(exchange, answer.auditStatus ?? 'succeeded', answer), eventId);
  }

  /** Resolves once the record of a read, or of a replayed answer, is committed. */
  async ofQuery(exchange: Exchange, answer: Answer): Promise<void> {
    await this.#writer.write(entryOf(exchange, answer.auditStatus ?? 'succeeded', answer));
  }

  /**
   * Resolves once the refusal or failure is on record; those of strangers are bounded, see
   * {@link AnonymousRefusals}. A request that names no operation leaves no record, nor does one that
   * failed for want of the database: the record would be asked of the same database.
   */
  async ofProblem(exchange: Exchange, error: CapstanError): Promise<void> {
    if (!exchange.operation || error.code === 'not_ready') return;
    const status = DENIALS.has(error.code) || error.policy ? 'denied' : 'failed';
    const entry = {
      ...entryOf(exchange, status),
      approval_id: refusedApprovalOf(exchange),
      code: error.code,
      change: changeOf(error),
      policy: error.policy,
    };
    if (exchange.actor) await this.#writer.write(entry);
    else await this.#anonymous.record(entry);
  }

  /** A record that belongs to no operation of the contract's, for example the issue of a token. */
  async of(entry: AuditEntry): Promise<void> {
    if (entry.actor.type === 'anonymous') await this.#anonymous.record(entry);
    else await this.#writer.write(entry);
  }

  /** Writes what is still counted only. */
  async close(): Promise<void> {
    await this.#anonymous.close();
  }
}

/** What was not done to a request for consent is found with what was. */
function refusedApprovalOf({ operation, path }: Exchange): number | null {
  return operation?.targetType === 'approval' ? numberOrNull(path['id']) : null;
}

/** What a policy said stands beside it, without the words of its author. */
function changeOf({ policy, message }: CapstanError): string {
  return policy ? 'refused by policy' : message.slice(0, 500);
}

function entryOf(exchange: Exchange, status: AuditStatus, answer?: Answer): AuditEntry {
  const { operation, actor, claimed, access } = exchange;
  if (!operation) throw new Error('a request without an operation has no audit record');
  const target = answer?.target ?? { type: operation.targetType, id: targetIdOf(exchange) };
  return {
    // The default organization takes what nobody else can be asked about.
    organization_id: actor?.organizationId ?? claimed.organizationId ?? FIRST_ORGANIZATION_ID,
    scope_id: access?.place?.scopeId ?? null,
    resource_id: access?.place?.resourceId ?? (target.type === 'resource' ? numberOrNull(target.id) : null),
    actor: exchange.auditActor,
    target_type: target.type,
    target_id: target.id,
    operation: operation.auditOperation,
    permission: operation.permission,
    status,
    code: null,
    reason: answer?.reason ?? null,
    change: answer?.change?.slice(0, MAX_CHANGE_LENGTH) ?? null,
    ticket_id: answer?.ticketId ?? null,
    policy: answer?.policy ?? null,
    job_id: answer?.jobId ?? null,
    approval_id: answer?.approvalId ?? null,
    session_id: answer?.sessionId ?? null,
    correlation_id: exchange.correlationId,
    trace_id: exchange.traceId,
  };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** What the path names, where it has the form of a name: other text of a stranger's does not belong in the ledger. */
function targetIdOf({ path }: Exchange): number | string | null {
  // With both, the name is that of a part: the key of a user.
  const id = path['name'] ?? path['id'] ?? path['event_id'];
  if (typeof id === 'number') return id;
  return typeof id === 'string' && /^[A-Za-z0-9_.:-]{1,64}$/.test(id) ? id : null;
}
