/** The terminal of a session in the browser: a shell at the target, recorded, shown to its owner and to those who watch. */

import { createHash, randomBytes } from 'node:crypto';
import { finished } from 'node:stream/promises';
import type { SessionEndReason } from '../../domain/connect-session.ts';
import { printable } from '../../domain/printable.ts';
import { Secret } from '../../domain/secret.ts';
import { TARGET_FAILURE_MEANINGS, TargetFailure } from '../../domain/target-failure.ts';
import { SessionLost } from '../../store/connect-sessions/gateway-writes.ts';
import { IdleClock } from '../idle-clock.ts';
import { RecordingFailed } from '../recording/recording-failed.ts';
import { SecretWithheld } from '../secret-withheld.ts';
import type { GuardedInput } from '../ssh/door.ts';
import { InputGate } from '../ssh/input-gate.ts';
import { connectUpstream, type Upstream } from '../ssh/upstream.ts';
import type { UpstreamChannel } from '../ssh/upstream-channel.ts';
import type { TerminalLeave, TerminalSession, TerminalSize } from '../web/contract.ts';
import { SharedTerminal, type ViewerHooks } from '../web/shared-terminal.ts';
import type { HeldSession } from './held-session.ts';
import { endpointOf, loginOf } from './target-login.ts';
import { TypedCommands } from './typed-commands.ts';

const TERM = 'xterm-256color';
const MINUTE_MS = 60_000;
/** A page that has lost its connection may come back for so long. */
const COME_BACK_WITHIN_MS = 60_000;
const TOKEN_BYTES = 32;

interface Waiting {
  readonly input: Buffer;
  readonly taken: () => void;
}

export class WebTerminal {
  readonly #held: HeldSession;
  readonly #terminal: SharedTerminal;
  readonly #clock: IdleClock;
  readonly #stopping = new AbortController();
  /** null: there are no rules for commands. */
  readonly #typed: TypedCommands | null;
  #size: TerminalSize;
  #upstream: Upstream | undefined;
  #channel: UpstreamChannel | undefined;
  /** Typed before there was a target. */
  #early: Waiting[] = [];
  /** Resolves when the owner's page has room again. */
  #flow: { readonly open: Promise<void>; readonly resume: () => void } | undefined;
  /** Shut while the session is suspended. */
  readonly #gate = new InputGate();
  /** What was typed before is being passed on: what is held back holds back what follows. */
  #turn: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  /** SHA-256 of what brings a page back whose connection was lost. */
  #resumeHash: string | undefined;
  /** Of what has brought it back: good until the page shows that it has the next one, which a connection may lose with it. */
  #usedHash: string | undefined;
  /** Of the page that is there. */
  #present: string | undefined;
  #comeBack: NodeJS.Timeout | undefined;

