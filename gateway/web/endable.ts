/** A viewer's part in a session that others can take away, while the session goes on. */

import type { TerminalEnd, TerminalScreen, TerminalSession } from './contract.ts';

export interface Endable {
  readonly part: TerminalSession;
  /** Tells the viewer why, and closes their page. */
  end(end: TerminalEnd): void;
}

export function endable(part: TerminalSession): Endable {
  let shown: TerminalScreen | undefined;
  return {
    part: {
      ...part,
      attach(screen) {
        shown = screen;
        part.attach(screen);
      },
    },
    end: (end) => shown?.end(end),
  };
}
