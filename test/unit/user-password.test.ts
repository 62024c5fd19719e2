/** Which passwords of users are taken. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userPasswordProblem } from '../../domain/user-password.ts';

test('what is long enough is taken, counted in characters and not in bytes', () => {
  assert.equal(userPasswordProblem('correct horse', 'alice'), null);
  assert.equal(userPasswordProblem('päßwörterüber', 'alice'), null);
  assert.equal(userPasswordProblem(`${'abcd'.repeat(31)}🔑🔒🔓🗝`, 'alice'), null);
  assert.match(userPasswordProblem('🔑🔒🔓🗝🔑🔒🔓🗝🔑🔒🔓', 'alice') ?? '', /12 to 128/);
  assert.match(userPasswordProblem('abcd'.repeat(32).concat('e'), 'alice') ?? '', /12 to 128/);
});

test('the name of the user does not count, in whatever case', () => {
  for (const password of ['alexandrine.k', 'ALEXANDRINE.K', 'alexandrine.k1', '2024alexandrine.k']) {
    assert.match(userPasswordProblem(password, 'alexandrine.k') ?? '', /name of the user/, password);
  }
  assert.equal(userPasswordProblem('alexandrine.k and some more', 'alexandrine.k'), null);
  assert.equal(userPasswordProblem('a password with an a', 'a'), null);
});

test('few different characters are not taken, and no message repeats the password', () => {
  for (const password of ['aaaaaaaaaaaa', 'abababababab', 'short', 'alexandrine.k']) {
    const problem = userPasswordProblem(password, 'alexandrine.k');
    assert.ok(problem !== null && !problem.includes(password), password);
  }
});
