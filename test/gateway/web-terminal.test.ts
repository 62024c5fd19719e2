/** The WebSocket of a terminal against pages that behave and pages that do not, in front of real programs in real terminals. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { Broadcast } from '../../gateway/ssh/broadcast.ts';
import type { ModeratorAction, TerminalLeave, TerminalSession } from '../../gateway/web/contract.ts';
import { watchingSession } from '../../gateway/web/watching-session.ts';
import { PtyTerminal } from '../support/pty-terminal.ts';
import { ScriptedTarget } from '../support/scripted-target.ts';
import { TerminalDesk } from '../support/terminal-desk.ts';
import { refusedStatus, TerminalPage } from '../support/terminal-page.ts';
import { until } from '../support/until.ts';

function pty(test: TestContext, program?: readonly string[]): PtyTerminal {
  const terminal = new PtyTerminal(program);
  test.after(() => terminal.stop());
  return terminal;
}

describe('who is let in', () => {
  it('no page of another origin, and nothing that names none', async (test) => {
    const desk = await TerminalDesk.start(test);
    for (const origin of [
      undefined,
      'null',
      'http://evil.example',
      desk.origin.replace('http', 'https'),
      `${desk.origin}.evil`,
    ]) {
      assert.equal(await refusedStatus(new TerminalPage(desk.url, { origin })), 403, String(origin));
    }
    assert.equal(desk.requests.length, 0);
  });

  it('nothing that speaks another protocol, or asks elsewhere', async (test) => {
    const desk = await TerminalDesk.start(test);
    const { origin } = desk;
    assert.equal(await refusedStatus(new TerminalPage(desk.url, { protocol: 'capstan.terminal.v0', origin })), 400);
    assert.equal(await refusedStatus(new TerminalPage(desk.url, { protocol: '', origin })), 400);
    assert.equal(await refusedStatus(new TerminalPage(`${origin}/connect/acs_short`, { origin })), 404);
    assert.equal(await refusedStatus(new TerminalPage(`${desk.url}/recording`, { origin })), 404);
  });

  it('nobody who does not say hello in time, or says something else', async (test) => {
    const hasty = await TerminalDesk.start(test, { helloWithinMs: 300 });
    const silent = new TerminalPage(hasty.url);
    assert.equal((await silent.closes()).code, 4408);
    const desk = await TerminalDesk.start(test);
    const rude: (string | Buffer)[] = [
      'hello',
      '{}',
      'null',
      JSON.stringify({ type: 'hello', token: 'good', cols: 80 }),
      JSON.stringify({ type: 'hello', token: 'good', cols: 80, rows: 5_000 }),
      JSON.stringify({ type: 'hello', token: 'good', cols: 80, rows: 24, as: 'root' }),
      JSON.stringify({ type: 'hello', token: 'x'.repeat(513), cols: 80, rows: 24 }),
      JSON.stringify({ type: 'hello', token: 'good', code: 'good', cols: 80, rows: 24 }),
      JSON.stringify({ type: 'resize', cols: 80, rows: 24 }),
      Buffer.from(JSON.stringify({ type: 'hello', token: 'good', cols: 80, rows: 24 })),
    ];
    for (const first of rude) {
      const page = new TerminalPage(desk.url);
      page.socket.once('open', () => page.socket.send(first, { binary: typeof first !== 'string' }));
      assert.equal((await page.closes()).code, 4400, first.toString());
    }
    assert.equal(desk.requests.length, 0);
  });

  it('one page of fifty that bring the same token at once; the others all hear the same', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    desk.terminals.set('once', target.shared.join('owner'));
    const pages = Array.from({ length: 50 }, () => new TerminalPage(desk.url));
    await Promise.all(pages.map((page) => page.hello('once')));
    const refused = await until('49 refusals', async () => {
      const closed = pages.filter((page) => page.closed);
      return closed.length >= 49 ? closed : undefined;
    });
    assert.equal(refused.length, 49);
    assert.equal(new Set(refused.map(({ closed, said }) => JSON.stringify([closed, said]))).size, 1);
    assert.deepEqual(refused[0]?.closed, { code: 4401, reason: 'refused' });
    assert.equal(pages.flatMap(({ said }) => said).filter(({ type }) => type === 'welcome').length, 1);
    assert.doesNotMatch(desk.logged, /once/);
  });

  it('nobody who speaks again before the welcome; what was opened for them is closed', async (test) => {
    const desk = await TerminalDesk.start(test);
    const leaves: TerminalLeave[] = [];
    let open = (_session: TerminalSession) => {};
    desk.terminals.set('slow', () => new Promise((resolve) => (open = resolve)));
    const page = new TerminalPage(desk.url);
    await page.hello('slow');
    await until('the request', async () => desk.requests[0]);
    await page.hello('slow');
    assert.equal((await page.closes()).code, 4400);
    open(new ScriptedTarget().shared.join('owner', { onLeave: (leave) => leaves.push(leave) }));
    const leave = await until('the end of the session', async () => leaves[0]);
    assert.equal(leave.cause, 'protocol_error');
    assert.equal(page.said.length, 0);
    assert.equal(desk.front.open, 0);
  });

  it('nobody who is gone by then; what was opened for them hears how they went', async (test) => {
    const desk = await TerminalDesk.start(test);
    for (const cause of ['lost', 'left'] as const) {
      const leaves: TerminalLeave[] = [];
      let open = (_session: TerminalSession) => {};
      desk.terminals.set(cause, () => new Promise((resolve) => (open = resolve)));
      const page = new TerminalPage(desk.url);
      await page.hello(cause);
      await until('the request', async () => desk.requests.find(({ token }) => token.reveal() === cause));
      if (cause === 'lost') page.socket.terminate();
      else page.socket.close();
      await until('the end of the connection', async () => desk.connections === 0 || undefined);
      open(new ScriptedTarget().shared.join('owner', { onLeave: (leave) => leaves.push(leave) }));
      assert.equal((await until('the end of the session', async () => leaves[0])).cause, cause);
    }
  });

  it('only so many who wait, and nobody after too many wrong tokens', async (test) => {
    const desk = await TerminalDesk.start(test, { waitingOfOne: 2, refusedOfOne: 3 });
    const waiting = [new TerminalPage(desk.url), new TerminalPage(desk.url)];
    await until('two places taken', async () => waiting.every(({ socket }) => socket.readyState === 1) || undefined);
    assert.equal(await refusedStatus(new TerminalPage(desk.url)), 429);
    for (const page of waiting) {
      await page.hello('wrong');
      assert.equal((await page.closes()).code, 4401);
    }
    const third = new TerminalPage(desk.url);
    await third.hello('wrong');
    assert.equal((await third.closes()).code, 4401);
    assert.equal(await refusedStatus(new TerminalPage(desk.url)), 429);
  });

  it('a fault of ours is told as one, and logged without the token', async (test) => {
    const desk = await TerminalDesk.start(test);
    desk.terminals.set('faulty-token', () => Promise.reject(new Error('the database is away')));
    const page = new TerminalPage(desk.url);
    await page.hello('faulty-token');
    assert.equal((await page.closes()).code, 4500);
    assert.match(desk.logged, /the database is away/);
    assert.doesNotMatch(desk.logged, /faulty-token/);
  });
});

describe('an owner', () => {
  it('types, resizes and sees what a real program does', async (test) => {
    const desk = await TerminalDesk.start(test);
    desk.terminals.set('t', pty(test).shared.join('owner'));
    const page = await TerminalPage.open(desk.url, 't');
    assert.deepEqual(page.said[0], { type: 'welcome', role: 'owner', title: 'root on db-1' });
    page.type('echo $((6*7))-ünï\n');
    await page.shows(/42-ünï/);
    page.say({ type: 'resize', cols: 132, rows: 43 });
    page.type('stty size\n');
    await page.shows(/43 132/);
    page.type('exit\n');
    assert.deepEqual(await page.hears('end'), { type: 'end', code: 'exited', text: 'The program has ended.' });
    assert.equal((await page.closes()).code, 1000);
  });

  it('gets 20 MB whole and in order, and the program waits for the page', async (test) => {
    const desk = await TerminalDesk.start(test);
    const program = pty(test, [
      'sh',
      '-c',
      'stty raw; read go; seq 1 3000000 | head -c 20000000; printf "\\nEND\\n"; read go',
    ]);
    desk.terminals.set('t', program.shared.join('owner'));
    const page = await TerminalPage.open(desk.url, 't');
    page.acknowledges = false;
    page.type('\n');
    // Nothing is acknowledged: after a window the program stands still.
    await until('a pause', async () => program.pauses > 0 || undefined);
    const { received } = await until('a window full', async () => (page.received >= 262_144 ? page : undefined));
    assert.ok(received < 262_144 + 131_072, `${received} bytes for a page that shows none`);
    page.acknowledges = true;
    page.acknowledge();
    const whole = await until(
      '20 MB',
      async () =>
        page.received > 20_000_000 && page.output.at(-1)?.includes('END') ? Buffer.concat(page.output) : undefined,
      60_000,
    );
    const expected = Buffer.alloc(20_000_000);
    for (let line = 1, at = 0; at < expected.length; line += 1) at += expected.write(`${line}\n`, at, 'latin1');
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const start = whole.indexOf('1\n2\n3\n');
    assert.equal(digest(whole.subarray(start, start + 20_000_000)), digest(expected));
  });

  it('who acknowledges what was never sent, or takes it back, is let go', async (test) => {
    const desk = await TerminalDesk.start(test);
    for (const acks of [[1], [3, 2], [-1], [0.5]]) {
      const target = new ScriptedTarget();
      desk.terminals.set('t', target.shared.join('owner'));
      const page = await TerminalPage.open(desk.url, 't', { acknowledges: false });
      if (acks.length > 1) {
        target.shared.feed(Buffer.from('abc'));
        await page.shows(/abc/);
      }
      for (const bytes of acks) page.say({ type: 'ack', bytes });
      assert.equal((await page.closes()).code, 4400, String(acks));
    }
  });

  it('who sends a giant frame, or a text that means nothing, is let go', async (test) => {
    const desk = await TerminalDesk.start(test);
    const leaves: TerminalLeave[] = [];
    const bad: [frame: string | Buffer, code: number][] = [
      [Buffer.alloc(65_537), 1009],
      ['x'.repeat(65_537), 1009],
      ['{"type":"hello","token":"t","cols":80,"rows":24}', 4400],
      ['{"type":"resize","cols":0,"rows":24}', 4400],
      ['{"type":"control","action":"end"}', 4400],
      ['{"type":"answer","question":1,"allow":true}', 4400],
      ['[]', 4400],
    ];
    for (const [frame, code] of bad) {
      desk.terminals.set('t', new ScriptedTarget().shared.join('owner', { onLeave: (leave) => leaves.push(leave) }));
      const page = await TerminalPage.open(desk.url, 't');
      page.socket.send(frame, { binary: typeof frame !== 'string' });
      assert.equal((await page.closes()).code, code, frame.toString('utf8').slice(0, 60));
    }
    await until('every leave', async () => leaves.length === bad.length || undefined);
    assert.deepEqual(new Set(leaves.map(({ cause }) => cause)), new Set(['protocol_error']));
  });

  it('is told what the target took, and is let go for more than it may have under way', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    target.takes = false;
    desk.terminals.set('t', target.shared.join('owner'));
    const page = await TerminalPage.open(desk.url, 't');
    const piece = Buffer.alloc(32_768, 'a');
    for (let nth = 0; nth < 4; nth += 1) page.type(piece);
    await until('four pieces', async () => target.untaken.length === 4 || undefined);
    for (const taken of target.untaken.splice(0)) taken();
    await until('all taken', async () => page.said.at(-1)?.bytes === 131_072 || undefined);
    for (let nth = 0; nth < 5; nth += 1) page.type(piece);
    assert.equal((await page.closes()).code, 4400);
    assert.equal(Buffer.concat(target.typed).length, 8 * piece.length);
  });

  it('comes back with the token for that, sees the screen, and takes the place of the old connection', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    desk.terminals.set('t', target.shared.join('owner', { resumeToken: new Secret('again') }));
    desk.terminals.set('again', target.shared.join('owner'));
    const first = await TerminalPage.open(desk.url, 't');
    assert.equal(first.said[0]?.resume_token, 'again');
    target.shared.feed(Buffer.from('before '));
    await first.shows(/before/);
    const second = await TerminalPage.open(desk.url, 'again');
    await second.hears('snapshot');
    await second.shows(/^before $/);
    assert.equal((await first.hears('end')).code, 'resumed_elsewhere');
    target.shared.feed(Buffer.from('after'));
    await second.shows(/^before after$/);
    const third = new TerminalPage(desk.url);
    await third.hello('again');
    assert.equal((await third.closes()).code, 4401);
  });
});

describe('a watcher', () => {
  it('types into nothing, which is counted, and resizes nothing', async (test) => {
    const desk = await TerminalDesk.start(test);
    const leaves: TerminalLeave[] = [];
    const target = new ScriptedTarget();
    desk.terminals.set('w', target.shared.join('watcher', { onLeave: (leave) => leaves.push(leave) }));
    const page = await TerminalPage.open(desk.url, 'w');
    page.type('rm -rf /\n');
    page.say({ type: 'resize', cols: 10, rows: 10 });
    page.type(Buffer.alloc(60_000));
    page.socket.close(1000);
    const { cause, ignoredInputBytes } = await until('the leave', async () => leaves[0]);
    assert.deepEqual({ cause, ignoredInputBytes }, { cause: 'left', ignoredInputBytes: 60_009 });
    assert.deepEqual([target.typed, target.sizes], [[], []]);
  });

  it('who comes late sees the screen and its size, and the size again when it changes', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    target.shared.feed(Buffer.from('one\r\ntwo'));
    target.shared.notify({ text: 'The input rests.', suspended: true });
    desk.terminals.set('o', target.shared.join('owner'));
    desk.terminals.set('w', target.shared.join('watcher'));
    const owner = await TerminalPage.open(desk.url, 'o');
    const watcher = await TerminalPage.open(desk.url, 'w');
    await watcher.shows(/^one\r\ntwo$/);
    assert.deepEqual(await watcher.hears('notice'), { type: 'notice', text: 'The input rests.', suspended: true });
    owner.say({ type: 'resize', cols: 132, rows: 43 });
    await until('the new size', async () => watcher.said.at(-1)?.cols === 132 || undefined);
    assert.deepEqual(target.sizes, [{ cols: 132, rows: 43 }]);
  });

  it('who comes late hears that the input rests, whatever else was said since', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    target.shared.notify({ text: 'The input rests.', suspended: true });
    target.shared.notify({ text: 'Somebody else is watching.' });
    desk.terminals.set('o', target.shared.join('owner'));
    const owner = await TerminalPage.open(desk.url, 'o');
    const told = { type: 'notice', text: 'Somebody else is watching.', suspended: true };
    assert.deepEqual(await owner.hears('notice'), told);
    target.shared.notify({ text: 'The input goes on.', suspended: false });
    target.shared.notify({ text: 'Nobody else is watching.' });
    desk.terminals.set('w', target.shared.join('watcher'));
    const watcher = await TerminalPage.open(desk.url, 'w');
    assert.equal((await watcher.hears('notice')).suspended, false);
  });

  it('who takes nothing slows nobody, and is shown the screen of later', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    desk.terminals.set('o', target.shared.join('owner'));
    desk.terminals.set('w', target.shared.join('watcher'));
    const owner = await TerminalPage.open(desk.url, 'o');
    const watcher = await TerminalPage.open(desk.url, 'w', { acknowledges: false });
    const line = Buffer.from(`${'x'.repeat(1_022)}\r\n`);
    for (let fed = 0; fed < 4_194_304; fed += line.length) {
      // As the source would that the owner paces: nobody else is waited for.
      if (target.isPaused) await until('the owner', async () => !target.isPaused || undefined);
      target.shared.feed(line);
    }
    target.shared.feed(Buffer.from('the end'));
    await owner.shows(/the end$/);
    assert.ok(watcher.received <= 262_144 + line.length, `${watcher.received} bytes`);
    watcher.acknowledges = true;
    watcher.acknowledge();
    await watcher.shows(/^(x{1022}\r\n)+the end$/);
    assert.equal(watcher.said.filter(({ type }) => type === 'snapshot').length, 1);
  });

  it('who is a moderator lets the input rest, answers questions and ends the session; no other watcher does', async (test) => {
    const desk = await TerminalDesk.start(test);
    const actions: ModeratorAction[] = [];
    const target = new ScriptedTarget();
    const answers: [question: number, isAllowed: boolean][] = [];
    const hooks = {
      onControl: (action: ModeratorAction) => void actions.push(action),
      onAnswer: (question: number, isAllowed: boolean) => void answers.push([question, isAllowed]),
    };
    desk.terminals.set('m', target.shared.join('moderator', hooks));
    for (const token of ['w', 'v']) desk.terminals.set(token, target.shared.join('watcher', hooks));
    const moderator = await TerminalPage.open(desk.url, 'm');
    for (const action of ['suspend', 'resume', 'end']) moderator.say({ type: 'control', action });
    await until('three actions', async () => actions.length === 3 || undefined);
    assert.deepEqual(actions, ['suspend', 'resume', 'end']);
    moderator.say({ type: 'answer', question: 1, allow: true });
    await until('an answer', async () => answers[0]);
    moderator.type('no');
    const watcher = await TerminalPage.open(desk.url, 'w');
    watcher.say({ type: 'control', action: 'end' });
    assert.equal((await watcher.closes()).code, 4400);
    const other = await TerminalPage.open(desk.url, 'v');
    other.say({ type: 'answer', question: 2, allow: true });
    assert.equal((await other.closes()).code, 4400);
    assert.deepEqual([actions.length, answers, target.typed.length], [3, [[1, true]], 0]);
  });
});

describe('a watcher of a native session', () => {
  const endOf = () => ({ code: 'ended', text: 'The session has ended.' });

  it('sees it from where it joins, in its size, to its end', async (test) => {
    const desk = await TerminalDesk.start(test);
    const broadcast = new Broadcast();
    broadcast.resize(132, 43);
    broadcast.output(Buffer.from('before '));
    desk.terminals.set('w', watchingSession({ role: 'watcher', title: 'a', events: broadcast.watch(), endOf }));
    const page = await TerminalPage.open(desk.url, 'w');
    assert.deepEqual(await page.hears('size'), { type: 'size', cols: 132, rows: 43 });
    await page.shows(/^before $/);
    broadcast.output(Buffer.from('after'));
    broadcast.resize(80, 24);
    await page.shows(/^before after$/);
    await until('the new size', async () => page.said.at(-1)?.cols === 80 || undefined);
    broadcast.end();
    assert.equal((await page.hears('end')).text, 'The session has ended.');
    assert.equal((await page.closes()).code, 1000);
  });

  it('who is too slow begins anew; one who leaves is forgotten', async (test) => {
    const desk = await TerminalDesk.start(test);
    const broadcast = new Broadcast();
    const leaves: TerminalLeave[] = [];
    const onLeave = (leave: TerminalLeave) => void leaves.push(leave);
    const events = broadcast.watch();
    desk.terminals.set('w', watchingSession({ role: 'watcher', title: 'a', events, endOf, onLeave }));
    const page = await TerminalPage.open(desk.url, 'w', { acknowledges: false });
    const line = Buffer.from(`${'x'.repeat(1_022)}\r\n`);
    for (let fed = 0; fed < 4_194_304; fed += line.length) {
      broadcast.output(line);
      if (fed % 65_536 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    broadcast.output(Buffer.from('the end'));
    assert.ok(page.received <= 262_144 + 131_072, `${page.received} bytes`);
    page.acknowledges = true;
    page.acknowledge();
    await page.shows(/^(x{1022}\r\n)+the end$/);
    page.socket.close(1000);
    await until('the leave', async () => leaves[0]);
    broadcast.output(line);
    for await (const _ of events) assert.fail('it still hears');
  });
});

describe('the end', () => {
  it('comes with its reason, to pages that read and to pages that do not', async (test) => {
    const desk = await TerminalDesk.start(test);
    const leaves: TerminalLeave[] = [];
    const target = new ScriptedTarget();
    const onLeave = (leave: TerminalLeave) => void leaves.push(leave);
    desk.terminals.set('o', target.shared.join('owner', { onLeave }));
    desk.terminals.set('w', target.shared.join('watcher', { onLeave }));
    const stuck = await TerminalPage.open(desk.url, 'o', { acknowledges: false });
    const watcher = await TerminalPage.open(desk.url, 'w');
    stuck.socket.pause();
    const fed = target.feedUntilPaused(Buffer.alloc(65_536, 'a'), 4_194_304);
    assert.ok(fed <= 262_144 + 65_536, `${fed} bytes held for a page that reads nothing`);
    target.shared.end({ code: 'terminated', text: 'An administrator has ended the session.' });
    const told = { type: 'end', code: 'terminated', text: 'An administrator has ended the session.' };
    assert.deepEqual(await watcher.hears('end'), told);
    await until('both gone', async () => leaves.length === 2 || undefined);
    assert.deepEqual(new Set(leaves.map(({ cause }) => cause)), new Set(['ended']));
    // Nothing that comes afterwards disturbs anybody.
    target.shared.feed(Buffer.from('late'));
  });

  it('of a page that no longer answers is a loss; of one that was closed it is none', async (test) => {
    const desk = await TerminalDesk.start(test, { heartbeatMs: 50 });
    const leaves: TerminalLeave['cause'][] = [];
    const onLeave = ({ cause }: TerminalLeave) => void leaves.push(cause);
    for (const token of ['a', 'b', 'c'])
      desk.terminals.set(token, new ScriptedTarget().shared.join('owner', { onLeave }));
    const alive = await TerminalPage.open(desk.url, 'a');
    await TerminalPage.open(desk.url, 'b', { answersPings: false });
    await until('a loss', async () => leaves[0]);
    assert.deepEqual(leaves, ['lost']);
    alive.socket.close(1001);
    await until('a leave', async () => leaves[1]);
    const torn = await TerminalPage.open(desk.url, 'c');
    torn.socket.terminate();
    await until('another loss', async () => leaves[2]);
    assert.deepEqual(leaves, ['lost', 'left', 'lost']);
  });

  it('of a moderator without a word is found sooner than that of others', async (test) => {
    const desk = await TerminalDesk.start(test, { heartbeatMs: 600_000, moderatorHeartbeatMs: 50 });
    const leaves: string[] = [];
    for (const role of ['watcher', 'moderator'] as const) {
      const onLeave = ({ cause }: TerminalLeave) => void leaves.push(`${role} ${cause}`);
      desk.terminals.set(role, new ScriptedTarget().shared.join(role, { onLeave }));
      await TerminalPage.open(desk.url, role, { answersPings: false });
    }
    await until('a loss', async () => leaves[0]);
    assert.deepEqual(leaves, ['moderator lost']);
  });

  it('of the gateway ends all, and lets nobody in', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    desk.terminals.set('o', target.shared.join('owner'));
    const page = await TerminalPage.open(desk.url, 'o');
    const closed = desk.front.close({ code: 'gateway_stopped', text: 'The gateway has stopped.' });
    assert.equal(await refusedStatus(new TerminalPage(desk.url)), 503);
    assert.equal((await page.hears('end')).code, 'gateway_stopped');
    await closed;
  });
});
