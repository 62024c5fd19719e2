/** What those see who watch a session. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Broadcast, type WatchEvent } from '../../gateway/ssh/broadcast.ts';

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
