/**
 * What ends a request for consent, at the same moment as something else that would end it otherwise: in the store one of
 * them holds, and all that is kept of it says so. Which one depends on who has begun how much earlier; both are seen.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuditActor } from '../../domain/audit.ts';
import { passTime } from '../../store/approvals/pass-time.ts';
import { takeWord } from '../../store/approvals/take-word.ts';
import type { ApprovalDocument } from '../../store/models/approval.ts';
import type { Store } from '../../store/store.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { type HeldJob, HeldJobs } from '../support/held-jobs.ts';
import { openStoreByClock, type StoreByClock } from '../support/store-by-clock.ts';

/** In requests to MongoDB: by then whoever was first is through. */
const MOST_AHEAD = 16;
/** Each start once, where either may be the first to begin. */
const RUNS = 2 * MOST_AHEAD + 1;

describe('of two ends of a request for consent at the same moment one holds', () => {
  let database: Database;
  let held: HeldJobs;
  let requester: AuditActor;
  let [ann, bob]: AuditActor[] = [];
  /** Each of those who race has a clock of its own. */
  let [one, other]: StoreByClock[] = [];

  before(async () => {
    database = await startDatabase();
    held = new HeldJobs(database.store);
    requester = await held.person();
    [ann, bob] = [await held.person(), await held.person()];
    [one, other] = [await openStoreByClock(database.uri), await openStoreByClock(database.uri)];
  });

  after(async () => {
    await Promise.all([one?.store.close(), other?.store.close()]);
    await database.stop();
  });

  const is = <Known>(known: Known | undefined): Known => {
    if (known === undefined) throw new Error('there is none');
    return known;
  };

  /** Takes a word; answers with what stands against it. */
  async function word(store: Store, { _id: approvalId, organization_id }: ApprovalDocument, intentId: string) {
    const ref = { organizationId: organization_id, approvalId, intentId };
    return (await takeWord(store, ref)).objection;
  }

  /** Begins with `later` once as many requests as `ahead` says were answered; below 0 it begins first. */
  async function raced<A, B>(ahead: number, sooner: () => Promise<A>, later: () => Promise<B>): Promise<[A, B]> {
    const startedAfter = async <Result>(requests: number, work: () => Promise<Result>): Promise<Result> => {
      for (let count = 0; count < requests; count += 1) await database.store.ping();
      return work();
    };
    return Promise.all([startedAfter(-ahead, sooner), startedAfter(ahead, later)]);
  }

  /** Runs both often, each time with another start, and tells what they came to. */
  async function outcomes(
    least: number,
    run: (ahead: number) => Promise<string>,
  ): Promise<ReadonlyMap<string, number>> {
    const seen = new Map<string, number>();
    const askedBefore = is(one).clock.asked + is(other).clock.asked;
    for (let turn = 0; turn < RUNS; turn += 1) {
      const outcome = await run(least + (turn % (MOST_AHEAD - least + 1)));
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    // Each asks the clock once each time that its transaction is run; what meets in MongoDB is run again.
    const asked = is(one).clock.asked + is(other).clock.asked - askedBefore;
    assert.ok(asked > 2 * RUNS, 'some of them have met in the store');
    return seen;
  }

  /** What is the same however it ended: nothing was written twice, and each change names its record. */
  function assertConsistent({ approval, job, recordIds, records }: HeldJob, changes: number): void {
    assert.equal(approval.revision, 1 + changes);
    assert.equal(job.revision, 2, 'the job was changed once');
    assert.equal(new Set(recordIds).size, records.length);
    assert.ok(recordIds.includes(approval.last_event_id) && job.last_event_id === approval.last_event_id);
    assert.deepEqual(approval.ended_at, approval.updated_at);
    for (const { event_id } of approval.decisions) assert.ok(recordIds.includes(event_id));
  }

  /** As one line: request, words on it, job, item, records, and what was told. */
  function inWords({ approval, job, item, records, turns }: HeldJob): string {
    const words = approval.decisions.map(({ verdict }) => verdict).join();
    const told = turns.join();
    return [approval.status, words, job.status, job.dispatch, item.status, item.code, ...records, told].join('; ');
  }

  const APPROVED_BY_ONE =
    'approved; approve; queued; accepted; queued; ; approval.approve succeeded; verify intended; approved';

  it('the last consent, or the end of its time', async () => {
    const [{ store: giving, clock: early }, { store: watching, clock: late }] = [is(one), is(other)];
    const seen = await outcomes(0, async (ahead) => {
      const asked = await held.ask(requester, 1);
      const intent = await held.intend(asked, 'approve', is(ann));
      early.now = new Date(asked.expires_at.getTime() - 1);
      late.now = asked.expires_at;
      const time = () => passTime(watching, asked.organization_id, asked._id);
      const [objection, passed] = await raced(ahead, () => word(giving, asked, intent), time);
      const found = await held.look(asked);
      assertConsistent(found, 1);
      assert.deepEqual([passed.approval.status, passed.quietMs], [found.approval.status, null]);
      return `${objection}: ${inWords(found)}`;
    });
    early.now = late.now = null;
    const expired =
      'expired; ; timed_out; started; failed; approval_expired; approval.expire succeeded; verify failed; verify intended; expired';
    assert.deepEqual([...seen.keys()].toSorted(), [`not_pending: ${expired}`, `null: ${APPROVED_BY_ONE}`]);
  });

  it('the last consent, or its withdrawal', async () => {
    const seen = await outcomes(0, async (ahead) => {
      const asked = await held.ask(requester, 1);
      const [consent, withdrawal] = [
        await held.intend(asked, 'approve', is(ann)),
        await held.intend(asked, 'withdraw', requester),
      ];
      const [given, taken] = await raced(
        ahead,
        () => word(is(one).store, asked, consent),
        () => word(is(other).store, asked, withdrawal),
      );
      const found = await held.look(asked);
      assertConsistent(found, 1);
      assert.deepEqual(found.approval.ended_by?.id ?? null, taken === null ? requester.id : null);
      return `${given}, ${taken}: ${inWords(found)}`;
    });
    const canceled =
      'canceled; ; canceled; started; canceled; ; approval.withdraw succeeded; verify failed; verify intended; withdrawn';
    assert.deepEqual([...seen.keys()].toSorted(), [
      `not_pending, null: ${canceled}`,
      `null, not_pending: ${APPROVED_BY_ONE}`,
    ]);
  });

  it('a consent, or a refusal', async () => {
    const seen = await outcomes(-MOST_AHEAD, async (ahead) => {
      const asked = await held.ask(requester, 1);
      const [consent, refusal] = [
        await held.intend(asked, 'approve', is(ann)),
        await held.intend(asked, 'deny', is(bob)),
      ];
      const said = await raced(
        ahead,
        () => word(is(one).store, asked, consent),
        () => word(is(other).store, asked, refusal),
      );
      const found = await held.look(asked);
      assertConsistent(found, 1);
      return `${said.map(String).join(', ')}: ${inWords(found)}`;
    });
    const denied =
      'denied; deny; failed; started; failed; approval_denied; approval.deny succeeded; verify failed; verify intended; denied';
    assert.deepEqual([...seen.keys()].toSorted(), [
      `not_pending, null: ${denied}`,
      `null, not_pending: ${APPROVED_BY_ONE}`,
    ]);
  });

  it('two consents of which one is enough: the other comes too late', async () => {
    const seen = await outcomes(-MOST_AHEAD, async (ahead) => {
      const asked = await held.ask(requester, 1);
      const said = await consentsOfBoth(asked, ahead);
      const found = await held.look(asked);
      assertConsistent(found, 1);
      assert.equal(inWords(found), APPROVED_BY_ONE);
      assert.equal(found.approval.decisions[0]?.user_id, (said[0] === null ? is(ann) : is(bob)).id);
      return said.map(String).join(', ');
    });
    assert.deepEqual([...seen.keys()].toSorted(), ['not_pending, null', 'null, not_pending']);
  });

  it('two consents that are both needed: each counts, and the second lets the job go, once', async () => {
    const seen = await outcomes(-MOST_AHEAD, async (ahead) => {
      const asked = await held.ask(requester, 2);
      assert.deepEqual(await consentsOfBoth(asked, ahead), [null, null]);
      const found = await held.look(asked);
      assertConsistent(found, 2);
      const both = APPROVED_BY_ONE.replace('; approve;', '; approve,approve;').replace(
        'approval.approve succeeded;',
        'approval.approve succeeded; approval.approve succeeded;',
      );
      assert.equal(inWords(found), both);
      const [first, second] = found.approval.decisions.map(({ user_id }) => user_id);
      assert.deepEqual([first, second].toSorted(), [is(ann).id, is(bob).id].toSorted());
      return second === is(ann).id ? 'Ann was the second' : 'Bob was the second';
    });
    assert.deepEqual([...seen.keys()].toSorted(), ['Ann was the second', 'Bob was the second']);
  });

  async function consentsOfBoth(asked: ApprovalDocument, ahead: number) {
    const [first, second] = [
      await held.intend(asked, 'approve', is(ann)),
      await held.intend(asked, 'approve', is(bob)),
    ];
    return raced(
      ahead,
      () => word(is(one).store, asked, first),
      () => word(is(other).store, asked, second),
    );
  }
});
