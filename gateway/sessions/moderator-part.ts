/** The part of a moderator in a session: their page counts as their being there, and what they want is done in their name. */

import type { OpenedView } from '../../store/connect-sessions/open-view.ts';
import type { TerminalScreen, TerminalSession } from '../web/contract.ts';
import type { ViewerHooks } from '../web/shared-terminal.ts';
import type { HeldSession, SessionViewer } from './held-session.ts';
import type { Moderator } from './moderation.ts';

const NO_MORE = { code: 'revoked', text: 'You may not moderate this session any more.' };

/** @param partOf what is shown; null: there is nothing to be seen. */
export function moderatorPart(
  held: HeldSession,
  view: OpenedView,
  partOf: (hooks: ViewerHooks) => TerminalSession | null,
): TerminalSession | null {
  let screen: TerminalScreen | undefined;
  const moderator: Moderator = {
    view,
    ask: (question) => screen?.ask(question),
    settled: (id, isAllowed) => screen?.settled(id, isAllowed),
    end: (end) => screen?.end(end),
  };
  const viewer: SessionViewer = {
    view,
    confirmed: () => held.moderation.confirmed(moderator),
    end: () => screen?.end(NO_MORE),
  };
  const act = async (does: Promise<string | null>) => {
    try {
      const text = await does;
      if (text !== null) screen?.notice({ text });
    } catch (error) {
      held.fault('What a moderator wants could not be done', error);
      screen?.notice({ text: 'that could not be done: try again' });
    }
  };
  const part = partOf({
    onControl: (action) => void act(held.moderate(moderator, action)),
    onAnswer: (id, isAllowed) => void act(held.answer(moderator, id, isAllowed)),
    onLeave: (leave) => {
      held.removeViewer(viewer, leave);
      held.moderation.leave(moderator);
    },
  });
  return (
    part && {
      ...part,
      attach(to) {
        screen = to;
        part.attach(to);
        held.addViewer(viewer);
        held.moderation.enter(moderator);
      },
    }
  );
}
