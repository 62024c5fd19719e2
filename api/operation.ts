/** What an operation of openapi.yaml looks like from inside: a query reads, a command changes, a relayed one has a workflow do so. */

import type { Readable } from 'node:stream';
import type { ClientSession } from 'mongoose';
import type { Actor } from '../domain/access.ts';
import type { AuditActor, AuditStatus, PolicyDecision } from '../domain/audit.ts';
import type { NamedNetworks } from '../runtime/named-networks.ts';
import type { OrganizationDocument } from '../store/models/identity.ts';
import type { PolicyBooks } from '../store/policy/policy-book.ts';
import type { Store } from '../store/store.ts';
import type { HandOvers } from '../worker-calls/hand-overs.ts';
import type { IdentitySecrets } from './authentication/seal-identity-secret.ts';
import type { SecondFactors } from './authentication/second-factors.ts';
import type { Origin, SignInThrottle } from './authentication/sign-in-throttle.ts';
import type { RequestAccess } from './authorization/request-access.ts';
import type { Contract } from './contract.ts';
import type { CursorCodec } from './cursor.ts';
import type { ApprovalDesk } from './dispatch/approval-desk.ts';
import type { Downloads } from './downloads.ts';
import type { EventFeed } from './event-feed.ts';
import type { operations } from './generated/openapi.ts';
import type { JobEvents } from './job-stream.ts';
import type { GuardedOutbound } from './outbound/guarded-fetch.ts';
import type { ServerSentEvent } from './server-sent-events.ts';

export type OperationId = keyof operations;

type ParametersOf<Id extends OperationId, Place extends string> = operations[Id] extends {
  parameters: { [place in Place]?: infer Found };
}
  ? NonNullable<Found>
  : Record<string, never>;

type BodyOf<Id extends OperationId> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Body } };
}
  ? Body
  : undefined;

/** The means that the process hands to its handlers. */
export interface Means {
  readonly store: Store;
  readonly contract: Contract;
  /** Tells the dispatcher that a job waits; returns at once. */
  readonly dispatchSoon: () => void;
  /** Tells the workflow of a job that waits for people or time that something else is wanted of it; returns at once. */
  readonly tellJobSoon: (jobId: number) => void;
  /** Requests for consent: where words on them are brought to, and that there is a new one, or one that was ended. */
  readonly approvals: { readonly desk: ApprovalDesk; readonly lookSoon: () => void };
  /** Access reviews: that something was decided. */
  readonly reviews: { readonly lookSoon: () => void };
  /** Has secrets handed over by a worker. */
  readonly handOvers: HandOvers;
  readonly cursors: CursorCodec;
  /** What happens to jobs, live. */
  readonly jobEvents: JobEvents;
  readonly eventFeed: EventFeed;
  /** Seals and opens what identities are checked by. */
  readonly identitySecrets: IdentitySecrets;
  readonly secondFactors: SecondFactors;
  readonly signInThrottle: SignInThrottle;
  /** Log collectors: where they may be, and that something about one has changed. */
  readonly collectors: { readonly allowsLoopback: boolean; readonly deliverSoon: () => void };
  /** Notification channels: the private networks in which they may be, and that something about one has changed. */
  readonly notifications: { readonly networks: NamedNetworks; readonly sendSoon: () => void };
  /** The way to servers that tenants name. */
  readonly outbound: GuardedOutbound;
  readonly policyBooks: PolicyBooks;
  /** Bounds large answers. */
  readonly downloads: Downloads;
}

export interface Request<Id extends OperationId = OperationId> {
  readonly actor: Actor;
  /** What the actor may do, asked about each object: an operation that asks nothing is not carried out. */
  readonly access: RequestAccess;
  /** The one that the request acts in. Every query is bound to it: objects of other organizations are not found. */
  readonly organizationId: number;
  readonly organization: OrganizationDocument;
  /** The actor as the audit log names it. */
  readonly auditActor: AuditActor;
  /** Where it comes from, for limits on guesses. */
  readonly origin: Origin;
  readonly correlationId: string;
  readonly traceId: string | null;
  /** Validated and coerced: integers are numbers. */
  readonly path: ParametersOf<Id, 'path'>;
  readonly query: ParametersOf<Id, 'query'>;
  readonly body: BodyOf<Id>;
  /** Value of If-Match, without quotes; `requireMatch` of etag.ts reads it. */
  readonly ifMatch: string | undefined;
  /** false: a HEAD, whose answer is that of GET without its content (RFC 9110, 9.3.2). */
  readonly wantsContent: boolean;
  /** Whether the caller would rather have `type` than JSON. */
  readonly prefers: (type: string) => boolean;
  readonly now: Date;
  /** Has `done` called once the answer is sent, or the client is gone. */
  readonly whenAnswered: (done: () => void) => void;
  /** Answers with what `make` does. The connection is kept meanwhile, however long nothing is sent on it. */
  readonly whileMade: <Made>(make: () => Promise<Made>) => Promise<Made>;
  readonly means: Means;
}

