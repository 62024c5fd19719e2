/** A plain HTTP client that keeps every answer it gets, headers included. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from './until.ts';

export interface PlainRequest {
  /** Value of `Authorization`; default: that of the client; null: none. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  /** The answer is meant to hold a secret, and is not kept. */
  readonly isSecretAnswer?: boolean;
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
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  /** @throws AssertionError with the answer where its status is another. */
  async expect<Body>(status: number, method: string, path: string, request: PlainRequest = {}): Promise<Body> {
    const answer = await this.send(method, path, request);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as Body;
  }

  /** Asks for an operation and reads all that the API tells of it once it has ended. */
  async run(operation: string, resource: number): Promise<{ status: string; correlation_id: string }> {
    const { job_id } = await this.expect<{ job_id: number }>(202, 'POST', `/v1/resources/${resource}/${operation}`);
    const job = await until(`job ${job_id} to end`, async () => {
      const read = await this.expect<{ status: string; ended_at: string | null; correlation_id: string }>(
        200,
        'GET',
        `/v1/jobs/${job_id}`,
      );
      return read.ended_at === null ? undefined : read;
    });
    for (const part of ['items', 'timeline', 'events']) await this.expect(200, 'GET', `/v1/jobs/${job_id}/${part}`);
    return job;
  }
}
