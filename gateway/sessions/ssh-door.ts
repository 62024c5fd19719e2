/** The door of the SSH server: `ssh acs_…@gateway` with a launch token opens the session that was asked for. */

import type { SessionEndReason } from '../../domain/connect-session.ts';
import type { Secret } from '../../domain/secret.ts';
import type {
  Admission,
  ChannelRecorder,
  ChannelStart,
  Destination,
  Door,
  EndCause,
  SessionHooks,
  Visitor,
} from '../ssh/door.ts';
import { connectUpstream } from '../ssh/upstream.ts';
import { fileActionEnds, fileActionStarts } from './file-records.ts';
import type { HeldSession } from './held-session.ts';
import type { HeldSessions } from './held-sessions.ts';
import { endpointOf, loginOf } from './target-login.ts';
import { TypedCommands } from './typed-commands.ts';

const UNKNOWN_TERMINAL = { cols: 80, rows: 24, term: null };
const MINUTE_MS = 60_000;

export function sshDoor(sessions: HeldSessions): Door {
  return {
    async admit(sessionId: string, token: Secret, { address, clientVersion }: Visitor): Promise<Admission | null> {
      const launch = {
        sessionId,
        token,
        protocol: 'ssh',
        mode: 'native_client',
        client: { address, version: clientVersion },
      } as const;
      const held = await sessions.launch(launch, UNKNOWN_TERMINAL, 'terminal');
      return held && admissionTo(held);
    },
  };
}

function admissionTo(held: HeldSession): Admission {
  const { terms, platform } = held.launched;
  const may = (activity: (typeof terms.activities)[number]) => terms.activities.includes(activity);
  return {
    allows: {
      shell: may('shell'),
      // What goes into other shells no moderator sees, and no rule for commands reads.
      terminalsOnly: terms.moderation !== null || held.guard !== null,
      oneChannel: terms.moderation !== null,
      exec: may('exec'),
      upload: may('upload'),
      download: may('download'),
      agent: may('agent_forward'),
      forwards: terms.forwards.map(destinationOf),
    },
    idleLimitMs: terms.idle_minutes * MINUTE_MS,
    async openUpstream(signal) {
      await held.moderation.whenThere();
      const upstream = await connectUpstream({
        endpoint: endpointOf(held),
        login: await loginOf(held),
        connectTimeoutMs: platform.timeouts.connect_ms,
        channelTimeoutMs: platform.timeouts.operation_ms,
        signal,
      });
      try {
        await held.begin('over SSH');
      } catch (error) {
        upstream.close();
        throw error;
      }
      return upstream;
    },
    ...guarding(held),
    isAsking: () => held.moderation.desk.isAsking,
    recorder: { open: (channel, start) => recorderOf(held, channel, start) },
    hooks: hooksOf(held),
    attached: (control) => held.attach(control),
  };
}

/** Rules for commands hold for what is typed as well, as far as it can be read. */
function guarding(held: HeldSession): Pick<Admission, 'guardTyped'> {
  const { guard } = held;
  return guard === null ? {} : { guardTyped: () => new TypedCommands(guard, (text) => held.say(text)) };
}

/** The policy's schema has let nothing else pass. */
function destinationOf(text: string): Destination {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

function recorderOf(held: HeldSession, channel: number, start: ChannelStart): ChannelRecorder {
  const { recording } = held;
  if (recording === null) return NOTHING_IS_RECORDED;
  const { writer } = recording;
  if ('pty' in start && start.pty) writer.resize(start.pty.cols, start.pty.rows);
  return {
    output: (data) => writer.output(data, channel),
    input: (data) => writer.input(data, channel),
    resize: (cols, rows) => writer.resize(cols, rows),
    drained: () => recording.drained(),
    close: () => writer.endChannel(channel),
  };
}

const NOTHING_IS_RECORDED: ChannelRecorder = {
  output: () => true,
  input: () => true,
  resize: () => undefined,
  drained: () => Promise.resolve(),
  close: () => undefined,
};

function hooksOf(held: HeldSession): SessionHooks {
  return {
    async channelStarts(channel, start) {
      const label = labelOf(channel, start);
      if (held.recording && label !== null) {
        held.recording.writer.marker(label);
        await held.recording.writer.stored();
      }
      // Of a transfer by scp as well: the shell of the target reads more in it than names of files.
      const decision = 'command' in start ? await held.guard?.decide(start.command) : undefined;
      if (start.kind === 'forward') {
        await held.tell({
          operation: 'session.forward',
          change: `a connection to ${inWords(start.to)} was forwarded`,
        });
      }
      return decision?.words;
    },
    channelEnds: () => undefined,
    refused({ kind }) {
      held.tellSoon({
        operation: 'session.refuse',
        status: 'denied',
        code: 'policy_refused',
        change: `${kind} was refused`,
      });
    },
    agentUsed: (fingerprint) =>
      held.tell({
        operation: 'session.forward',
        change: fingerprint === null ? 'the agent of its client was forwarded' : `its agent signs with ${fingerprint}`,
      }),
    fileActionStarts: (action) => fileActionStarts(held, action),
    fileActionEnds: (action, outcome) => fileActionEnds(held, action, outcome),
    upstreamFailed: (failure) => held.targetFailed(failure),
    faulted: (error) => held.fault('A session over SSH cannot go on', error),
    ended: ({ cause, text }) => void held.finish({ reason: REASONS[cause], text }),
  };
}

/** As it stands in the recording, to be found again; null: it speaks for itself. */
function labelOf(channel: number, start: ChannelStart): string | null {
  switch (start.kind) {
    case 'exec':
    case 'scp':
      return `#${channel} ${start.command}`;
    case 'sftp':
      return `#${channel} sftp`;
    case 'forward':
      return `#${channel} forward to ${inWords(start.to)}`;
    case 'shell':
      // What goes into it is not echoed: without a marker nothing would tell of it.
      return start.pty === null ? `#${channel} shell without a terminal` : null;
  }
}

/** As `destinationOf` reads it. */
function inWords({ host, port }: Destination): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const REASONS: Readonly<Record<EndCause, SessionEndReason>> = {
  told: 'terminated',
  client_left: 'closed',
  target_left: 'target_closed',
  no_target: 'target_failed',
  no_secret: 'secret_withheld',
  idle: 'idle',
  not_recorded: 'not_recorded',
  client_misbehaved: 'violation',
  target_misbehaved: 'violation',
};
