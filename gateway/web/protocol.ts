/**
 * What page and gateway say to each other. Binary frames carry the terminal's bytes: output one way, input the other.
 * Text frames carry the messages below as JSON. docs/terminal.md describes the protocol.
 */

import { z } from 'zod';
import type { TerminalRole } from './contract.ts';

/** Grows by one with every change that an older page would not understand. */
export const SUBPROTOCOL = 'capstan.terminal.v1';

/** No frame from a page is larger; a page cuts what is pasted into pieces. */
export const MAX_FRAME_BYTES = 65_536;

/** Output on its way to a page: the session is told to pause above `high`, and to go on below `low`. */
export const OUTPUT_WINDOW = { high: 262_144, low: 65_536 } as const;

/** Input that the target's side has not taken. A page keeps to half of it; one that exceeds it is let go. */
export const INPUT_WINDOW_BYTES = 131_072;

/** How much input may be taken before the page is told. */
export const INPUT_TOLD_BYTES = 16_384;

export const CLOSE = {
  ended: { code: 1000, reason: 'ended' },
  protocolError: { code: 4400, reason: 'protocol error' },
  refused: { code: 4401, reason: 'refused' },
  noHello: { code: 4408, reason: 'no hello in time' },
  fault: { code: 4500, reason: 'fault of the gateway' },
  draining: { code: 1001, reason: 'the gateway stops' },
} as const;

export type Close = (typeof CLOSE)[keyof typeof CLOSE];

const side = z.int().min(1).max(1_000);
const size = { cols: side, rows: side };

const token = z.string().min(1).max(512);

/** `code`: the page found it in its address. */
const HELLO = z.union([
  z.strictObject({ type: z.literal('hello'), token, ...size }),
  z.strictObject({ type: z.literal('hello'), code: token, ...size }),
]);

const MESSAGE = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('resize'), ...size }),
  /** `bytes` of output that the page has put on its screen, counted from the beginning of the connection. */
  z.strictObject({ type: z.literal('ack'), bytes: z.int().min(0) }),
  z.strictObject({ type: z.literal('control'), action: z.enum(['suspend', 'resume', 'end']) }),
  z.strictObject({ type: z.literal('answer'), question: z.int().min(1), allow: z.boolean() }),
]);

export type Hello = z.infer<typeof HELLO>;
export type PageMessage = z.infer<typeof MESSAGE>;

export type GatewayMessage =
  | { readonly type: 'welcome'; readonly role: TerminalRole; readonly title: string; readonly resume_token?: string }
  | { readonly type: 'size'; readonly cols: number; readonly rows: number }
  /** The next `bytes` of output are a picture of the screen, to be drawn on an empty one and not to be answered. */
  | { readonly type: 'snapshot'; readonly bytes: number }
  /** For a moderator: a command waits for a word. */
  | {
      readonly type: 'question';
      readonly question: number;
      readonly rule: string;
      readonly text: string;
      readonly seconds: number;
    }
  | { readonly type: 'settled'; readonly question: number; readonly allowed: boolean }
  | { readonly type: 'notice'; readonly text: string; readonly suspended?: boolean }
  /** `bytes` of input that the target's side has taken, counted from the beginning of the connection. */
  | { readonly type: 'taken'; readonly bytes: number }
  | { readonly type: 'end'; readonly code: string; readonly text: string }
  | { readonly type: 'refused' };

/** null for everything else. */
export function readHello(text: string): Hello | null {
  return read(HELLO, text);
}

/** null for everything else. */
export function readMessage(text: string): PageMessage | null {
  return read(MESSAGE, text);
}

function read<Read>(schema: z.ZodType<Read>, text: string): Read | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
