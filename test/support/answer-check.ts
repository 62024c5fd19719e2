/** Holds an answer against openapi.yaml: its status, media type and body must be what the contract says. */

import assert from 'node:assert/strict';
import type { OpenAPIBackend } from 'openapi-backend';
import { contractAjv } from '../../api/request-validator.ts';

export interface AnswerToCheck {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly body: unknown;
}

/** Lines of JSON are no JSON. */
export function isJsonType(mediaType: string | undefined): boolean {
  return /^application\/(?:[a-z.]+\+)?json$/.test(mediaType ?? '');
}

/** A function that fails the test where an answer breaks the contract; paths outside the contract pass. */
export function answerCheck(backend: OpenAPIBackend): (answer: AnswerToCheck) => void {
  const ajv = contractAjv();
  return (answer) => {
    const { method, path, status, mediaType, body } = answer;
    const operation = backend.router.matchOperation({ method, path, headers: {} });
    if (!operation) return;
    const what = `${operation.operationId} answered ${status}`;
    const responses: Record<string, unknown> = { ...operation.responses };
    const response = responses[String(status)] ?? responses['default'];
    assert.ok(response, `${what}, which the contract does not list`);
    const content: unknown = Reflect.get(Object(response), 'content');
    if (content === undefined) {
      assert.equal(body, undefined, `${what} with a body, which the contract does not list`);
      return;
    }
    const media: unknown = Reflect.get(Object(content), mediaType ?? '');
    assert.ok(media, `${what} as ${mediaType}, not as ${Object.keys(Object(content)).join(' or ')}`);
    if (!isJsonType(mediaType)) return;
    const schema: unknown = Reflect.get(Object(media), 'schema');
    const validate = ajv.compile(Object(schema));
    assert.ok(validate(body), `${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body, null, 2)}`);
  };
}
