/** How many drafts are tried at once, and by whom. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DraftPlaces } from '../../api/handlers/policies/draft-places.ts';

describe('places to try drafts in', () => {
  it('are one a caller, and given back', () => {
    const places = new DraftPlaces();
    const leave = places.take('user:1', 1);
    assert.ok(leave);
    assert.equal(places.take('user:1', 1), null);
    leave();
    assert.ok(places.take('user:1', 1));
  });

  it('are not all for one organization', () => {
    const places = new DraftPlaces();
    const isTaken = (user: number, organization: number) => places.take(`user:${user}`, organization) !== null;
    const taken = [1, 2, 3].map((user) => isTaken(user, 1));
    assert.deepEqual(taken, [true, true, false]);
    assert.deepEqual([isTaken(4, 2), isTaken(5, 3), isTaken(6, 4)], [true, true, false], 'four in all');
  });
});
