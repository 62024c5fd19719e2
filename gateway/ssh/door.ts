/**
 * What the SSH gateway asks of those who hold sessions, and what it offers them. Nothing here knows where sessions are
 * kept, who approves them, or how a secret is opened.
 */

import type { Secret } from '../../domain/secret.ts';
import type { TargetFailure } from '../../domain/target-failure.ts';
import type { Watcher } from '../watching.ts';
import type { FileAction, FileOutcome } from './file-action.ts';
import type { Upstream } from './upstream.ts';

export interface Visitor {
  readonly address: string;
  /** What the client calls itself, such as `OpenSSH_9.2p1`: its own word, in printable characters. */
  readonly clientVersion: string;
}

export interface Door {
  /**
   * Uses the token up and answers with what the session allows; null where it opens nothing, whatever the cause. The
   * client learns of every refusal in the same words and after the same time; of what this throws as well.
   * `sessionId` is `acs_` and a ULID, as the client wrote it.
   */
  admit(sessionId: string, token: Secret, from: Visitor): Promise<Admission | null>;
}

export interface Allowances {
  readonly shell: boolean;
  /** Shells in a terminal alone, since of others nobody sees what goes into them. Left out: all. */
  readonly terminalsOnly?: boolean;
  /** The first that is allowed, and no other as long as the session lives. Left out: several, also at once. */
  readonly oneChannel?: boolean;
  /** Commands. Whoever may give them may also move files by them (`cat > file`), and that is not seen as a transfer. */
  readonly exec: boolean;
  /** Files to the target, and other changes of files by SFTP; by SFTP and by scp. */
  readonly upload: boolean;
  /** Files from the target. */
  readonly download: boolean;
  /** The client's SSH agent, for programs at the target. Left out: it is not forwarded. */
  readonly agent?: boolean;
  /** Where the client may have the target connect to (`ssh -L`). What passes there is not recorded. */
  readonly forwards: readonly Destination[];
}

export interface Destination {
  /** As the client names it, capitals aside; the target resolves it. */
  readonly host: string;
  readonly port: number;
}

export interface Admission {
  readonly allows: Allowances;
  /** Without input for so long, the session ends. Milliseconds. */
  readonly idleLimitMs: number;
  /**
   * Connects to the target. Called at most once, when the client first asks for something; it may take its time, for
   * instance until a moderator is there. `say` shows the person a line meanwhile.
   * @throws TargetFailure; anything else counts as a fault of ours.
   */
  openUpstream(signal: AbortSignal, say: (line: string) => void): Promise<Upstream>;
  readonly recorder: SessionRecorder;
  /** What is typed into the terminal of a channel goes through it, before it is recorded; left out: as it is. */
  guardTyped?(channel: number): TypedGuard;
  /** Whether somebody else is asked about what was given: nobody is idle meanwhile. Left out: never. */
  isAsking?(): boolean;
  readonly hooks: SessionHooks;
  /** Called once, before anything else happens in the session. */
  attached(session: SessionControl): void;
}

export interface TypedGuard {
  take(data: Buffer): GuardedInput;
  /** What the target has printed. */
  printed(data: Buffer): void;
}

/** What may reach the target of what was typed. */
export interface GuardedInput {
  readonly passes: Buffer;
  /** What becomes of the rest, once somebody has been asked about it; null: there is none. Never rejects. */
  readonly rest: Promise<GuardedInput> | null;
}

/** What the holder of a session does to it while it lives. */
export interface SessionControl {
  /**
   * Tells the person why, in one line, and closes everything within two seconds whatever client and target do.
   * Resolves when it is closed. The first reason stays.
   */
  end(reason: string): Promise<void>;
  /** No input reaches the target: what is typed into a terminal is dropped, what is piped or uploaded waits. */
  suspend(line: string): void;
  resume(line: string): void;
  /** Shows a line in every terminal of the session. */
  say(line: string): void;
  /** What the terminals show, from now on; a watcher that does not keep up loses output, and is told so. */
  watch(): Watcher;
}

