/** The rule by which outside tokens stand for applications. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isTooLongLived, meetsConditions } from '../../domain/outside-token.ts';

const text = fc.string({ minLength: 1, maxLength: 12 });
const conditions = fc.dictionary(text, text, { maxKeys: 5 });

describe('conditions on the claims of an outside token', () => {
  it('are met by claims that have exactly these values, whatever else is there', () => {
    fc.assert(
      fc.property(conditions, text, fc.dictionary(text, fc.jsonValue()), (others, sub, more) => {
        const wanted = { ...others, sub };
        assert.ok(meetsConditions({ ...more, ...wanted }, wanted));
      }),
    );
  });

  it('are not met once any of the values is another one, of another type, or missing', () => {
    fc.assert(
      fc.property(conditions, text, fc.nat(), fc.jsonValue(), (others, sub, pick, value) => {
        const wanted: Record<string, string> = { ...others, sub };
        const names = Object.keys(wanted);
        const name = names[pick % names.length] ?? 'sub';
        fc.pre(value !== wanted[name]);
        assert.ok(!meetsConditions({ ...wanted, [name]: value }, wanted));
        const { [name]: _, ...rest } = wanted;
        assert.ok(!meetsConditions(rest, wanted));
      }),
    );
  });

  it('always include one on the subject', () => {
    assert.ok(!meetsConditions({ sub: 'x', repository: 'y' }, { repository: 'y' }));
    assert.ok(!meetsConditions({ sub: 'x' }, {}));
  });

  it('are never met by what every object has', () => {
    const wanted = { sub: 'x', constructor: 'y' };
    assert.ok(!meetsConditions({ sub: 'x' }, wanted));
  });
});

describe('the life of an outside token', () => {
  it('is a day at most, and known', () => {
    assert.ok(!isTooLongLived({ iat: 0, exp: 86_400 }));
    assert.ok(isTooLongLived({ iat: 0, exp: 86_401 }));
    assert.ok(isTooLongLived({ exp: 1 }));
    assert.ok(isTooLongLived({ iat: 0, exp: '1' }));
  });
});
