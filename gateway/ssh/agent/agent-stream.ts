/**
 * What programs at a target ask of the agent of an SSH client (draft-ietf-sshm-ssh-agent): which keys there are, and to
 * sign with one. Everything else is refused: who works at the target does not add keys, remove or lock them.
 */

import { Duplex, PassThrough, Readable } from 'node:stream';
import { sshFingerprint } from '../../../runtime/ssh-fingerprint.ts';
import { withTimeLimit } from '../../../runtime/time-limit.ts';

/** As the agent of OpenSSH has it. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** Some agents ask their owner first. */
const ANSWERS_WITHIN_MS = 120_000;

const FAILURE = 5;
const REQUEST_IDENTITIES = 11;
const SIGN_REQUEST = 13;
const EXTENSION = 27;
/** Says to which host the agent goes on; keys that are bound to hosts ask for it. */
const BINDING = 'session-bind@openssh.com';

export interface AgentRules {
  /** Before a key signs, by its fingerprint. False: it does not. Never rejects. */
  maySign(fingerprint: string): Promise<boolean>;
  /** What else was asked, in a word. */
  refused(what: string): void;
}

/** The agent as the target sees it; `agent` is the client's channel, which is closed with it. */
export function agentStream(agent: Duplex, rules: AgentRules): Duplex {
  const requests = new PassThrough();
  // Whoever has gone waits for no answer.
  requests.once('finish', () => agent.destroy());
  const answers = Readable.from(answersTo(requests, agent, rules), { objectMode: false });
  const stream = Duplex.from({ writable: requests, readable: answers });
  stream.on('error', () => agent.destroy());
  stream.once('close', () => agent.destroy());
  return stream;
}

async function* answersTo(requests: Readable, agent: Duplex, rules: AgentRules): AsyncGenerator<Buffer> {
  try {
    const answers = messagesOf(agent);
    for await (const request of messagesOf(requests)) {
      if (!(await isAllowed(request, rules))) {
        yield framed(Buffer.from([FAILURE]));
        continue;
      }
      agent.write(framed(request));
      const answer = await withTimeLimit(ANSWERS_WITHIN_MS, () => answers.next());
      if (answer.done) return;
      yield framed(answer.value);
    }
  } catch {
    // One of the two has gone or speaks another language: to the other it is an agent that has gone.
  } finally {
    requests.resume();
    agent.destroy();
  }
}

async function isAllowed(request: Buffer, { maySign, refused }: AgentRules): Promise<boolean> {
  const kind = request[0];
  if (kind === REQUEST_IDENTITIES) return true;
  if (kind === SIGN_REQUEST) return maySign(sshFingerprint(`key ${firstText(request).toString('base64')}`));
  if (kind === EXTENSION && firstText(request).toString('latin1') === BINDING) return true;
  refused(`request ${kind}`);
  return false;
}

/** The key of a request to sign, or the name of an extension. */
function firstText(request: Buffer): Buffer {
  const length = request.readUInt32BE(1);
  if (length > request.length - 5) throw new Error('an agent was asked in pieces that do not fit');
  return request.subarray(5, 5 + length);
}

async function* messagesOf(stream: Readable): AsyncGenerator<Buffer> {
  let waiting = Buffer.alloc(0);
  // Not destroyed by whoever stops listening: an end that is told in order closes the channel of the other side.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 4) {
      const length = waiting.readUInt32BE(0);
      if (length === 0 || length > MAX_MESSAGE_BYTES)
        throw new Error('a message to or from an agent is too long, or empty');
      if (waiting.length < 4 + length) break;
      yield waiting.subarray(4, 4 + length);
      waiting = waiting.subarray(4 + length);
    }
  }
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([length, message]);
}
