/** Deliveries that send are bounded, and no organization keeps the others from it. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type PlaceSeeker, SendPlaces } from '../../activities/delivery/send-places.ts';

function seekerOf(organizationId: number, fields: Partial<PlaceSeeker> = {}): PlaceSeeker {
  const { signal } = new AbortController();
  return { organizationId, receiverId: organizationId, signal, endMs: performance.now() + 60_000, ...fields };
}

/** Work that goes on until it is told to end, and notes that it has begun. */
function deliveries(places: SendPlaces) {
  const begun: string[] = [];
  const endings = new Map<string, () => void>();
  const ended: Promise<unknown>[] = [];
  return {
    begun,
    deliver(organizationId: number, name: string, seeker: Partial<PlaceSeeker> = {}) {
      const work = places.within(seekerOf(organizationId, seeker), () => {
        begun.push(name);
        return new Promise<void>((resolve) => endings.set(name, resolve));
      });
      ended.push(work.catch(() => undefined));
      return work;
    },
    async end(name: string) {
      endings.get(name)?.();
      await turn();
    },
    async endAll() {
      for (let left = -1; left !== endings.size; ) {
        left = endings.size;
        for (const end of endings.values()) end();
        await turn();
      }
      await Promise.all(ended);
    },
  };
}

it('as many send as there are places, the others in the order of coming', async () => {
  const { begun, deliver, end, endAll } = deliveries(new SendPlaces({ total: 2, ofOrganization: 2 }));
  for (const [organization, name] of ['a', 'b', 'c', 'd'].entries()) void deliver(organization, name);
  await turn();
  assert.deepEqual(begun, ['a', 'b']);
  await end('b');
  assert.deepEqual(begun, ['a', 'b', 'c']);
  await endAll();
  assert.deepEqual(begun, ['a', 'b', 'c', 'd']);
});

it('an organization with many slow receivers leaves places to the others', async () => {
  const { begun, deliver, end, endAll } = deliveries(new SendPlaces({ total: 4, ofOrganization: 2 }));
  for (const name of ['slow 1', 'slow 2', 'slow 3', 'slow 4']) void deliver(1, name);
  void deliver(2, 'quick');
  await turn();
  assert.deepEqual(begun, ['slow 1', 'slow 2', 'quick']);
  await end('quick');
  assert.deepEqual(begun, ['slow 1', 'slow 2', 'quick'], 'the place of another is not theirs');
  await end('slow 1');
  assert.deepEqual(begun.at(-1), 'slow 3');
  await endAll();
  assert.deepEqual(begun.at(-1), 'slow 4');
});

it('several organizations with slow receivers leave the next place to one that has none', async () => {
  const { begun, deliver, end, endAll } = deliveries(new SendPlaces({ total: 4, ofOrganization: 2 }));
  for (const organization of [1, 2]) {
    for (const at of [1, 2, 3, 4]) void deliver(organization, `slow ${organization}.${at}`);
  }
  void deliver(3, 'quick 1');
  void deliver(3, 'quick 2');
  await turn();
  assert.deepEqual(begun, ['slow 1.1', 'slow 1.2', 'slow 2.1', 'slow 2.2']);
  await end('slow 1.1');
  assert.equal(begun.at(-1), 'quick 1');
  await end('slow 2.1');
  assert.equal(begun.at(-1), 'slow 1.3', 'among those that have the same, in the order of coming');
  await end('quick 1');
  assert.equal(begun.at(-1), 'quick 2');
  await endAll();
});

it('of an organization the receiver with the fewest places comes next', async () => {
  const { begun, deliver, end, endAll } = deliveries(new SendPlaces({ total: 3, ofOrganization: 3 }));
  for (const at of [1, 2, 3, 4]) void deliver(1, `slow ${at}`, { receiverId: 1 });
  void deliver(1, 'quick', { receiverId: 2 });
  await turn();
  await end('slow 1');
  assert.deepEqual(begun, ['slow 1', 'slow 2', 'slow 3', 'quick']);
  await endAll();
});

it('nobody waits for longer than they wanted to', async () => {
  const { begun, deliver, endAll } = deliveries(new SendPlaces({ total: 1, ofOrganization: 1 }));
  void deliver(1, 'first');
  assert.equal(await deliver(2, 'too late', { endMs: performance.now() }), null);
  void deliver(3, 'next');
  await endAll();
  assert.deepEqual(begun, ['first', 'next']);
});

it('who is told to stop while waiting leaves, and takes no place', async () => {
  const { begun, deliver, endAll } = deliveries(new SendPlaces({ total: 1, ofOrganization: 1 }));
  const stop = new AbortController();
  void deliver(1, 'first');
  const waiting = deliver(2, 'stopped', { signal: stop.signal });
  void deliver(3, 'next');
  stop.abort(new Error('the worker stops'));
  await assert.rejects(waiting, /the worker stops/);
  await assert.rejects(deliver(4, 'too late', { signal: stop.signal }), /the worker stops/);
  await endAll();
  assert.deepEqual(begun, ['first', 'next']);
});

it('work that fails gives its place back', async () => {
  const places = new SendPlaces({ total: 1, ofOrganization: 1 });
  await assert.rejects(
    places.within(seekerOf(1), () => Promise.reject(new Error('refused'))),
    /refused/,
  );
  assert.equal(await places.within(seekerOf(1), async () => 'sent'), 'sent');
});
