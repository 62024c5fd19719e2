/**
 * What the terminal in the browser asks of those who hold sessions, and what it offers them. Nothing here knows
 * where sessions are kept or how a target is reached.
 */

import type { Readable } from 'node:stream';
import type { Secret } from '../../domain/secret.ts';

/** An owner types; a watcher sees; a moderator sees, may let the input rest, and may end the session. */
export type TerminalRole = 'owner' | 'watcher' | 'moderator';

export interface TerminalSize {
  /** 1 to 1 000 each. */
  readonly cols: number;
  readonly rows: number;
}

export interface TerminalRequest {
  /** `acs_` and a ULID. */
  readonly sessionId: string;
  /** What the page was given: a launch token, the code of a link, a token for watching, or one to come back with. */
  readonly token: Secret;
  /** Whether it came with the address of the page: then it is the code of a link, and of no use otherwise. */
  readonly isLink: boolean;
  readonly address: string;
  readonly size: TerminalSize;
}

export interface TerminalDoor {
  /**
   * Uses the token up and answers with what it opens; null where it opens nothing, whatever the cause, and `stopping`
   * where nothing begins here any more and the token was not used up. Called once a connection. What it throws is
   * logged, and told to the page as a fault of ours.
   */
  admit(request: TerminalRequest): Promise<TerminalSession | 'stopping' | null>;
}

/** One viewer's part in a session. `attach` is called first, unless the page is gone by then; `detach` last, and once. */
export interface TerminalSession {
  readonly role: TerminalRole;
  /** Whom and where, such as `root on db-1`; the page puts it before every title that the target wishes for. */
  readonly title: string;
  /** Opens this session once more after a lost connection; without it the page says that it cannot be resumed. */
  readonly resumeToken?: Secret;
  /** From here on the session may print. */
  attach(screen: TerminalScreen): void;
  /** The screen has room again, after it answered false. */
  drained(): void;
  /** Only ever called for an owner. `taken` is called once the target's side has taken the bytes. */
  write(input: Buffer, taken: () => void): void;
  /** Only ever called for an owner. */
  resize(size: TerminalSize): void;
  /** Only ever called for a moderator. */
  control(action: ModeratorAction): void;
  /** Only ever called for a moderator: about a question that was put to them, or an older one. */
  answer(question: number, isAllowed: boolean): void;
  /** The viewer is gone; nothing is called after this. */
  detach(leave: TerminalLeave): void;
}

export type ModeratorAction = 'suspend' | 'resume' | 'end';

export interface TerminalLeave {
  /**
   * - `ended`: the session said so
   * - `left`: the page closed the connection
   * - `lost`: the connection broke, or no longer answered
   * - `protocol_error`: the other side does not keep to the protocol
   */
  readonly cause: 'ended' | 'left' | 'lost' | 'protocol_error';
  /** What somebody typed who may not. */
  readonly ignoredInputBytes: number;
}

/** A viewer's screen, as a session sees it. Everything that is called after `end` is ignored. */
export interface TerminalScreen {
  /**
   * Shows what the target printed. False: the viewer has enough for now. Whoever serves an owner pauses the target
   * then; whoever serves a watcher throws away what comes, and sends a snapshot once `drained` is called.
   */
  print(bytes: Buffer): boolean;
  /** Clears the screen and shows `bytes` instead. Answers as {@link TerminalScreen.print} does. */
  snapshot(bytes: Buffer): boolean;
  /** The owner's terminal has this size now; for all but the owner. */
  resized(size: TerminalSize): void;
  /** Puts a question to a moderator. */
  ask(question: TerminalQuestion): void;
  /** It is answered, or has answered itself. */
  settled(question: number, isAllowed: boolean): void;
  /** A line beside the terminal, not in it. `suspended`: whether input rests from now on. */
  notice(notice: TerminalNotice): void;
  /** Says why, and closes within two seconds whatever the page does. */
  end(end: TerminalEnd): void;
}

/** A command that waits for the word of a moderator. */
export interface TerminalQuestion {
  readonly id: number;
  /** Name of the rule that asks. */
  readonly rule: string;
  /** The command, in printable characters and lines. */
  readonly text: string;
  /** How long is left for an answer. */
  readonly seconds: number;
}

export interface TerminalNotice {
  readonly text: string;
  readonly suspended?: boolean;
}

export interface TerminalEnd {
  /** For programs, such as `terminated` or `idle`. */
  readonly code: string;
  /** For people: one sentence. */
  readonly text: string;
}

export interface RecordingRequest {
  readonly sessionId: string;
  readonly token: Secret;
  readonly address: string;
}

export interface RecordingDoor {
  /**
   * Uses the token up and answers with the recording as asciicast v2; null where it opens nothing, whatever the cause. What
   * it throws is logged, and answered with 500; a recording that breaks off has its connection cut.
   */
  open(request: RecordingRequest): Promise<Readable | null>;
}
