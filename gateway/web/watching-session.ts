/** Lets a page watch what is not a {@link SharedTerminal}: a session of a native client, as its side shows it to watchers. */

import type { WatchEvent, Watcher } from '../watching.ts';
import type { TerminalEnd, TerminalRole, TerminalScreen, TerminalSession } from './contract.ts';
import type { ViewerHooks } from './shared-terminal.ts';

export interface WatchingParts extends ViewerHooks {
  readonly role: Exclude<TerminalRole, 'owner'>;
  readonly title: string;
  readonly events: Watcher;
  /** What to say when the events are over, or break. */
  readonly endOf: (error?: unknown) => TerminalEnd;
}

/** The events are asked for one at a time, and not while the page has enough: so whoever sends them sees who is slow. */
export function watchingSession({ role, title, events, endOf, ...hooks }: WatchingParts): TerminalSession {
  let goOn: (() => void) | undefined;
  const show = async (screen: TerminalScreen) => {
    for await (const event of events) {
      if (showOne(screen, event)) continue;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  };
  return {
    role,
    title,
    ...(hooks.resumeToken ? { resumeToken: hooks.resumeToken } : {}),
    attach(screen) {
      show(screen).then(
        () => screen.end(endOf()),
        (error: unknown) => screen.end(endOf(error)),
      );
    },
    drained: () => goOn?.(),
    // Nobody types and nobody resizes who watches: the connection asks for neither.
    write: (_input, taken) => taken(),
    resize: () => undefined,
    control: (action) => hooks.onControl?.(action),
    answer: (question, isAllowed) => hooks.onAnswer?.(question, isAllowed),
    detach(leave) {
      events.close();
      goOn?.();
      hooks.onLeave?.(leave);
    },
  };
}

/** False: the screen has enough. */
function showOne(screen: TerminalScreen, event: WatchEvent): boolean {
  switch (event.kind) {
    case 'reset':
      screen.resized(event);
      return screen.snapshot(event.screen);
    case 'resize':
      screen.resized(event);
      return true;
    case 'output':
      return screen.print(event.data);
  }
}
