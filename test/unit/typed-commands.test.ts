/** Rules for commands: what is read of what is typed, what a rule keeps from the target, and what gets past them. */

import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { CommandRule } from '../../domain/policy/rules.ts';
import { CommandGuard } from '../../gateway/sessions/command-guard.ts';
import { TypedCommands } from '../../gateway/sessions/typed-commands.ts';
import type { GuardedInput } from '../../gateway/ssh/door.ts';
import type { TerminalScreen } from '../../gateway/web/contract.ts';
import { PtyTerminal } from '../support/pty-terminal.ts';
import { until } from '../support/until.ts';

const NO_RM: CommandRule = { name: 'no-rm', pattern: '\\brm\\b', action: 'block' };
const CLEARED = '\x05\x15';

function terminal(...rules: CommandRule[]) {
  const records: (string | null)[] = [];
  const lines: string[] = [];
  const guard = new CommandGuard(rules, {
    tell: ({ change }) => void records.push(change),
    ask: () => assert.fail('nobody is to be asked'),
  });
  const typed = new TypedCommands(guard, (line) => lines.push(line));
  const type = (...pieces: string[]) =>
    pieces.map((piece) => typed.take(Buffer.from(piece)).passes.toString()).join('');
  return { type, records, lines, guard };
}

class KeptScreen implements TerminalScreen {
  text = '';
  readonly #printed: (bytes: Buffer) => void;

  constructor(printed: (bytes: Buffer) => void = () => undefined) {
    this.#printed = printed;
  }

  print(bytes: Buffer): boolean {
    this.#printed(bytes);
    this.text += bytes.toString();
    return true;
  }

  snapshot(bytes: Buffer): boolean {
    return this.print(bytes);
  }

  readonly resized = () => undefined;
  readonly ask = () => undefined;
  readonly settled = () => undefined;
  readonly notice = () => undefined;
  readonly end = () => undefined;
}

