/** What the steps of one OAuth2 request leave for its audit record and for the token that it makes. */

import type { IssuedFor, TokenEpochs } from './issued-for.ts';

interface Notes {
  /** What the audit record says of it. */
  change?: string;
  /** Of the token that is being issued. */
  issuedFor?: IssuedFor & TokenEpochs;
}

const notesOf = new WeakMap<object, Notes>();

/** Notes of the request with this context; empty at first. */
export function oauthNotes(ctx: object): Notes {
  const notes = notesOf.get(ctx) ?? {};
  notesOf.set(ctx, notes);
  return notes;
}
