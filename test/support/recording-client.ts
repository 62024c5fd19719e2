/** A plain HTTP client that keeps every answer it gets, headers included. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isJsonType } from './answer-check.ts';

export interface PlainRequest {
  /** Value of `Authorization`; default: that of the client; null: none. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  /** The answer is meant to hold a secret, and is not kept. */
  readonly isSecretAnswer?: boolean;
}

interface EndedJob {
  readonly status: string;
  readonly ended_at: string | null;
  readonly correlation_id: string;
}

export class RecordingClient {
  /** Status, headers and body of every answer. */
  readonly answers: string[] = [];
  readonly #baseUrl: string;
  readonly #authorization: string;

  constructor(baseUrl: string, authorization: string) {
    this.#baseUrl = baseUrl;
    this.#authorization = authorization;
  }

  async send(method: string, path: string, request: PlainRequest = {}): Promise<{ status: number; body: unknown }> {
    const { authorization = this.#authorization, body, headers = {}, isSecretAnswer = false } = request;
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method,
      headers: {
        ...(authorization === null ? {} : { Authorization: authorization }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...headers,
      },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    if (!isSecretAnswer) {
      this.answers.push([`${method} ${response.status}`, JSON.stringify([...response.headers]), text].join('\n'));
    }
    const isJson = isJsonType(response.headers.get('content-type')?.split(';', 1)[0]);
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  /** @throws AssertionError with the answer where its status is another. */
  async expect<Body>(status: number, method: string, path: string, request: PlainRequest = {}): Promise<Body> {
    const answer = await this.send(method, path, request);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as Body;
  }

  /** Asks for an operation and reads all that the API tells of it once it has ended. */
  async run(operation: string, resource: number): Promise<EndedJob> {
    const { job_id } = await this.expect<{ job_id: number }>(202, 'POST', `/v1/resources/${resource}/${operation}`);
    // The stream ends when the job does.
    for (const part of ['/events', '/items', '/timeline']) await this.expect(200, 'GET', `/v1/jobs/${job_id}${part}`);
    const job = await this.expect<EndedJob>(200, 'GET', `/v1/jobs/${job_id}`);
    assert.ok(job.ended_at, `job ${job_id} has ended`);
    return job;
  }
}
