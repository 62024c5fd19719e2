/** The door of the pages: a token, or a link, opens a terminal; a token brings its owner back to it, or shows it to somebody. */

import type { Secret } from '../../domain/secret.ts';
import { openView } from '../../store/connect-sessions/open-view.ts';
import type { TerminalDoor, TerminalRequest, TerminalSession } from '../web/contract.ts';
import { endable } from '../web/endable.ts';
import type { ViewerHooks } from '../web/shared-terminal.ts';
import { watchingSession } from '../web/watching-session.ts';
import type { HeldSession, SessionViewer } from './held-session.ts';
import type { HeldSessions } from './held-sessions.ts';
import type { GatewayMeans } from './means.ts';
import { moderatorPart } from './moderator-part.ts';
import { WebTerminal } from './web-terminal.ts';

const PAGE = 'a page';
const NO_MORE = { code: 'revoked', text: 'You may not watch this session any more.' };

export function webDoor(sessions: HeldSessions, { store }: Pick<GatewayMeans, 'store'>): TerminalDoor {
  /** By the id of their session. */
  const terminals = new Map<string, WebTerminal>();
  return {
    async admit(request: TerminalRequest): Promise<TerminalSession | 'stopping' | null> {
      const { sessionId, token, isLink, address, size } = request;
      if (isLink) return (await launch(request)) ?? ifStopping();
      const open = terminals.get(sessionId);
      if (open?.isResumedBy(token)) {
        const may = await sessions.get(sessionId)?.mayReturn(address);
        // Another page may have come back meanwhile.
        return may && open.isResumedBy(token) ? open.owner(size, token) : null;
      }
      const launched = await launch(request);
      if (launched) return launched;
      return (await look(sessionId, token, address)) ?? ifStopping();
    },
  };

  /** Nothing begins any more, so what the token would have opened opens elsewhere. */
  function ifStopping(): 'stopping' | null {
    return sessions.isDraining ? 'stopping' : null;
  }

  async function launch({ sessionId, token, isLink, address, size }: TerminalRequest): Promise<TerminalSession | null> {
    const client = { address, version: PAGE };
    const purpose = isLink ? 'link' : 'launch';
    const asked = { sessionId, token, purpose, protocol: 'ssh', mode: 'web_terminal', client } as const;
    const held = await sessions.launch(asked, { ...size, term: null }, 'terminal');
    if (!held) return null;
    const terminal = new WebTerminal(held, size);
    terminals.set(sessionId, terminal);
    held.whenOver(() => terminals.delete(sessionId));
    const owner = terminal.owner(size);
    void terminal.run();
    return owner;
  }

  /** The session is here, or it is not to be looked at here. */
  async function look(sessionId: string, token: Secret, address: string): Promise<TerminalSession | null> {
    const held = sessions.get(sessionId);
    const view = held && (await openView(store, { sessionId, token, purposes: ['watch', 'moderate'], address }));
    if (!view) return null;
    if (view.purpose === 'moderate') return moderatorPart(held, view, (hooks) => partOf(held, 'moderator', hooks));
    const viewer: SessionViewer = { view, end: () => shown?.end(NO_MORE) };
    const part = partOf(held, 'watcher', { onLeave: (leave) => held.removeViewer(viewer, leave) });
    const shown = part && endable(part);
    if (!shown) return null;
    held.addViewer(viewer);
    return shown.part;
  }

  /** null: there is nothing to be seen. */
  function partOf(held: HeldSession, role: 'watcher' | 'moderator', hooks: ViewerHooks): TerminalSession | null {
    const terminal = terminals.get(held.id);
    if (terminal) return terminal.viewer(role, hooks);
    const events = held.watch();
    if (!events) return null;
    const endOf = () => ({ code: 'ended', text: 'The session has ended.' });
    return watchingSession({ role, title: held.title, events, endOf, ...hooks });
  }
}
