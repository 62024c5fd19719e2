/** Generated passwords satisfy their rules, whatever the rules are. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  contradictions,
  DEFAULT_PASSWORD_RULES,
  generatePassword,
  type PasswordRules,
} from '../../domain/password-rules.ts';

const anyRules: fc.Arbitrary<PasswordRules> = fc.record({
  length: fc.integer({ min: 1, max: 64 }),
  min_lowercase: fc.integer({ min: 0, max: 8 }),
  min_uppercase: fc.integer({ min: 0, max: 8 }),
  min_digits: fc.integer({ min: 0, max: 8 }),
  min_symbols: fc.integer({ min: 0, max: 8 }),
  symbols: fc.constantFrom('', '!', '!#%+,-./=?@_~', '""\'\\'),
  excluded: fc.constantFrom('', 'lI1O0', 'abcdefghijklmnopqrstuvwxyz', '0123456789!'),
});

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe('generated passwords', () => {
  it('satisfy every rule that does not contradict itself', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        if (contradictions(rules).length > 0) {
          assert.throws(() => generatePassword(rules, randomInt), RangeError);
          return;
        }
        const text = generatePassword(rules, randomInt).reveal();
        assert.equal(text.length, rules.length);
        assert.ok(count(text, /[a-z]/g) >= rules.min_lowercase);
        assert.ok(count(text, /[A-Z]/g) >= rules.min_uppercase);
        assert.ok(count(text, /[0-9]/g) >= rules.min_digits);
        const symbols = [...text].filter((character) => !/[a-zA-Z0-9]/.test(character));
        assert.ok(symbols.length >= rules.min_symbols);
        assert.ok(symbols.every((symbol) => rules.symbols.includes(symbol)));
        assert.ok([...text].every((character) => !rules.excluded.includes(character)));
      }),
      { numRuns: 500 },
    );
  });

  it('put no class in a fixed place', () => {
    const rules = { ...DEFAULT_PASSWORD_RULES, length: 8 };
    const firsts = new Set(
      Array.from({ length: 400 }, () => {
        const [first = ''] = generatePassword(rules, randomInt).reveal();
        return /[a-z]/.test(first) ? 'lower' : /[A-Z]/.test(first) ? 'upper' : /[0-9]/.test(first) ? 'digit' : 'symbol';
      }),
    );
    assert.equal(firsts.size, 4);
  });

  it('are never the same twice', () => {
    const made = Array.from({ length: 1_000 }, () => generatePassword(DEFAULT_PASSWORD_RULES, randomInt).reveal());
    assert.equal(new Set(made).size, made.length);
  });

  it('say which minimum cannot be met', () => {
    assert.deepEqual(contradictions({ ...DEFAULT_PASSWORD_RULES, length: 7 }), [
      'the minimums add up to 8, more than the length 7',
    ]);
    assert.match(contradictions({ ...DEFAULT_PASSWORD_RULES, symbols: '' }).join(), /symbols: 2 asked for/);
  });
});