export type Content =
  | { readonly type: string; readonly bytes: string | Buffer }
  /** Read from the store while it is sent; opened when its record is committed. A length of null: nobody knows it yet. */
  | { readonly type: string; readonly length: number | null; readonly open: () => Readable };

export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  readonly body?: unknown;
  /** Instead of a body, what is not JSON. */
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the audit record says the operation touched; default: the kind in the contract and the `id` of the path. */
  readonly target?: { readonly type: string; readonly id: number | string | null };
  /** What the requester gave as reason. */
  readonly reason?: string | null;
  /** What was changed or answered, in Capstan's own words, which name no person; see domain/audit.ts. */
  readonly change?: string | null;
  readonly ticketId?: string | null;
  /** What the effective policy said, where it was asked. */
  readonly policy?: PolicyDecision | null;
  readonly jobId?: number;
  /** The request for consent, or the review, that it made or rests on. */
  readonly approvalId?: number | null;
  /** The session that it is about. */
  readonly sessionId?: string;
  /** Default `succeeded`; a command that only asks for a job says `intended`. */
  readonly auditStatus?: AuditStatus;
}

/** A transaction that a command writes in; its audit record commits with it or not at all. */
export interface Transaction {
  readonly session: ClientSession;
  /** Id of that audit record: what changes keeps it as `last_event_id`. */
  readonly eventId: string;
}

/*
 * The functions below are declared as methods: a registry holds operations with different requests,
 * and the pipeline hands each the request that the contract has validated for it.
 */

export interface Query<Id extends OperationId = OperationId> {
  readonly kind: 'query';
  readonly id: Id;
  handle(request: Request<Id>): Promise<Answer>;
}

export interface StreamRequest<Id extends OperationId = OperationId> extends Request<Id> {
  /** `Last-Event-ID` of a client that comes back. */
  readonly lastEventId: string | undefined;
  /** Aborted when the client goes, loses its access, or the process stops. */
  readonly signal: AbortSignal;
  /** The caller's rights as they are now; null: the operation is not open to them any more. */
  readonly accessNow: () => Promise<RequestAccess | null>;
}

/** Answers `200 text/event-stream` with what the iterable yields, until it ends. */
export interface Stream<Id extends OperationId = OperationId> {
  readonly kind: 'stream';
  readonly id: Id;
  /** Rejects before the first event with what a query would reject with, for example `not_found`. */
  open(request: StreamRequest<Id>): Promise<AsyncIterable<ServerSentEvent>>;
}

export interface Command<Id extends OperationId = OperationId> {
  readonly kind: 'command';
  readonly id: Id;
  /** May run more than once (MongoDB repeats transactions): it writes through `tx.session` and does nothing else. */
  handle(request: Request<Id>, tx: Transaction): Promise<Answer>;
  /** Runs once after the commit; must not fail the request. */
  afterCommit?(request: Request<Id>, answer: Answer): void;
}

/** How a request that is sent again is known. */
export interface SentRequest {
  /** Of the caller and its Idempotency-Key; a fresh one where it has sent none. */
  readonly key: string;
  /** Of what makes two requests the same, under each key of this installation; the first is the one to keep. */
  readonly hashes: readonly [string, ...string[]];
}

export interface RelayedAnswer extends Answer {
  /** An earlier request with the same key has done it. */
  readonly isRepeat: boolean;
}

/** Hands a command on to a workflow, which commits its effect together with its audit record. */
export interface Relayed<Id extends OperationId = OperationId> {
  readonly kind: 'relayed';
  readonly id: Id;
  /**
   * Resolves once the effect is committed. It keeps with that by which request it came, so that one that is sent again
   * is answered and not carried out again.
   */
  handle(request: Request<Id>, sent: SentRequest): Promise<RelayedAnswer>;
}

/** What `api/handlers/index.ts` lists. */
export type Operation = Query | Command | Relayed | Stream;

export function query<Id extends OperationId>(id: Id, handle: Query<Id>['handle']): Query<Id> {
  return { kind: 'query', id, handle };
}

export function stream<Id extends OperationId>(id: Id, open: Stream<Id>['open']): Stream<Id> {
  return { kind: 'stream', id, open };
}

export function command<Id extends OperationId>(
  id: Id,
  handle: Command<Id>['handle'],
  afterCommit?: Command<Id>['afterCommit'],
): Command<Id> {
  return { kind: 'command', id, handle, ...(afterCommit ? { afterCommit } : {}) };
}

export function relayed<Id extends OperationId>(id: Id, handle: Relayed<Id>['handle']): Relayed<Id> {
  return { kind: 'relayed', id, handle };
}
