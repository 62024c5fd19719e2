/** The one table of errors: what a code means, its HTTP status and its public text. `docs/errors.md` is made from it. */

import type { PolicyDecision } from './audit.ts';

interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

export const ERRORS = {
  malformed_request: {
    status: 400,
    title: 'The request cannot be read',
    remedy: 'Send well-formed JSON (UTF-8) and well-formed headers.',
  },
  validation_failed: {
    status: 400,
    title: 'The request does not match the contract',
    remedy: 'Mend what `errors` points at; the contract is at /openapi.json.',
  },
  cursor_invalid: {
    status: 400,
    title: 'The cursor is not one that Capstan gave out',
    remedy: 'Start again without a cursor; keep the filters the same from page to page.',
  },
  unauthenticated: {
    status: 401,
    title: 'No valid credentials came with the request',
    remedy: 'Authenticate with name and password, an API key, a user token, or an access token from /v1/oauth2/token.',
  },
  second_factor_required: {
    status: 401,
    title: 'The user has a second factor, and the request none',
    remedy: 'Send a fresh code in X-Capstan-Otp, or get a user token with one and use that.',
  },
  fresh_authentication_required: {
    status: 401,
    title: 'The operation wants a recent authentication',
    remedy: 'Get another user token (POST /v1/me/tokens, or sign in again) and repeat the request with it.',
  },
  forbidden: {
    status: 403,
    title: 'Your grants do not allow this operation',
    remedy: 'Ask an administrator for a grant of the permission named in `detail`; POST /v1/access/explain tells more.',
  },
  password_required: {
    status: 403,
    title: 'An API key does not reach this operation',
    remedy: 'Authenticate with the password, or with a user token that was got with it.',
  },
  policy_refused: {
    status: 403,
    title: 'The policy does not allow it',
    remedy: 'See `detail`; GET /v1/resources/{id}/effective-policy tells which binding each rule comes from.',
  },
  privilege_escalation: {
    status: 403,
    title: 'This would give more than you hold',
    remedy: 'Have somebody do it who holds what `detail` names, for as long.',
  },
  own_rights: {
    status: 403,
    title: 'Nobody changes their own rights',
    remedy: 'Have another administrator do it.',
  },
  own_request: {
    status: 403,
    title: 'Nobody decides on what they have asked for',
    remedy: 'Have somebody else decide; whoever has asked may withdraw it.',
  },
  not_an_approver: {
    status: 403,
    title: 'Your consent is not asked for',
    remedy: 'GET /v1/approvals/{id} names the groups whose members decide; one of them can delegate to you.',
  },
  sign_in_refused: {
    status: 403,
    title: 'The sign-in does not count',
    remedy: 'Begin it again; an administrator finds the reason in the audit log.',
  },
  not_found: {
    status: 404,
    title: 'There is no such object',
    remedy: 'Check the id; objects outside your reach look the same as missing ones.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The path does not know this method',
    remedy: 'See /openapi.json for the methods of the path.',
  },
  conflict: {
    status: 409,
    title: 'The request contradicts the present state',
    remedy: 'Read the object again and decide anew.',
  },
  name_taken: {
    status: 409,
    title: 'Another object has that name already',
    remedy: 'Choose another name, or use the object that has it.',
  },
  last_administrator: {
    status: 409,
    title: 'The organization would be left without an administrator',
    remedy: 'Give another local user the role admin on the root scope first, without an end.',
  },
  user_active: {
    status: 409,
    title: 'The user can still act',
    remedy: 'Deactivate the user, and let their jobs end or cancel them.',
  },
  resource_inactive: {
    status: 409,
    title: 'The object is not active',
    remedy: 'Activate it first.',
  },
  resource_not_ready: {
    status: 409,
    title: 'The resource lacks something that the operation needs',
    remedy: 'Add what `detail` names.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key came with another request before',
    remedy: 'Use a fresh key for a new request.',
  },
  precondition_failed: {
    status: 412,
    title: 'The object has changed since you read it',
    remedy: 'Read it again, then send the new ETag in If-Match.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send no more than `detail` says.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is of a type that the operation does not take',
    remedy: 'Send application/json, or what the contract names.',
  },
  unprocessable: {
    status: 422,
    title: 'The request is well-formed, but cannot be carried out',
    remedy: 'Mend what `errors` points at.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait as many seconds as Retry-After says.',
  },
  internal: {
    status: 500,
    title: 'Capstan failed',
    remedy: 'Report the correlation id; nothing was changed unless the audit log says so.',
  },
  identity_provider_failed: {
    status: 502,
    title: 'The identity provider did not answer as it should',
    remedy: 'Try again; an administrator checks issuer and client of the identity provider.',
  },
  not_ready: {
    status: 503,
    title: 'A part that the request needs is not ready',
    remedy: 'See /readyz and try again; requests with an Idempotency-Key are safe to repeat.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** One place in the request that is wrong; `pointer` is a JSON Pointer into body, query, path or headers. */
export interface FieldProblem {
  readonly pointer: string;
  readonly detail: string;
}

interface CapstanErrorOptions extends ErrorOptions {
  /** What the effective policy said, for the audit record. */
  readonly policy?: PolicyDecision | null;
  readonly errors?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;
  /** How old an authentication may be (RFC 9470). */
  readonly maxAgeSeconds?: number;
  /** What the caller is told beside that, as it would be with an answer. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An error with a public face. `detail` goes to the caller: no secret, no stack, nothing of another tenant. */
export class CapstanError extends Error {
  override readonly name = 'CapstanError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;
  readonly maxAgeSeconds: number | undefined;
  readonly policy: PolicyDecision | null;
  readonly extensions: Readonly<Record<string, unknown>> | null;

  constructor(code: ErrorCode, detail: string, options: CapstanErrorOptions = {}) {
    super(detail, options);
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.maxAgeSeconds = options.maxAgeSeconds;
    this.policy = options.policy ?? null;
    this.extensions = options.extensions ?? null;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}
