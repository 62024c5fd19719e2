/** What whoever looks at an item is told that it waits for. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goingOn, isForOthers, type StoredWait, waitFor, waitOf } from '../../domain/item-wait.ts';

const NOW = new Date('2026-12-01T12:00:00Z');
const [BEFORE, AFTER] = [new Date('2026-12-01T11:00:00Z'), new Date('2026-12-01T13:00:00Z')];
const FOUND: StoredWait = { ...waitFor('resource', { job_id: 7 }), since: BEFORE };

type Job = Parameters<typeof waitOf>[0];
type Item = Parameters<typeof waitOf>[1];

const job = (fields: Partial<Job> = {}, bulk: Partial<NonNullable<Job['bulk']>> = {}): Job => ({
  status: 'running',
  bulk: { wave: 2, paused: null, options: { start_at: null }, ...bulk },
  ...fields,
});
const item = (fields: Partial<Item> = {}, bulk: Partial<NonNullable<Item['bulk']>> = {}): Item => ({
  status: 'queued',
  bulk: { wave: 2, not_before: null, ...bulk },
  ...fields,
});
const reasonOf = (...of: Parameters<typeof waitOf>) => waitOf(...of)?.reason ?? null;

describe('what an item waits for', () => {
  it('is nothing while it is at work, and once it has ended', () => {
    assert.equal(waitOf(job(), item({ status: 'running' }), NOW), null);
    assert.equal(waitOf(job(), item({ status: 'failed', waits_for: FOUND }), NOW), null);
  });

  it('is what its job waits for, whatever was found in its own way', () => {
    const held = item({ waits_for: FOUND });
    assert.equal(reasonOf(job({ status: 'awaiting_approval' }), held, NOW), 'consent');
    assert.equal(reasonOf(job({ status: 'paused' }), held, NOW), 'pause');
    assert.equal(reasonOf(job({}, { paused: { kind: 'canary' } }), held, NOW), 'pause');
    const starting = waitOf(job({}, { options: { start_at: AFTER } }), held, NOW);
    assert.deepEqual([starting?.reason, starting?.not_before], ['start', AFTER]);
    assert.equal(reasonOf(job({}, { options: { start_at: BEFORE } }), held, NOW), 'resource');
  });

  it('is what a worker has found, with whose it is, until it is to be looked for again', () => {
    const told = { ...FOUND, not_before: AFTER };
    assert.deepEqual(waitOf(job(), item({ waits_for: FOUND }, { not_before: AFTER }), NOW), told);
    assert.equal(reasonOf(job(), item({ waits_for: FOUND }, { not_before: NOW }), NOW), 'turn');
  });

  it('is also told of what is in the hands of an operation of its own, and of single operations', () => {
    assert.equal(reasonOf(job({ status: 'paused' }), item({ status: 'running', waits_for: FOUND }), NOW), 'resource');
    assert.equal(reasonOf({ status: 'queued' }, { status: 'queued', waits_for: FOUND }, NOW), 'resource');
    assert.equal(reasonOf({ status: 'queued' }, { status: 'queued' }, NOW), 'turn');
  });

  it('is its wave where that is not the one under way, and else its turn', () => {
    assert.equal(reasonOf(job(), item(), NOW), 'turn');
    assert.equal(reasonOf(job(), item({}, { wave: 0 }), NOW), 'wave');
    assert.equal(reasonOf(job(), item({}, { wave: 1 }), NOW), 'wave');
  });

  it('has been so since it was first found, for as long as the reason is the same', () => {
    assert.equal(goingOn(waitFor('resource', { job_id: 8 }), FOUND, NOW).since, BEFORE);
    assert.equal(goingOn(waitFor('device'), FOUND, NOW).since, NOW);
    assert.equal(goingOn(waitFor('device'), null, NOW).since, NOW);
  });

  it('is half an hour at most where others hold it, and as long as it takes where there is no room', () => {
    assert.deepEqual([waitFor('check_out'), waitFor('reconcile_account')].map(isForOthers), [true, true]);
    assert.deepEqual([waitFor('device'), waitFor('platform'), waitFor('window')].map(isForOthers), [
      false,
      false,
      false,
    ]);
  });
});