  constructor(held: HeldSession, size: TerminalSize) {
    this.#held = held;
    this.#size = size;
    this.#terminal = new SharedTerminal(
      {
        write: (input, taken) => this.#write(input, taken),
        resize: (to) => this.#resize(to),
        pause: () => this.#pause(),
        resume: () => this.#flow?.resume(),
      },
      { title: held.title, size },
    );
    this.#clock = new IdleClock(
      held.launched.terms.idle_minutes * MINUTE_MS,
      () => !this.#gate.isOpen || held.moderation.desk.isAsking,
      () => void this.#end('idle', 'nothing was typed for too long'),
    );
    held.attach({
      end: (reason) => this.#end('terminated', reason),
      suspend: (text) => this.#suspend(true, text),
      resume: (text) => this.#suspend(false, text),
      say: (text) => this.#terminal.notify({ text }),
      watch: () => null,
    });
    const { guard } = held;
    this.#typed = guard && new TypedCommands(guard, (text) => this.#terminal.notify({ text }));
  }

  /** Reaches the target and passes its terminal on until the end. Never rejects. */
  async run(): Promise<void> {
    if (!this.#held.launched.terms.activities.includes('shell')) {
      void this.#end('refused', 'the policy of this session allows no shell');
      return;
    }
    try {
      await this.#held.moderation.whenThere();
      this.#terminal.notify({ text: 'connecting…' });
      const channel = await this.#open();
      this.#terminal.notify({ text: 'connected' });
      this.#flushEarly(channel);
      // All at once: what fails first ends it, and nothing fails unheard.
      const [{ code }] = await Promise.all([channel.exited, this.#pass(channel.stdout), this.#pass(channel.stderr)]);
      void this.#end('target_closed', code === null ? 'the target has closed it' : `the shell has ended (${code})`);
    } catch (error) {
      void this.#fail(error);
    }
  }

  /**
   * The owner's part, in a window of that size; a page that had it before loses it.
   * @param used what brings the page back; left out: it is the first one.
   */
  owner(size: TerminalSize, used?: Secret): TerminalSession {
    clearTimeout(this.#comeBack);
    const token = new Secret(randomBytes(TOKEN_BYTES).toString('base64url'));
    const mine = hashOf(token);
    this.#resumeHash = mine;
    this.#usedHash = used && hashOf(used);
    const part = this.#terminal.join('owner', { resumeToken: token, onLeave: (leave) => this.#leave(mine, leave) });
    // The window may have changed while its page was away.
    part.resize(size);
    const isHeard = () => {
      if (this.#resumeHash === mine) this.#usedHash = undefined;
    };
    return {
      ...part,
      attach: (screen) => {
        part.attach(screen);
        this.#present = mine;
      },
      write: (input, taken) => {
        isHeard();
        part.write(input, taken);
      },
      resize: (to) => {
        isHeard();
        part.resize(to);
      },
    };
  }

  /** A part for somebody who looks on. */
  viewer(role: 'watcher' | 'moderator', hooks: ViewerHooks): TerminalSession {
    return this.#terminal.join(role, hooks);
  }

  /** Whether `token` brings the owner back; it is good once, since the page gets another one then. */
  isResumedBy(token: Secret): boolean {
    const hash = hashOf(token);
    return this.#ending === undefined && (hash === this.#resumeHash || hash === this.#usedHash);
  }

  #leave(mine: string, leave: TerminalLeave): void {
    const wasThere = this.#present === mine;
    if (wasThere) this.#present = undefined;
    if (this.#resumeHash !== mine) return;
    // It was gone before it was let in, and the page before it is still there.
    if (this.#present !== undefined) this.#resumeHash = this.#present;
    else this.#ownerLeft(leave, wasThere || this.#usedHash !== undefined);
  }

  #ownerLeft({ cause }: TerminalLeave, mayComeBack: boolean): void {
    if (this.#ending) return;
    if (cause === 'lost' && !mayComeBack) void this.#end('closed', 'its page was lost before it was let in');
    else if (cause === 'lost') {
      const text = 'nobody has come back to it';
      this.#comeBack = setTimeout(() => void this.#end('closed', text), COME_BACK_WITHIN_MS);
    } else if (cause === 'protocol_error') void this.#end('violation', 'the page does not keep to the protocol');
    else void this.#end('closed', 'its page was closed');
  }

  async #open(): Promise<UpstreamChannel> {
    const { platform } = this.#held.launched;
    // Nobody asks for a secret that nobody needs any more.
    if (this.#ending) throw new Ended();
    const login = await loginOf(this.#held);
    if (this.#ending) throw new Ended();
    const upstream = await connectUpstream({
      endpoint: endpointOf(this.#held),
      login,
      connectTimeoutMs: platform.timeouts.connect_ms,
      channelTimeoutMs: platform.timeouts.operation_ms,
      signal: this.#stopping.signal,
    });
    this.#upstream = upstream;
    if (this.#ending) {
      upstream.close();
      throw new Ended();
    }
    await this.#held.begin('a terminal in the browser');
    const size = this.#size;
    const channel = await upstream.open({ kind: 'shell', pty: { term: TERM, ...size }, env: {} });
    this.#channel = channel;
    if (this.#ending) throw new Ended();
    // It takes its time to open one, and sizes that came meanwhile had nowhere to go.
    if (this.#size !== size) channel.resize(this.#size);
    return channel;
  }

  /** Reads one stream of the target, at the pace of recording and page. */
  async #pass(stream: UpstreamChannel['stdout']): Promise<void> {
    stream.on('error', () => undefined);
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = chunk;
      const { recording } = this.#held;
      if (recording && !recording.writer.output(bytes)) await recording.drained();
      this.#typed?.printed(bytes);
      this.#terminal.feed(bytes);
      await this.#flow?.open;
    }
    await finished(stream).catch(() => undefined);
  }

  #write(input: Buffer, taken: () => void): void {
    this.#clock.touch();
    // What is typed into a suspended terminal must not be carried out later.
    if (!this.#gate.isOpen || this.#ending) taken();
    else if (this.#channel) this.#sendInTurn(this.#channel, { input, taken });
    else this.#early.push({ input, taken });
  }

  #flushEarly(channel: UpstreamChannel): void {
    const early = this.#early;
    this.#early = [];
    for (const waiting of early) this.#sendInTurn(channel, waiting);
  }

  #sendInTurn(channel: UpstreamChannel, waiting: Waiting): void {
    const send = () => this.#send(channel, waiting);
    const turn = (this.#turn ? this.#turn.then(send) : send()).finally(() => {
      if (this.#turn === turn) this.#turn = undefined;
    });
    this.#turn = turn;
  }

  async #send(channel: UpstreamChannel, { input, taken }: Waiting): Promise<void> {
    try {
      // What has waited for the target, too: nobody types into a suspended terminal.
      if (!this.#gate.isOpen) return taken();
      let guarded: GuardedInput = this.#typed?.take(input) ?? { passes: input, rest: null };
      await this.#passInput(channel, guarded.passes);
      while (guarded.rest !== null) {
        guarded = await guarded.rest;
        // It was given before the session was suspended, and so was what is typed behind it.
        await this.#gate.whenOpen();
        if (this.#ending) return;
        await this.#passInput(channel, guarded.passes);
      }
      taken();
    } catch (error) {
      void this.#fail(error);
    }
  }

  async #passInput(channel: UpstreamChannel, passes: Buffer): Promise<void> {
    const { recording } = this.#held;
    // Recorded first: what the target gets is in the recording, or it does not get it.
    if (recording && !recording.writer.input(passes)) {
      await recording.drained();
      // It may have been suspended meanwhile.
      await this.#gate.whenOpen();
      if (this.#ending) return;
    }
    await channel.write(passes);
  }

  #resize(size: TerminalSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#held.recording?.writer.resize(size.cols, size.rows);
    this.#channel?.resize(size);
  }

  #pause(): void {
    if (this.#flow) return;
    let go: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      go = resolve;
    });
    const resume = () => {
      this.#flow = undefined;
      go();
    };
    this.#flow = { open, resume };
  }

  #suspend(suspended: boolean, text: string): void {
    if (suspended) this.#gate.shut();
    else this.#gate.open();
    this.#terminal.notify({ text, suspended });
  }

  #fail(error: unknown): Promise<void> {
    if (error instanceof Ended || this.#ending) return this.#ending ?? Promise.resolve();
    if (error instanceof TargetFailure) {
      this.#held.targetFailed(error);
      return this.#end('target_failed', TARGET_FAILURE_MEANINGS[error.code]);
    }
    if (error instanceof SessionLost) return this.#end('terminated', 'it was ended before the target was reached');
    if (error instanceof SecretWithheld) return this.#end('secret_withheld', error.message);
    if (error instanceof RecordingFailed) return this.#end('not_recorded', 'it cannot be recorded any more');
    this.#held.fault('A terminal could not be served', error);
    return this.#end('fault', 'the gateway has failed');
  }

  #end(reason: SessionEndReason, text: string): Promise<void> {
    // First of all it is ending: those who are told so leave, which would end it once more.
    this.#ending ??= Promise.resolve()
      .then(() => this.#close(reason, text))
      .catch((error: unknown) => {
        this.#held.fault('A terminal did not end in order', error);
        return this.#held.finish({ reason: 'fault', text: 'the gateway has failed' });
      });
    return this.#ending;
  }

  async #close(reason: SessionEndReason, text: string): Promise<void> {
    this.#clock.stop();
    clearTimeout(this.#comeBack);
    this.#stopping.abort();
    this.#channel?.close();
    this.#upstream?.close();
    for (const { taken } of this.#early.splice(0)) taken();
    this.#flow?.resume();
    // What was held back goes nowhere any more.
    this.#gate.open();
    this.#terminal.end({ code: reason, text: printable(`The session has ended: ${text}.`, 500) });
    await this.#held.finish({ reason, text });
  }
}

/** It was ended while the target was being reached. */
class Ended extends Error {
  override readonly name = 'Ended';
}

function hashOf(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('hex');
}
