/** What a refusal must look like. */

import assert from 'node:assert/strict';
import type { ApiHarness, CallAnswer } from '../../support/api-harness.ts';

export function assertRefused(answer: CallAnswer, status: number, code: string, pointer?: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.code, code, JSON.stringify(answer.body));
  if (pointer) assert.equal(answer.body.errors[0].pointer, pointer, JSON.stringify(answer.body));
}

export function assertOk(answer: CallAnswer, status = 200): CallAnswer {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer;
}

/** Looks for `secret` in every collection and in every line of the log. */
export async function assertNowhere(api: ApiHarness, secret: string): Promise<void> {
  for (const [name, model] of Object.entries(api.store.models)) {
    const rows = await Reflect.get(model, 'collection').find({}).toArray();
    assert.equal(JSON.stringify(rows).includes(secret), false, `it is stored in ${name}`);
  }
  assert.equal(api.log.join('\n').includes(secret), false, 'it is in the log');
}
