/** Those who come to the SSH server just when it closes. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { People } from '../../gateway/ssh/people.ts';
import { Strangers } from '../../gateway/strangers.ts';

class SlowStrangers extends Strangers {
  readonly #until: Promise<void>;
  left = 0;

  constructor(until: Promise<void>) {
    super({ waiting: 10, waitingOfOne: 10, refusedOfOne: 10 });
    this.#until = until;
  }

  override async enter(address: string): Promise<(() => void) | null> {
    await this.#until;
    const leave = await super.enter(address);
    return () => {
      this.left += 1;
      leave?.();
    };
  }
}

describe('an SSH server that closes', () => {
  it('serves nobody whose place was being looked for', async () => {
    let go: () => void = () => undefined;
    const strangers = new SlowStrangers(
      new Promise((resolve) => {
        go = resolve;
      }),
    );
    const people = new People({
      door: { admit: async () => null },
      strangers,
      loginWithinMs: 10_000,
      refusalMs: 1,
      onFault: (error) => assert.fail(String(error)),
    });
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    let served = 0;
    const entered = people.enter(socket, () => {
      served += 1;
    });
    await people.sendAway('the server closes');
    go();
    await entered;
    assert.deepEqual([served, socket.destroyed, strangers.left], [0, true, 1]);
    client.destroy();
    server.close();
  });
});
