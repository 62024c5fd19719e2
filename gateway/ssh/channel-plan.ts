/** What a channel is to do: whether the session allows it, and what happens to its bytes. */

import type { Broadcast } from './broadcast.ts';
import type { Admission, Allowances, ChannelStart, Refusal } from './door.ts';
import type { InputGate } from './input-gate.ts';
import { NotRecorded, type Passage, type PassageEnds } from './passage.ts';
import type { PersonEnd } from './person-end.ts';
import { PlainPassage } from './plain-passage.ts';
import { TerminalPassage } from './terminal-passage.ts';
import { FileLog } from './transfers/file-log.ts';
import type { ScpCommand } from './transfers/scp-command.ts';
import { ScpPassage } from './transfers/scp-passage.ts';
import { SftpPassage } from './transfers/sftp-passage.ts';
import type { UpstreamRequest } from './upstream.ts';
import type { UpstreamChannel } from './upstream-channel.ts';

export interface ChannelPlan {
  readonly person: PersonEnd;
  readonly start: ChannelStart;
  /** What the command of `start` says, where that is of scp. */
  readonly scp: ScpCommand | null;
  /** What to ask of the target, with the size that the terminal has by then. */
  request(): UpstreamRequest;
  /** From here on sizes and signals can be passed on. */
  opened(target: UpstreamChannel): void;
  /** Calls `listener` with every size that the terminal takes after that of `start`; at once where it has taken one. */
  onResize(listener: (cols: number, rows: number) => void): void;
}

export interface PassageParts {
  readonly admission: Admission;
  readonly number: number;
  readonly broadcast: Broadcast;
  readonly gate: InputGate;
  readonly touch: () => void;
  readonly refused: (what: Refusal) => void;
  readonly nextFileAction: () => number;
  /** Something went wrong of which no promise tells. */
  readonly failed: (error: unknown) => void;
  readonly ends: PassageEnds;
}

/** Why a channel is not served: what the person is told, and what the log hears. */
export interface Objection {
  readonly text: string;
  readonly refusal: Refusal;
}

/** Null: the session allows it. */
export function objectionTo({ start, scp }: Pick<ChannelPlan, 'start' | 'scp'>, allows: Allowances): Objection | null {
  const no = (kind: Refusal['kind'], detail: string, what: string) => ({
    refusal: { kind, detail },
    text: `${what} not allowed in this session`,
  });
  switch (start.kind) {
    case 'shell':
      if (allows.shell && allows.terminalsOnly && start.pty === null)
        return no('shell', '', 'shells without a terminal are');
      return allows.shell ? null : no('shell', '', 'shells are');
    case 'exec':
      return allows.exec ? null : no('exec', start.command, 'commands are');
    case 'sftp':
      return allows.upload || allows.download ? null : no('subsystem', 'sftp', 'file transfers are');
    case 'forward': {
      const { host, port } = start.to;
      const isAllowed = allows.forwards.some(
        (one) => one.port === port && one.host.toLowerCase() === host.toLowerCase(),
      );
      return isAllowed ? null : no('local_forward', `${host}:${port}`, 'such forwards are');
    }
    case 'scp':
      if (!allows[start.direction]) return no(start.direction, start.command, `${start.direction}s are`);
      // The shell of the target expands it: more than names of files would be a command.
      if (allows.exec || scp?.isPlain) return null;
      return no('exec', start.command, 'without -O it may work: such a path is');
  }
}

/** @throws NotRecorded */
export function passageFor({ start, scp, ...plan }: ChannelPlan, parts: PassageParts): Passage {
  const { admission, number, ends, gate, touch } = parts;
  const touching = (passage: Passage): Passage => ({
    inward: (data) => {
      touch();
      return passage.inward(data);
    },
    outward: (data, stream) => passage.outward(data, stream),
    closed: (exit) => passage.closed(exit),
  });
  const files = (via: 'sftp' | 'scp') => new FileLog(admission.hooks, via, parts.nextFileAction);
  if (start.kind === 'sftp') {
    const { allows } = admission;
    return touching(new SftpPassage({ ends, allows, files: files('sftp'), gate, refused: parts.refused, touch }));
  }
  if (start.kind === 'scp') {
    if (scp) return touching(new ScpPassage({ ends, command: scp, files: files('scp'), gate, touch }));
    throw new NotRecorded('a transfer that is none');
  }
  if (start.kind === 'forward') return touching(new PlainPassage(ends, gate));
  let recorder: ReturnType<Admission['recorder']['open']>;
  try {
    recorder = admission.recorder.open(number, start);
  } catch (error) {
    throw new NotRecorded('the recorder did not begin', { cause: error });
  }
  if (start.pty) parts.broadcast.resize(start.pty.cols, start.pty.rows);
  const isTerminal = start.pty !== null;
  const guard = isTerminal ? admission.guardTyped?.(number) : undefined;
  const terminal = new TerminalPassage({ ends, recorder, broadcast: parts.broadcast, gate, isTerminal, guard });
  plan.onResize((cols, rows) => {
    try {
      terminal.resize(cols, rows);
    } catch (error) {
      parts.failed(error);
    }
  });
  return touching(terminal);
}
