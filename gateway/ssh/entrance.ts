/** Asks an SSH client for its launch token, and lets it in or not. */

import { setTimeout as delay } from 'node:timers/promises';
import type { AuthContext, AuthenticationType, Connection } from 'ssh2';
import { Secret } from '../../domain/secret.ts';
import type { Admission, Door, Visitor } from './door.ts';

export interface EntranceParts {
  readonly door: Door;
  readonly visitor: Visitor;
  /** What every refusal takes at least; one that takes longer is answered after a multiple of it. Milliseconds. */
  readonly refusalMs: number;
  readonly onRefusal: () => void;
  /** The client may have gone by then. */
  readonly onAdmission: (admission: Admission) => void;
  /** What the door threw. */
  readonly onFault: (error: unknown) => void;
}

const METHODS: AuthenticationType[] = ['password', 'keyboard-interactive'];
const SESSION_ID = /^acs_[0-9a-hjkmnp-tv-z]{26}$/i;
const MAX_TOKEN_CHARACTERS = 512;
/** Tokens that one connection may try, and requests of any kind: clients offer their keys first. */
const MAX_TOKENS = 3;
const MAX_REQUESTS = 30;

export function guardEntrance(connection: Connection, parts: EntranceParts): void {
  let tokens = 0;
  let requests = 0;
  let isBusy = false;
  const leave = () => {
    connection.end();
  };

  const judge = async (context: AuthContext, token: string): Promise<void> => {
    // One at a time, whatever a client sends in advance.
    if (isBusy || tokens >= MAX_TOKENS) return leave();
    isBusy = true;
    tokens += 1;
    const admission = await admitted(context.username, token, parts);
    isBusy = false;
    if (admission) {
      parts.onAdmission(admission);
      return context.accept();
    }
    parts.onRefusal();
    if (tokens >= MAX_TOKENS) leave();
    else context.reject(METHODS);
  };
  const begin = (context: AuthContext, token: string) => {
    judge(context, token).catch((error: unknown) => {
      parts.onFault(error);
      leave();
    });
  };

  connection.on('authentication', (context) => {
    requests += 1;
    if (requests > MAX_REQUESTS) return leave();
    if (context.method === 'password') {
      // A client that wants to change its password sends two.
      if (typeof context.password === 'string') begin(context, context.password);
      else context.reject(METHODS);
    } else if (context.method === 'keyboard-interactive') {
      context.prompt([{ prompt: 'Launch token: ', echo: false }], 'Capstan', (answers) => {
        // ssh2 calls with an error where the client changed its mind.
        if (Array.isArray(answers)) begin(context, answers[0] ?? '');
      });
    } else {
      context.reject(METHODS);
    }
  });
}

async function admitted(username: string, token: string, parts: EntranceParts): Promise<Admission | null> {
  const began = performance.now();
  try {
    if (SESSION_ID.test(username) && token !== '' && token.length <= MAX_TOKEN_CHARACTERS) {
      const admission = await parts.door.admit(username, new Secret(token.trim()), parts.visitor);
      if (admission) return admission;
    }
  } catch (error) {
    parts.onFault(error);
  }
  const took = performance.now() - began;
  await delay(Math.ceil((took + 1) / parts.refusalMs) * parts.refusalMs - took);
  return null;
}
