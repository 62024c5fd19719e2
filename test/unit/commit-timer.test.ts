/** The wait of results for a commit: bounded whatever happens, and shorter where one has failed. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { CommitTimer } from '../../activities/bulk/commit-timer.ts';

function timerIn({ mock }: TestContext) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const commit = mock.fn();
  return {
    timer: new CommitTimer(commit),
    commits: () => commit.mock.callCount(),
    pass: (ms: number) => mock.timers.tick(ms),
  };
}

describe('the wait of results for a commit', () => {
  it('is half a second from the first one, however many come', (t) => {
    const { timer, commits, pass } = timerIn(t);
    timer.start(false);
    pass(400);
    timer.start(false);
    pass(99);
    assert.equal(commits(), 0);
    pass(1);
    assert.equal(commits(), 1);
  });

  it('is a tenth of one from a failure on, whether it comes first or later', (t) => {
    const { timer, commits, pass } = timerIn(t);
    timer.start(false);
    timer.start(true);
    pass(60);
    timer.start(false);
    timer.start(true);
    pass(40);
    assert.equal(commits(), 1);
    pass(1_000);
    assert.equal(commits(), 1);
  });

  it('begins anew once it is over, also where that came at a bad moment', (t) => {
    const { timer, commits, pass } = timerIn(t);
    timer.start(false);
    pass(500);
    timer.start(false);
    pass(500);
    assert.equal(commits(), 2);
  });

  it('ends where somebody commits before', (t) => {
    const { timer, commits, pass } = timerIn(t);
    timer.start(true);
    timer.stop();
    pass(1_000);
    timer.start(false);
    pass(499);
    assert.equal(commits(), 0);
    pass(1);
    assert.equal(commits(), 1);
  });
});
