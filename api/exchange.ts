/** One request on its way through the pipeline: who asks for what, and the ids that tie its traces together. */

import type { Request, Response } from 'express';
import type { Actor } from '../domain/access.ts';
import type { AuditActor } from '../domain/audit.ts';
import { newEventId } from '../store/audit-log.ts';
import type { OperationContract } from './contract.ts';

/** What becomes of a request before it is known who asks: named in the record of a refusal. */
export interface ClaimedIdentity {
  /** Organization of the user or application that was named, where there is one. */
  readonly organizationId: number | null;
  readonly authentication: 'basic' | 'oauth2_client_credentials' | 'none';
}

const ANONYMOUS: ClaimedIdentity = { organizationId: null, authentication: 'none' };

export class Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly correlationId: string;
  readonly traceId: string | null;
  readonly startedAtMs = performance.now();
  operation: OperationContract | undefined;
  actor: Actor | undefined;
  claimed: ClaimedIdentity = ANONYMOUS;
  /** Set where the credentials could not be checked at all; otherwise it would look like a refusal. */
  authenticationError: unknown;
  /** Path parameters: those that have their form, so that a refusal can name its target; all of them once the request is read. */
  path: Readonly<Record<string, unknown>> = {};
  /** Bytes of the body as they came; Idempotency-Key compares them. */
  rawBody: Buffer | undefined;
  /** Stable code of the problem that was answered. */
  code: string | null = null;

  constructor(request: Request, response: Response) {
    this.request = request;
    this.response = response;
    this.correlationId = correlationIdOf(request.headers['x-correlation-id']);
    this.traceId = traceIdOf(request.headers.traceparent);
    response.setHeader('X-Correlation-Id', this.correlationId);
  }

  /** Peer of the connection; a proxy's word about its client is not evidence. */
  get address(): string | null {
    return this.request.socket.remoteAddress ?? null;
  }

  get auditActor(): AuditActor {
    const { actor, address } = this;
    return actor
      ? { type: actor.type, id: actor.id, name: actor.name, authentication: actor.authentication, address }
      : { type: 'anonymous', id: null, name: 'anonymous', authentication: this.claimed.authentication, address };
  }
}

/** A caller's own id is kept where it is short and plain: it goes into headers, logs and records. */
function correlationIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.:-]{7,127}$/.test(header) ? header : newEventId();
}

/** `trace-id` of a W3C traceparent; null where there is none that is valid. */
function traceIdOf(header: string | string[] | undefined): string | null {
  const match =
    typeof header === 'string' ? /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(header) : null;
  const [, traceId = '', parentId = ''] = match ?? [];
  return /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(parentId) ? traceId : null;
}
