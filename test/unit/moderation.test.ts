/** Moderators of a session: whether they are there, what rests while they are not, and whose word counts on a command. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type AskedCommand, askModerator } from '../../gateway/sessions/ask-moderator.ts';
import { Moderation, type Moderator } from '../../gateway/sessions/moderation.ts';
import { type Question, QuestionDesk } from '../../gateway/sessions/question-desk.ts';
import type { HeldEvent } from '../../store/connect-sessions/gateway-writes.ts';
import type { OpenedView } from '../../store/connect-sessions/open-view.ts';

const TERMS = { wait_minutes: 1, grace_seconds: 30 };

function viewOf(id: number): OpenedView {
  const actor = { type: 'user', id, name: `user ${id}`, organization_id: 1, authentication: 'basic', address: null };
  const traced = { correlation_id: 'c', trace_id: null };
  return {
    sessionId: 'acs_1',
    purpose: 'moderate',
    organization_id: 1,
    ...traced,
    actor: actor as OpenedView['actor'],
  };
}

function moderator(id = 1) {
  const asked: Question[] = [];
  const settled: string[] = [];
  const ended: string[] = [];
  const one: Moderator = {
    view: viewOf(id),
    ask: (question) => void asked.push(question),
    settled: (question, isAllowed) => void settled.push(`${question} ${isAllowed}`),
    end: ({ code }) => void ended.push(code),
  };
  return { one, asked, settled, ended };
}

/** Clocks that stand still until a test moves them. */
function clocks(test: TestContext) {
  test.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1_000;
  test.mock.method(performance, 'now', () => now);
  return (ms: number) => {
    now += ms;
    test.mock.timers.tick(ms);
  };
}

/** @param record what becomes of writing down; default: it is written. */
function moderated(terms: typeof TERMS | null = TERMS, record: () => Promise<void> = async () => undefined) {
  const records: string[] = [];
  const rests: boolean[] = [];
  const given: string[] = [];
  const failed: unknown[] = [];
  const moderation = new Moderation({
    terms,
    async record({ actor, change }, waitsFor) {
      await record();
      records.push(`${actor?.id}: ${change}; waits for ${waitsFor}`);
    },
    onNotRecorded: (_moderator, error) => void failed.push(error),
    rest: (isResting) => void rests.push(isResting),
    giveUp: (reason) => void given.push(reason),
  });
  return { moderation, records, rests, given, failed };
}