describe('rules for commands', () => {
  it('keep a line from being entered, tell why, and put the rule on record, not the line', () => {
    const { type, records, lines } = terminal(NO_RM);
    assert.equal(type('rm -rf /tmp/secret-place\r'), `rm -rf /tmp/secret-place${CLEARED}`);
    assert.deepEqual(lines, ["blocked by the rule no-rm of this session's policy"]);
    assert.deepEqual(records, ['rule no-rm has blocked it']);
    assert.equal(type('ls\r'), 'ls\r');
  });

  it('go by the first rule in which something is found', () => {
    const allowed: CommandRule = { name: 'tmp', pattern: '^rm /tmp/x$', action: 'allow' };
    const watched: CommandRule = { name: 'sudo', pattern: '^sudo ', action: 'alert' };
    const { guard, records } = terminal(allowed, watched, NO_RM);
    assert.deepEqual(guard.decide('rm /tmp/x'), { action: 'allow', rule: 'tmp' });
    assert.deepEqual(guard.decide('sudo rm /'), { action: 'alert', rule: 'sudo' });
    const words = "blocked by the rule no-rm of this session's policy";
    assert.deepEqual(guard.decide('rm /tmp/y'), { action: 'block', rule: 'no-rm', words });
    assert.deepEqual(guard.decide('ls'), { action: 'allow' });
    assert.deepEqual(records, ['rule sudo was alerted', 'rule no-rm has blocked it']);
  });

  it('read what was taken back, in pieces of any size, and several lines at once', () => {
    const { type } = terminal(NO_RM);
    assert.equal(type('rx', '\x7f', 'm /\r'), `rx\x7fm /${CLEARED}`);
    assert.equal(type('rm', '\x15', 'ls\r'), 'rm\x15ls\r');
    assert.equal(type('rm', '\x03', 'ls\r'), 'rm\x03ls\r');
    assert.equal(type('echo rm', '\x17', 'x\r'), 'echo rm\x17x\r');
    assert.equal(type('r', '\x1b', '[', 'C', 'm x\r'), `r\x1b[Cm x${CLEARED}`);
    assert.equal(type('ls\rrm x\rls\r'), `ls\rrm x${CLEARED}ls\r`);
    const umlaut = Buffer.from('ä');
    const { guard } = terminal(NO_RM);
    const typed = new TypedCommands(guard, () => undefined);
    const parts = [umlaut.subarray(0, 1), umlaut.subarray(1), Buffer.from('\r')].map((part) => typed.take(part).passes);
    assert.equal(Buffer.concat(parts).toString(), 'ä\r');
  });

  it('keep nobody waiting where a long line is edited again and again', () => {
    const { type } = terminal(NO_RM);
    const began = performance.now();
    type(' '.repeat(16_000), 'x\x17'.repeat(30_000), '\x15', 'y'.repeat(16_000), 'x\x7f'.repeat(30_000));
    assert.ok(performance.now() - began < 2_000, `${performance.now() - began} ms`);
    assert.equal(type('\x15r😀\x7fm x\r'), `\x15r😀\x7fm x${CLEARED}`);
  });

  it('judge all of a long command, and let none pass that is too long to be judged where one may be stopped', async () => {
    const { guard, type, records, lines } = terminal(NO_RM);
    assert.equal((await guard.decide(`${'-'.repeat(100_000)}\nrm x`)).action, 'block');
    const tooLong = `${'-'.repeat(131_070)} ls`;
    assert.equal((await guard.decide(tooLong)).action, 'block');
    assert.ok(type(`${tooLong}\r`).endsWith(CLEARED));
    assert.match(lines.join(), /more than the 131,072 characters .*: give it in parts$/);
    assert.deepEqual(records.slice(1), ['it was too long to be judged', 'it was too long to be judged']);
    const { guard: watching } = terminal({ name: 'sudo', pattern: 'sudo', action: 'alert' });
    assert.deepEqual(watching.decide(tooLong), { action: 'allow' });
  });

  it('drop a paste as a whole of which they stop a line, and say so, however its marks are split', () => {
    const { type, records, lines } = terminal(NO_RM);
    const [begins, ends] = ['\u001b[200~', '\u001b[201~'];
    const pasted = (text: string) => `${begins}${text}${ends}`;
    const empty = pasted('');
    const words =
      "blocked by the rule no-rm of this session's policy; nothing of what was pasted has reached the target";
    assert.equal(type(pasted('touch x;\rrm y\rls'), '\r'), `${empty}\r`);
    assert.deepEqual([lines, records], [[words], ['rule no-rm has blocked it']]);
    for (const blocked of ['rm x;\rtrue', 'rm x;\ntrue', 'ls\r\nrm\tx\r\n', 'r\u0015m x\rls']) {
      assert.equal(type(pasted(blocked)), empty, JSON.stringify(blocked));
      assert.equal(type(...pasted(blocked)), empty, JSON.stringify(blocked));
      assert.equal(type(`\u001b${pasted(blocked)}`), `\u001b${empty}`, JSON.stringify(blocked));
    }
    // What stands before it, and what is typed behind it, belongs to its lines.
    assert.equal(type('r', ...pasted('m x\rls'), '\u0015'), `r${empty}\u0015`);
    assert.equal(type(pasted('ls\rr'), 'm x\r'), `${pasted('ls\rr')}m x${CLEARED}`);
    assert.equal(type(pasted('rm x'), '\r'), `${pasted('rm x')}${CLEARED}`);
    assert.equal(type(...pasted('ls \u001b[201 😀\r\rls'), '\r'), `${pasted('ls \u001b[201 😀\r\rls')}\r`);
    // Without marks each line is entered as it comes.
    assert.equal(type('ls\rrm x\nls\r'), `ls\rrm x${CLEARED}ls\r`);
  });

  it('drop a paste that is too long to be judged, and say so before it ends; where none may stop anything it passes', () => {
    const { type, lines, records } = terminal(NO_RM);
    const [begins, ends] = ['\u001b[200~', '\u001b[201~'];
    const most = 'ls\r'.repeat(131_072 / 4).padEnd(131_072, ' ');
    assert.ok(type(`${begins}${most}${ends}\u0015`).includes(most));
    assert.equal(type(`${begins}${most}ls\r`, 'ls'.repeat(10)), begins);
    assert.match(
      lines.join(),
      /^blocked, .* 131,072 characters .*; nothing of what was pasted has reached the target$/,
    );
    assert.deepEqual(records, ['it was too long to be judged']);
    assert.equal(type(`ls${ends}ls\r`), `${ends}ls\r`);
    const { type: watched } = terminal({ name: 'no-rm', pattern: 'rm', action: 'alert' });
    assert.equal(watched(begins, 'rm x'), `${begins}rm x`);
  });

  it('put what comes again and again on record each time at first, and then by its number', () => {
    const { type, records } = terminal({ name: 'sudo', pattern: '^sudo', action: 'alert' });
    type('sudo\r'.repeat(1_000));
    assert.equal(records.length, 103);
    assert.deepEqual(records.slice(99, 102), [
      'rule sudo was alerted',
      'rule sudo was alerted, 200 times by now',
      'rule sudo was alerted, 400 times by now',
    ]);
  });

  /** A terminal whose questions are answered by the test. */
  function asked(pattern = '^(reboot|dr\u00f6p)') {
    const questions: {
      readonly text: string;
      readonly seconds: number;
      readonly answer: (words: string | null) => void;
    }[] = [];
    const lines: string[] = [];
    const rule: CommandRule = { name: 'care', pattern, action: 'ask' };
    const guard = new CommandGuard([rule, NO_RM], {
      tell: () => undefined,
      ask: ({ text, seconds }) => new Promise((answer) => questions.push({ text, seconds, answer })),
    });
    const typed = new TypedCommands(guard, (line) => lines.push(line));
    /** The target echoes what reaches it. */
    const echoed = (input: GuardedInput | null | undefined) => {
      if (input) typed.printed(input.passes);
      return input;
    };
    const question = (number: number) => until(`question ${number}`, async () => questions[number - 1]);
    return { guard, questions, lines, typed, echoed, question };
  }

  it('hold a line that somebody is asked about, and what is typed behind it, in its order', async () => {
    const { typed, echoed, question } = asked();
    const first = echoed(typed.take(Buffer.from('ls\rdr\u00f6p it\rreboot\rrm x\rwho')));
    assert.equal(first?.passes.toString(), 'ls\rdr\u00f6p it');
    const { text, seconds, answer } = await question(1);
    assert.deepEqual([text, seconds], ['dr\u00f6p it', 60]);
    answer(null);
    const second = echoed(await first?.rest);
    assert.equal(second?.passes.toString(), '\rreboot');
    (await question(2)).answer(null);
    const third = await second?.rest;
    assert.equal(third?.passes.toString(), `\rrm x${CLEARED}who`);
    assert.equal(third?.rest, null);
  });

  it('hold a paste until somebody has allowed each line that they ask about, and drop it where one is denied', async () => {
    const { typed, questions, lines, question } = asked();
    const [begins, ends] = ['\u001b[200~', '\u001b[201~'];
    const paste = Buffer.from(`${begins}ls\rreboot 1\rreboot 2\rls${ends}\rwho`);
    const first = typed.take(paste);
    assert.equal(first.passes.toString(), begins);
    questions[0]?.answer(null);
    (await question(2)).answer(null);
    assert.equal((await first.rest)?.passes.toString(), `ls\rreboot 1\rreboot 2\rls${ends}\rwho`);
    const second = typed.take(paste);
    questions[2]?.answer('denied by a moderator');
    assert.equal((await second.rest)?.passes.toString(), `${ends}\rwho`);
    assert.deepEqual(
      [questions.length, lines],
      [3, ['denied by a moderator; nothing of what was pasted has reached the target']],
    );
  });

  it('clear a line that nobody has allowed, and say why', async () => {
    const { typed, echoed, lines, question } = asked();
    const taken = echoed(typed.take(Buffer.from('reboot\r')));
    (await question(1)).answer('denied by a moderator');
    assert.equal((await taken?.rest)?.passes.toString(), CLEARED);
    assert.deepEqual(lines, ['denied by a moderator']);
    assert.equal(typed.take(Buffer.from('\r')).passes.toString(), '\r');
  });

  it('show whoever is asked what may be shown', async () => {
    const { guard, questions } = asked();
    const decided = guard.decide('reboot secret', 'reboot ***');
    assert.equal(questions[0]?.text, 'reboot ***');
    questions[0]?.answer('no');
    assert.deepEqual(await decided, { action: 'block', rule: 'care', words: 'no' });
  });

  it('show of a typed line what the target has echoed since it began, and nothing else', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    const { typed, questions } = asked('.');
    const shown = async (keys: string, ...printed: string[]) => {
      typed.take(Buffer.from(keys));
      for (const piece of printed) typed.printed(Buffer.from(piece));
      const { rest } = typed.take(Buffer.from('\r'));
      await new Promise(setImmediate);
      test.mock.timers.tick(5_000);
      await new Promise(setImmediate);
      const last = questions.at(-1);
      last?.answer(null);
      typed.printed((await rest)?.passes ?? Buffer.of());
      return last?.text;
    };
    const hidden = '(not shown: it was not echoed)';
    assert.equal(await shown('sudo ls', 's', 'udo l', 's'), 'sudo ls');
    typed.printed(Buffer.from('\r\n[sudo] password for hunter2: '));
    assert.equal(await shown('hunter2'), hidden);
    assert.equal(await shown('hunter2', '*******'), hidden);
    assert.equal(await shown('pass\u007f\u007fge', 'pass\b \b\b \bge'), 'page');
    assert.equal(await shown('pass\u007fs', 'pass\b\u001b[Ks'), 'pass');
    assert.equal(await shown('ls', '\u001b]0;title\u0007l\b\u001b[1mls\u001b[0m'), 'ls');
    assert.equal(await shown('a long line', 'a lo \rng li', 'ne'), 'a long line');
    assert.equal(await shown('dr\u00f6p', 'dr\u00f6p'), 'dr\u00f6p');
  });

  it('show what a real shell echoes, and not what it reads without', async (test) => {
    const { typed, questions, question } = asked('.');
    const pty = new PtyTerminal();
    test.after(() => pty.stop());
    const part = pty.shared.join('owner');
    const screen = new KeptScreen((bytes) => typed.printed(bytes));
    part.attach(screen);
    const shows = (text: string) => until(text, async () => screen.text.includes(text) || undefined);
    const prompts = (number: number) =>
      until(`prompt ${number}`, async () => screen.text.split('\u001b[?2004h').length > number || undefined);
    const enter = async (keys: string) => {
      const number = questions.length + 1;
      const { passes, rest } = typed.take(Buffer.from(`${keys}\r`));
      part.write(passes, () => undefined);
      (await question(number)).answer(null);
      part.write((await rest)?.passes ?? Buffer.of(), () => undefined);
    };
    const long = `echo ${'many words '.repeat(12)}`;
    const silent = "stty -echo; echo rea''dy; read x; stty echo";
    const upper = 'echo "then $x" | tr a-z A-Z';
    await prompts(1);
    await enter(long);
    await prompts(2);
    await enter(silent);
    await shows('ready');
    await enter('canary');
    await prompts(3);
    await enter(`\u001b[200~${upper}\u001b[201~`);
    await shows('THEN CANARY');
    assert.deepEqual(
      questions.map(({ text }) => text),
      [long, silent, '(not shown: it was not echoed)', upper],
    );
  });

  it('keep a real shell from what was pasted into it and blocked', async (test) => {
    const { type } = terminal({ name: 'no-touch', pattern: '\\btouch\\b', action: 'block' });
    const pty = new PtyTerminal();
    test.after(() => pty.stop());
    const part = pty.shared.join('owner');
    const screen = new KeptScreen();
    part.attach(screen);
    const shows = (text: string) => until(text, async () => screen.text.includes(text) || undefined);
    const enter = (keys: string) => part.write(Buffer.from(type(keys)), () => undefined);
    await shows('\u001b[?2004h');
    const file = join(tmpdir(), `capstan-pasted-${process.pid}`);
    test.after(() => rmSync(file, { force: true }));
    enter(`\u001b[200~touch ${file};\rtrue\u001b[201~\r`);
    enter('echo "first $((1 + 1))"\r');
    await shows('first 2');
    assert.equal(existsSync(file), false);
    enter(`\u001b[200~echo >${file};\rtrue\u001b[201~\recho "then $((1 + 1))"\r`);
    await shows('then 2');
    assert.equal(existsSync(file), true);
  });

  /** Known ways around; docs/sessions.md names them. Whoever closes one of them moves it from here. */
  it('are a guard against accidents: these get past them', async () => {
    const { type, guard } = terminal(NO_RM, { name: 'word', pattern: '^ls', action: 'allow' });
    const passes = (line: string) => assert.ok(type(`${line}\r`).endsWith('\r'), line);
    // A script that holds it, a name for it, an encoding of it, an editor's shell, parts that the shell puts together.
    for (const line of [
      'sh ./cleanup',
      'alias x=y',
      'echo cm0gLXJmIC8= | base64 -d | sh',
      'vim',
      'r""m -rf /',
      'r\\m x',
    ]) {
      passes(line);
    }
    // Recalled from the history: the terminal is sent a key, and not the line.
    assert.equal(type('\x1b[A\r'), '\x1b[A\r');
    // The same holds for what somebody is asked about.
    const { typed, questions } = asked();
    for (const line of ['sh ./reboot', 'x=reboot; $x', 're""boot', '\x1b[A'])
      assert.equal(typed.take(Buffer.from(`${line}\r`)).passes.toString(), `${line}\r`);
    assert.equal(questions.length, 0);
    // What an allowed word begins with brings along what comes after it.
    const { guard: lenient } = terminal({ name: 'word', pattern: '^ls', action: 'allow' }, NO_RM);
    assert.deepEqual(lenient.decide('ls; rm x'), { action: 'allow', rule: 'word' });
    assert.equal((await guard.decide('ls; rm x')).action, 'block');
  });
});
