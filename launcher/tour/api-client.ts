/** A small client of Capstan's HTTP API, as a reader of /docs would write it: fetch, Basic, and a stream to wait on. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

export interface ApiClient {
  readonly baseUrl: string;
  /** Sends a request and checks the answer. @throws Error that names request, status, code and detail. */
  call<Answer>(method: Method, path: string, schema: z.ZodType<Answer>, body?: unknown): Promise<Answer>;
  /** Follows a job over its event stream until it has ended. @throws Error where it does not end in time. */
  untilEnded(jobId: number, withinMs: number): Promise<string>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

const ANSWER_WITHIN_MS = 15_000;
const problem = z.object({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
const end = z.object({ status: z.string() });

/** Logs in as admin with the password in a file, which is read for each request and kept nowhere. */
export function createApiClient(baseUrl: string, adminPasswordFile: string): ApiClient {
  async function send(method: Method, path: string, signal: AbortSignal, body?: unknown): Promise<Response> {
    const password = readFileSync(adminPasswordFile, 'utf8').trim();
    const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(`${baseUrl}${path}`, { method, headers, signal, ...content }).catch(
      (error: unknown) => {
        throw new Error(`${method} ${path}: ${unanswered(error)}`, { cause: error });
      },
    );
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}${await why(response)}`);
    return response;
  }

  return {
    baseUrl,
    async call(method, path, schema, body) {
      const response = await send(method, path, AbortSignal.timeout(ANSWER_WITHIN_MS), body);
      const answer = schema.safeParse(await response.json());
      if (answer.success) return answer.data;
      throw new Error(`${method} ${path} answered in another form than /openapi.json says: ${answer.error.message}`);
    },
    async untilEnded(jobId, withinMs) {
      const deadline = AbortSignal.timeout(withinMs);
      try {
        for (;;) {
          const response = await send('GET', `/v1/jobs/${jobId}/events`, deadline);
          const status = await endOfStream(response);
          if (status !== undefined) return status;
          // The API was restarted in the middle: the stream is opened anew.
        }
      } catch (error) {
        if (!deadline.aborted) throw error;
        throw new Error(
          `job ${jobId} did not end within ${withinMs / 1_000} s; GET /v1/jobs/${jobId} says where it is`,
        );
      }
    },
  };
}

/** The status in the event `end`; undefined where the stream broke off before. */
async function endOfStream(response: Response): Promise<string | undefined> {
  if (response.body === null) return undefined;
  let unread = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const events = `${unread}${text}`.split('\n\n');
    unread = events.pop() ?? '';
    for (const event of events) {
      if (!/^event: ?end$/m.test(event)) continue;
      const data = event.match(/^data: ?(.*)$/m)?.[1] ?? '';
      return end.parse(JSON.parse(data)).status;
    }
  }
  return undefined;
}

async function why(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.headers.get('content-type')?.includes('json')) return '';
  const parsed = problem.safeParse(JSON.parse(text));
  if (!parsed.success) return '';
  const { code, detail, errors = [] } = parsed.data;
  const fields = errors.map((field) => `; ${field.pointer} ${field.detail}`).join('');
  return ` ${code}${detail === undefined ? '' : `: ${detail}`}${fields}`;
}

/** fetch says no more than "fetch failed"; its cause knows. */
function unanswered(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? String(cause.code) : '';
  const untrusted = /CERT|SIGNATURE|ALTNAME|ISSUER/.test(code);
  return untrusted
    ? `${cause.message}; set NODE_EXTRA_CA_CERTS to the authority that signed CAPSTAN_TLS_CERT`
    : `no answer (${cause.message || code})`;
}