describe('a moderated session', () => {
  it('rests until a moderator is there and that is on record, and whenever the last one is gone', async (test) => {
    clocks(test);
    const { moderation, records, rests, given } = moderated();
    assert.deepEqual(rests, [true]);
    const [ann, bob] = [moderator(1).one, moderator(2).one];
    moderation.enter(ann);
    assert.equal(moderation.isAttended, false);
    await moderation.whenThere();
    moderation.enter(bob);
    await moderation.recorded();
    moderation.leave(ann);
    await moderation.recorded();
    assert.equal(moderation.isAttended, true);
    moderation.leave(bob);
    assert.deepEqual([moderation.isAttended, rests], [false, [true, false, true]]);
    await moderation.recorded();
    assert.deepEqual(records, [
      '1: a moderator has come; waits for null',
      '2: a moderator has come; waits for null',
      '1: a moderator has gone; waits for null',
      '2: a moderator has gone; waits for moderator',
    ]);
    assert.deepEqual(given, []);
  });

  it('is given up where none comes, and where none comes back', async (test) => {
    const pass = clocks(test);
    const waiting = moderated();
    pass(59_999);
    assert.deepEqual(waiting.given, []);
    pass(1);
    assert.deepEqual(waiting.given, ['no_moderator']);
    const { moderation, given, rests } = moderated();
    const { one } = moderator();
    moderation.enter(one);
    await moderation.whenThere();
    moderation.leave(one);
    pass(29_000);
    moderation.enter(one);
    await moderation.whenThere();
    moderation.confirmed(one);
    pass(10_000);
    assert.deepEqual([given, rests], [[], [true, false, true, false]]);
    moderation.leave(one);
    pass(30_000);
    assert.deepEqual(given, ['moderator_left']);
  });

  it('counts on nobody whose right was not confirmed lately, and again once it is', async (test) => {
    const pass = clocks(test);
    const { moderation, rests } = moderated();
    const { one } = moderator();
    moderation.enter(one);
    await moderation.whenThere();
    pass(11_999);
    moderation.look();
    assert.equal(moderation.isAttended, true);
    pass(1);
    moderation.look();
    assert.deepEqual([moderation.isAttended, rests.at(-1)], [false, true]);
    moderation.confirmed(one);
    moderation.look();
    assert.deepEqual([moderation.isAttended, rests.at(-1)], [true, false]);
  });

  it('has no moderator where that cannot be written down, and ends where their going cannot', async (test) => {
    clocks(test);
    let isWritten = false;
    const { moderation, failed, given } = moderated(TERMS, async () => {
      if (!isWritten) throw new Error('away');
    });
    const { one } = moderator();
    moderation.enter(one);
    await moderation.recorded();
    assert.deepEqual([moderation.isAttended, failed.length, given], [false, 1, []]);
    isWritten = true;
    moderation.enter(one);
    await moderation.whenThere();
    isWritten = false;
    moderation.leave(one);
    await moderation.recorded();
    assert.deepEqual([moderation.isAttended, given], [false, ['not_recorded']]);
  });

  it('waits for an answer as long as a question is open, unless a moderator has to be there and is not', async (test) => {
    clocks(test);
    const { moderation, records } = moderated();
    const { one } = moderator(1);
    moderation.enter(one);
    await moderation.whenThere();
    assert.ok(moderation.desk.put('care', 'drop', 60));
    await moderation.tell({ operation: 'session.ask', change: 'asked' });
    moderation.leave(one);
    moderation.enter(one);
    await moderation.recorded();
    moderation.desk.answer(one, 1, false, one.view);
    await moderation.tell({ operation: 'session.answer', change: 'answered' });
    assert.deepEqual(records, [
      '1: a moderator has come; waits for null',
      'undefined: asked; waits for answer',
      '1: a moderator has gone; waits for moderator',
      '1: a moderator has come; waits for answer',
      'undefined: answered; waits for null',
    ]);
  });

  it('tells whoever waits for a moderator when it is over', async (test) => {
    clocks(test);
    const { moderation } = moderated();
    const waiting = assert.rejects(moderation.whenThere(), /over/);
    moderation.stop();
    await waiting;
    await assert.rejects(moderation.whenThere(), /over/);
  });

  it('waits for nobody where its policy wants none, who come and go as they like', async (test) => {
    clocks(test);
    const { moderation, rests, records } = moderated(null);
    await moderation.whenThere();
    const { one } = moderator();
    moderation.enter(one);
    await moderation.recorded();
    moderation.leave(one);
    await moderation.recorded();
    assert.deepEqual(rests, []);
    assert.deepEqual(records, ['1: a moderator has come; waits for null', '1: a moderator has gone; waits for null']);
  });
});

