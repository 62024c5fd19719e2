/** Whoever wants to log in waits while others might lock the account out, and no longer than that. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loginTurn } from '../../activities/login-turn.ts';
import { guardForLooks, guardInWords } from '../../domain/login-guard.ts';
import type { Admission } from '../../store/login-attempts.ts';

const LOGIN = { id: 'a login', credentialId: 1 };
const { signal: NEVER } = new AbortController();

/** Gives these answers one after another, and the last one for ever. */
function answering(...answers: readonly [...Admission[], Admission]) {
  const asked = { times: 0 };
  const admit = async (): Promise<Admission> => {
    const answer = answers[Math.min(asked.times, answers.length - 1)];
    asked.times += 1;
    assert.ok(answer);
    return answer;
  };
  return { admit, asked };
}

describe('the turn to log in', () => {
  it('comes once others have ended, or never where too many of them have failed', async () => {
    for (const end of [LOGIN, 'closed'] as const) {
      const { admit, asked } = answering('busy', 'busy', end);
      assert.deepEqual(await loginTurn(admit, NEVER), end);
      assert.equal(asked.times, 3);
    }
  });

  it('is not waited for without end, nor by a worker that stops', async () => {
    const late = answering('busy');
    assert.equal(await loginTurn(late.admit, NEVER, 0), 'busy');
    assert.ok(late.asked.times >= 1);
    const stopping = answering('busy');
    assert.equal(await loginTurn(stopping.admit, AbortSignal.abort()), 'busy');
    assert.equal(stopping.asked.times, 1);
  });
});

describe('the guard', () => {
  it('leaves one login more for what is to be done after a look, if it lets through more than one', () => {
    const mostForLooks = (most: number) =>
      guardForLooks({ max_failed_logins: most, window_seconds: 900 }).max_failed_logins;
    assert.deepEqual([1, 2, 3, 5].map(mostForLooks), [1, 1, 2, 4]);
  });

  it('says why it keeps a login back, and from whom', () => {
    const rules = { max_failed_logins: 5, window_seconds: 900 };
    const words = '5 logins failed or stand open within 900 s; Capstan waits so that the account is not locked out';
    assert.equal(guardInWords(rules), words);
    assert.match(guardInWords(rules, 'the reconcile account'), /so that the reconcile account is not locked out$/);
  });
});
