/** Rules for commands: what is read of what is typed, what a rule keeps from the target, and what gets past them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CommandRule } from '../../domain/policy/rules.ts';
import { CommandGuard } from '../../gateway/sessions/command-guard.ts';
import { TypedCommands } from '../../gateway/sessions/typed-commands.ts';

const NO_RM: CommandRule = { name: 'no-rm', pattern: '\\brm\\b', action: 'block' };
const CLEARED = '\x05\x15';

function terminal(...rules: CommandRule[]) {
  const records: (string | null)[] = [];
  const lines: string[] = [];
  const guard = new CommandGuard(rules, ({ change }) => records.push(change));
  const typed = new TypedCommands(guard, (line) => lines.push(line));
  const type = (...pieces: string[]) => pieces.map((piece) => typed.take(Buffer.from(piece)).toString()).join('');
  return { type, records, lines, guard };
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
    assert.deepEqual(guard.judge('rm /tmp/x'), { action: 'allow', rule: 'tmp' });
    assert.deepEqual(guard.judge('sudo rm /'), { action: 'alert', rule: 'sudo' });
    assert.deepEqual(guard.judge('rm /tmp/y'), { action: 'block', rule: 'no-rm' });
    assert.deepEqual(guard.judge('ls'), { action: 'allow' });
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
    const parts = [umlaut.subarray(0, 1), umlaut.subarray(1), Buffer.from('\r')].map((part) => typed.take(part));
    assert.equal(Buffer.concat(parts).toString(), 'ä\r');
  });

  it('keep nobody waiting where a long line is edited again and again', () => {
    const { type } = terminal(NO_RM);
    const began = performance.now();
    type(' '.repeat(16_000), 'x\x17'.repeat(30_000), '\x15', 'y'.repeat(16_000), 'x\x7f'.repeat(30_000));
    assert.ok(performance.now() - began < 2_000, `${performance.now() - began} ms`);
    assert.equal(type('\x15r😀\x7fm x\r'), `\x15r😀\x7fm x${CLEARED}`);
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

  /** Known ways around; docs/sessions.md names them. Whoever closes one of them moves it from here. */
  it('are a guard against accidents: these get past them', () => {
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
    // What an allowed word begins with brings along what comes after it.
    const { guard: lenient } = terminal({ name: 'word', pattern: '^ls', action: 'allow' }, NO_RM);
    assert.equal(lenient.judge('ls; rm x').action, 'allow');
    assert.equal(guard.judge('ls; rm x').action, 'block');
  });
});