describe('a command that a rule asks about', () => {
  const COMMAND: AskedCommand = { rule: 'care', text: 'drop\n\u202etable', seconds: 60, times: '' };

  function desk() {
    const questions = new QuestionDesk();
    const events: HeldEvent[] = [];
    const lines: string[] = [];
    let isRecording = true;
    const ask = (command: Partial<AskedCommand> = {}) =>
      askModerator(
        {
          desk: questions,
          tell: async (event) => {
            if (!isRecording) throw new Error('away');
            events.push(event);
          },
          tellSoon: (event) => void events.push(event),
          say: (line) => void lines.push(line),
          mark: () => undefined,
          onNotRecorded: () => void lines.push('not recorded'),
        },
        { ...COMMAND, ...command },
      );
    const told = () =>
      events.map(({ operation, status = 'succeeded', actor }) => `${operation} ${status} ${actor?.id}`);
    const failing = () => {
      isRecording = false;
    };
    return { questions, ask, lines, told, events, failing };
  }

  it('passes when a moderator has allowed it, which is on record before, in their name and without the text', async (test) => {
    clocks(test);
    const { questions, ask, told, events } = desk();
    const [ann, bob] = [moderator(1), moderator(2)];
    questions.join(ann.one);
    const asked = ask();
    assert.deepEqual(ann.asked, [{ id: 1, rule: 'care', text: 'drop\n\ufffdtable', seconds: 60 }]);
    questions.join(bob.one);
    assert.deepEqual(bob.asked, ann.asked);
    questions.answer(bob.one, 1, true, bob.one.view);
    questions.answer(ann.one, 1, false, ann.one.view);
    assert.equal(await asked, null);
    assert.deepEqual([ann.settled, bob.settled], [['1 true'], ['1 true']]);
    assert.deepEqual(told(), ['session.ask succeeded undefined', 'session.answer succeeded 2']);
    assert.doesNotMatch(JSON.stringify(events), /drop/);
  });

  it('is denied by a moderator, and by time; it waits for one who comes or comes back', async (test) => {
    const pass = clocks(test);
    const { questions, ask, told, lines } = desk();
    const early = ask();
    assert.match(
      lines.at(-1) ?? '',
      /held for a moderator, who has 60 seconds to allow it \(rule care\); none is there yet/,
    );
    const { one, asked } = moderator();
    pass(20_000);
    questions.join(one);
    assert.deepEqual(asked, [{ id: 1, rule: 'care', text: 'drop\n\ufffdtable', seconds: 40 }]);
    questions.leave(one);
    questions.join(one);
    questions.answer(one, 1, true, one.view);
    assert.equal(await early, null);
    const [denied, unanswered] = [ask(), ask()];
    questions.answer(one, 2, false, one.view);
    assert.match((await denied) ?? '', /denied by a moderator \(rule care/);
    pass(60_000);
    assert.match((await unanswered) ?? '', /no moderator has answered within 60 seconds/);
    const left = ask();
    questions.leave(one);
    pass(60_000);
    assert.match((await left) ?? '', /no moderator was there within 60 seconds .*\(session:moderate\)/);
    assert.deepEqual(told(), [
      'session.ask succeeded undefined',
      'session.answer succeeded 1',
      'session.ask succeeded undefined',
      'session.ask succeeded undefined',
      'session.answer denied 1',
      'session.answer denied undefined',
      'session.ask succeeded undefined',
      'session.answer denied undefined',
    ]);
  });

  it('is not decided by somebody who is not there, and is over with the session', async (test) => {
    clocks(test);
    const { questions, ask, told } = desk();
    const [ann, gone] = [moderator(1), moderator(2)];
    questions.join(ann.one);
    const asked = ask();
    questions.answer(gone.one, 1, true, gone.one.view);
    questions.close();
    assert.equal(await asked, 'the session has ended');
    assert.deepEqual(told(), ['session.ask succeeded undefined']);
  });

  it('does not pass where the answer cannot be put on record', async (test) => {
    clocks(test);
    const { questions, ask, lines, failing } = desk();
    const { one } = moderator();
    questions.join(one);
    failing();
    const asked = ask();
    questions.answer(one, 1, true, one.view);
    assert.equal(await asked, 'the session has ended');
    assert.equal(lines.at(-1), 'not recorded');
  });

  it('is shown cut where it is very long, and says so', async (test) => {
    clocks(test);
    const { questions, ask } = desk();
    const { one, asked } = moderator();
    questions.join(one);
    void ask({ text: `${'x'.repeat(2_000)}\n${'y\n'.repeat(20_000)}` });
    assert.ok((asked[0]?.text.length ?? 0) < 10_000);
    assert.match(asked[0]?.text ?? '', /\(cut: 42001 characters in all\)$/);
  });

  it('is turned away where twenty wait already, which is on record now and then', async (test) => {
    clocks(test);
    const { questions, ask, told } = desk();
    const waiting = Array.from({ length: 20 }, () => ask());
    assert.match((await ask()) ?? '', /too much waits for a moderator already/);
    await ask({ times: null });
    assert.deepEqual(told().slice(20), ['session.ask denied undefined']);
    questions.close();
    assert.equal((await Promise.all(waiting)).length, 20);
    assert.equal(await ask(), 'the session has ended');
  });
});
