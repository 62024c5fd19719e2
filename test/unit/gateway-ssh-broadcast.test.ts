/** What those see who watch a session. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Broadcast } from '../../gateway/ssh/broadcast.ts';
import type { WatchEvent } from '../../gateway/watching.ts';

describe('watching a session', () => {
  const take = async (events: AsyncIterator<WatchEvent>): Promise<WatchEvent | undefined> =>
    (await events.next()).value;

  it('begins with the newest output and the size of the terminal', async () => {
    const broadcast = new Broadcast();
    broadcast.resize(132, 50);
    broadcast.output(Buffer.from('before'));
    const events = broadcast.watch()[Symbol.asyncIterator]();
    assert.deepEqual(await take(events), { kind: 'reset', cols: 132, rows: 50, screen: Buffer.from('before') });
    broadcast.output(Buffer.from('after'));
    assert.deepEqual(await take(events), { kind: 'output', data: Buffer.from('after') });
    broadcast.end();
    assert.equal(await take(events), undefined);
  });

  it('goes on with the newest output where a watcher fell behind, and keeps little meanwhile', async () => {
    const broadcast = new Broadcast();
    const watcher = broadcast.watch();
    const events = watcher[Symbol.asyncIterator]();
    await take(events);
    const lines = Buffer.from('a line\n'.repeat(5_000));
    for (let times = 0; times < 200; times += 1) broadcast.output(lines);
    broadcast.output(Buffer.from('the end'));
    const seen: WatchEvent[] = [];
    broadcast.end();
    for await (const event of { [Symbol.asyncIterator]: () => events }) seen.push(event);
    const [reset] = seen;
    assert.equal(seen.length, 1);
    assert.ok(reset?.kind === 'reset');
    assert.ok(reset.screen.length <= 65_536);
    assert.match(reset.screen.toString(), /^a line\n[\s\S]*the end$/);
  });

  it('keeps the modes of a terminal that were set long ago', async () => {
    const broadcast = new Broadcast();
    broadcast.output(Buffer.from('\u001b[?1049h'));
    for (let times = 0; times < 10; times += 1) broadcast.output(Buffer.from('a line\n'.repeat(5_000)));
    const reset = await take(broadcast.watch()[Symbol.asyncIterator]());
    assert.ok(reset?.kind === 'reset');
    assert.ok(reset.screen.toString().startsWith('\u001b[?1049ha line\n'));
  });

  it('is over for a watcher who leaves half-way', async () => {
    const broadcast = new Broadcast();
    const watcher = broadcast.watch();
    for await (const event of watcher) {
      assert.equal(event.kind, 'reset');
      break;
    }
    broadcast.output(Buffer.from('x'));
    assert.equal(await take(watcher[Symbol.asyncIterator]()), undefined);
  });

  it('is told to a watcher who waits, and not to one who has closed', async () => {
    const broadcast = new Broadcast();
    const [open, closed] = [broadcast.watch(), broadcast.watch()];
    const [openEvents, closedEvents] = [open[Symbol.asyncIterator](), closed[Symbol.asyncIterator]()];
    await take(openEvents);
    await take(closedEvents);
    const waiting = take(openEvents);
    const nothing = take(closedEvents);
    closed.close();
    broadcast.output(Buffer.from('x'));
    assert.deepEqual(await waiting, { kind: 'output', data: Buffer.from('x') });
    assert.equal(await nothing, undefined);
  });
});