/** Something the client asks for in a channel of its own. */
export type ChannelStart =
  | { readonly kind: 'shell'; readonly pty: Pty | null }
  | { readonly kind: 'exec'; readonly command: string; readonly pty: Pty | null }
  | { readonly kind: 'scp'; readonly command: string; readonly direction: 'upload' | 'download' }
  | { readonly kind: 'sftp' }
  | { readonly kind: 'forward'; readonly to: Destination };

export interface Pty {
  readonly term: string;
  readonly cols: number;
  readonly rows: number;
}

/** How a program ended: its exit code, the signal that ended it (without `SIG`), or neither where nobody said. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface SessionRecorder {
  /** For shells and commands; files have `fileActionStarts`. What it throws refuses the channel. */
  open(channel: number, start: ChannelStart): ChannelRecorder;
}

export interface ChannelRecorder {
  /** False: enough for now; this stream goes on only once `drained` has resolved. */
  output(data: Buffer, stream: 'stdout' | 'stderr'): boolean;
  /** What is about to reach the target. Answers as `output` does. */
  input(data: Buffer): boolean;
  resize(cols: number, rows: number): void;
  /** Rejects where it cannot be recorded: the session ends then. */
  drained(): Promise<void>;
  close(exit: Exit): void;
}

/**
 * What the session's log hears. A promise is waited for; where it rejects, what was to happen does not. What answers
 * with none must not throw.
 */
export interface SessionHooks {
  /** Before a command, a shell, a transfer or a connection reaches the target. A text refuses it, and the person is told it. */
  channelStarts(channel: number, start: ChannelStart): Promise<string | undefined> | undefined;
  channelEnds(channel: number, exit: Exit): void;
  /** Forwards, agents, X11, what the session does not allow. A client that asks on and on is heard a few times only. */
  refused(what: Refusal): void;
  /** Before the client's agent is there for the target (null), and before it signs with the key of that fingerprint. */
  agentUsed?(fingerprint: string | null): Promise<void>;
  fileActionStarts(action: FileAction): Promise<void> | undefined;
  fileActionEnds(action: FileAction, outcome: FileOutcome): void;
  upstreamFailed(failure: TargetFailure): void;
  /** What the session ends of, where it is nobody's doing: for a log. */
  faulted?(error: unknown): void;
  /** Last, and once; `refusals` counts those that were not told one by one as well. */
  ended(end: SessionEnd): void;
}

export const REFUSED_KINDS = [
  'shell',
  'exec',
  'upload',
  'download',
  'subsystem',
  'too_many_channels',
  'local_forward',
  'remote_forward',
  'socket_forward',
  'agent_forward',
  'x11_forward',
] as const;

export interface Refusal {
  readonly kind: (typeof REFUSED_KINDS)[number];
  /** Where to, which command; printable, at most 1 000 characters. */
  readonly detail: string;
}

/**
 * - `told`: the holder of the session ended it
 * - `client_left`: the client closed the connection, or it broke
 * - `target_left`: the target closed the connection, or it broke
 * - `no_target`: no connection to the target could be made
 * - `no_secret`: what logs in at the target was not handed over
 * - `idle`: no input for too long
 * - `not_recorded`: what happens could not be recorded, or not be written to the audit log
 * - `client_misbehaved`, `target_misbehaved`: one of them does not keep to the protocol, or floods
 */
export type EndCause =
  | 'told'
  | 'client_left'
  | 'target_left'
  | 'no_target'
  | 'no_secret'
  | 'idle'
  | 'not_recorded'
  | 'client_misbehaved'
  | 'target_misbehaved';

export interface SessionEnd {
  readonly cause: EndCause;
  /** One sentence, as the person was told it. */
  readonly text: string;
  readonly refusals: number;
}
