/** The probe's decision: never a login too many, never a working version passed over. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideProbe, PROBE_ORDER, type ProbedVersion, type ProbeFact } from '../../domain/rotation.ts';

type Truth = Record<ProbedVersion, 'works' | 'refused' | 'unanswered'>;

const anyTruth: fc.Arbitrary<Truth> = fc.record({
  candidate: fc.constantFrom('works', 'refused', 'unanswered'),
  current: fc.constantFrom('works', 'refused', 'unanswered'),
  previous: fc.constantFrom('works', 'refused', 'unanswered'),
});

/** Follows the decisions against a target that answers as `truth` says. */
function probe(truth: Truth) {
  const facts: ProbeFact[] = [];
  for (let step = 0; step < 10; step += 1) {
    const decision = decideProbe(facts);
    if (decision.next !== 'try') return { decision, tried: facts.map(({ version }) => version) };
    const answer = truth[decision.version];
    facts.push(
      answer === 'unanswered'
        ? { version: decision.version, answer, code: 'unreachable' }
        : { version: decision.version, answer },
    );
  }
  throw new Error('the probe does not end');
}

describe('the probe', () => {
  it('tries candidate, current, previous in that order, each at most once, and stops at the first that works', () => {
    fc.assert(
      fc.property(anyTruth, (truth) => {
        const { decision, tried } = probe(truth);
        assert.deepEqual(tried, PROBE_ORDER.slice(0, tried.length));
        const decisive = PROBE_ORDER.find((version) => truth[version] !== 'refused');
        if (decisive === undefined) assert.deepEqual(decision, { next: 'exhausted' });
        else if (truth[decisive] === 'works') assert.deepEqual(decision, { next: 'adopt', version: decisive });
        else assert.deepEqual(decision, { next: 'wait', code: 'unreachable' });
      }),
    );
  });

  it('does not try again what is known to be refused', () => {
    assert.deepEqual(decideProbe([{ version: 'candidate', answer: 'refused' }]), { next: 'try', version: 'current' });
  });

  it('adopts what works, whatever else was said', () => {
    const facts: ProbeFact[] = [
      { version: 'candidate', answer: 'unanswered', code: 'timeout' },
      { version: 'current', answer: 'works' },
    ];
    assert.deepEqual(decideProbe(facts), { next: 'adopt', version: 'current' });
  });
});
