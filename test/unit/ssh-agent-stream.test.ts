/** What passes between a target and the agent of an SSH client, message by message, and from either side what does not keep to the protocol. */

import assert from 'node:assert/strict';
import { Duplex, PassThrough } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { agentStream } from '../../gateway/ssh/agent/agent-stream.ts';
import { until } from '../support/until.ts';

const FAILURE = Buffer.from([0, 0, 0, 1, 5]);
const IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

const framed = (...parts: Buffer[]) => text(Buffer.concat(parts));
const kind = (number: number) => Buffer.from([number]);

function between(test: TestContext, maySign = true) {
  const [toAgent, fromAgent] = [new PassThrough(), new PassThrough()];
  const agent = Duplex.from({ writable: toAgent, readable: fromAgent });
  agent.on('error', () => undefined);
  const told: string[] = [];
  const target = agentStream(agent, {
    maySign: async (fingerprint) => {
      told.push(fingerprint);
      return maySign;
    },
    refused: (what) => void told.push(what),
  });
  test.after(() => void target.destroy());
  const heard = new Map<Duplex, Buffer[]>([target, toAgent].map((stream) => [stream, []]));
  for (const [stream, pieces] of heard) stream.on('data', (bytes: Buffer) => pieces.push(bytes));
  /** A whole message is written at once. */
  const next = (stream: Duplex) => until('a message', async () => heard.get(stream)?.shift());
  return { target, agent, toAgent, fromAgent, told, next };
}

describe('the agent of an SSH client, for programs at a target', () => {
  it('lists its keys, also in pieces, and one question is answered after the other', async (test) => {
    const { target, toAgent, fromAgent, next } = between(test);
    target.write(IDENTITIES.subarray(0, 2));
    target.write(Buffer.concat([IDENTITIES.subarray(2), framed(kind(19)), IDENTITIES]));
    assert.deepEqual(await next(toAgent), IDENTITIES);
    const answer = framed(kind(12), Buffer.alloc(4));
    fromAgent.write(answer);
    assert.deepEqual(await next(target), answer);
    assert.deepEqual(await next(target), FAILURE);
  });

  it('signs where it may, and is not asked where it may not', async (test) => {
    const request = framed(kind(13), text('a key'), text('data'), Buffer.alloc(4));
    const allowed = between(test);
    allowed.target.write(request);
    assert.deepEqual(await allowed.next(allowed.toAgent), request);
    const denied = between(test, false);
    denied.target.write(request);
    assert.deepEqual(await denied.next(denied.target), FAILURE);
    assert.deepEqual(allowed.told, denied.told);
    assert.match(denied.told[0] ?? '', /^SHA256:[\w+/]{43}$/);
  });

  it('is asked nothing else: no key is added, removed or locked, no extension but that which binds', async (test) => {
    const { target, toAgent, told, next } = between(test);
    for (const number of [1, 9, 17, 18, 19, 20, 22, 23, 25, 26, 99]) {
      target.write(framed(kind(number)));
      assert.deepEqual(await next(target), FAILURE);
      assert.equal(told.at(-1), `request ${number}`);
    }
    target.write(framed(kind(27), text('query')));
    assert.deepEqual(await next(target), FAILURE);
    const binding = framed(kind(27), text('session-bind@openssh.com'), text('a host key'));
    target.write(binding);
    assert.deepEqual(await next(toAgent), binding);
  });

  it('is gone for a target that does not keep to the protocol, and when the other side does not', async (test) => {
    const broken = [Buffer.from([0, 0, 0, 0]), Buffer.from([1, 0, 0, 0]), framed(kind(13), Buffer.from([0, 0, 1, 0]))];
    for (const bytes of broken) {
      const { target, agent } = between(test);
      target.write(bytes);
      await until('its end', async () => (target.readableEnded && agent.destroyed) || undefined);
    }
    const { target, toAgent, fromAgent, next } = between(test);
    target.write(IDENTITIES);
    await next(toAgent);
    fromAgent.end();
    await until('its end', async () => target.readableEnded || undefined);
  });
});
