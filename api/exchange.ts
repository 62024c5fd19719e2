/** One request on its way through the pipeline: who asks for what, and the ids that tie its traces together. */

import type { Request, Response } from 'express';
import type { Actor, AuthenticationMethod } from '../domain/access.ts';
import type { AuditActor } from '../domain/audit.ts';
import { plainAddress } from '../runtime/addresses.ts';
import { newEventId } from '../store/event-ids.ts';
import type { OrganizationDocument } from '../store/models/identity.ts';
import type { Origin } from './authentication/sign-in-throttle.ts';
import type { RequestAccess } from './authorization/request-access.ts';
import type { OperationContract } from './contract.ts';

/** What becomes of a request before it is known who asks: named in the record of a refusal. */
export interface ClaimedIdentity {
  /** Organization of the identity that was named, where there is one. */
  readonly organizationId: number | null;
  readonly authentication: AuthenticationMethod | 'none';
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
  /** The one that the actor acts in. */
  organization: OrganizationDocument | null = null;
  /** What was decided, once the operation was found to be open to the actor at all. */
  access: RequestAccess | undefined;
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

  /** Peer of the connection, or whom a proxy that the settings trust names as its client. */
  get address(): string | null {
    const address = this.request.ip;
    return address === undefined ? null : plainAddress(address);
  }

  /** Where the caller comes from, for limits that strangers are held to. */
  get origin(): Origin {
    const { headers } = this.request;
    return { address: this.address, isForwarded: 'x-forwarded-for' in headers || 'forwarded' in headers };
  }

  get auditActor(): AuditActor {
    const { actor, address } = this;
    if (!actor) {
      const { authentication } = this.claimed;
      return { type: 'anonymous', id: null, name: 'anonymous', organization_id: null, authentication, address };
    }
    const { type, id, name, homeOrganizationId, authentication } = actor;
    return { type, id, name, organization_id: homeOrganizationId, authentication, address };
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
