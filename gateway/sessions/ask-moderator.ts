/** Has a moderator decide about what a rule holds: question and answer are on record, and whoever gave it hears what became of it. */

import { printable } from '../../domain/printable.ts';
import type { HeldEvent } from '../../store/connect-sessions/gateway-writes.ts';
import type { QuestionDesk, Ruling } from './question-desk.ts';

export interface Asking {
  readonly desk: QuestionDesk;
  /** Puts on record what is about to happen. */
  tell(event: HeldEvent): Promise<void>;
  /** Puts on record what has happened. */
  tellSoon(event: HeldEvent): void;
  /** Shows the person a line. */
  say(line: string): void;
  /** Puts a place into the recording. */
  mark(label: string): void;
  /** What is allowed could not be put on record. */
  onNotRecorded(error: unknown): void;
}

export interface AskedCommand {
  readonly rule: string;
  readonly text: string;
  readonly seconds: number;
  /** What a record adds; null: the rule has spoken so often that one that is turned away gets no record. */
  readonly times: string | null;
}

const SHOWN = { lines: 200, lineCharacters: 1_000, characters: 8_000 };

/** @returns why it does not pass, for whoever gave it; null: a moderator has allowed it. Never rejects. */
export async function askModerator(
  asking: Asking,
  { rule, text, seconds, times }: AskedCommand,
): Promise<string | null> {
  const shown = readable(text);
  const question = asking.desk.put(rule, shown, seconds);
  if (question === null) {
    const change = `rule ${rule} asks, and too many questions wait already${times}`;
    if (times !== null) asking.tellSoon({ operation: 'session.ask', status: 'denied', code: 'policy_refused', change });
    return `denied, since too much waits for a moderator already (rule ${rule}): give it again later`;
  }
  const { id, ruling } = question;
  asking.tellSoon({ operation: 'session.ask', change: `question ${id}: rule ${rule} asks a moderator` });
  // The log does not have the text, since it cannot be erased; what was decided about is in the recording.
  asking.mark(`question ${id} (rule ${rule}): ${shown}`);
  const yet = asking.desk.isAttended ? '' : '; none is there yet';
  asking.say(`held for a moderator, who has ${seconds} seconds to allow it (rule ${rule})${yet}`);
  const said = await ruling;
  asking.mark(`question ${id}: ${said.isAllowed ? 'allowed' : 'denied'}`);
  if (!said.isAllowed) {
    if (said.how !== 'over') asking.tellSoon(answerTo(id, rule, said));
    return WORDS[said.how](rule, seconds);
  }
  try {
    await asking.tell(answerTo(id, rule, said));
  } catch (error) {
    asking.onNotRecorded(error);
    return WORDS.over(rule, seconds);
  }
  asking.say('a moderator has allowed it');
  return null;
}

function answerTo(id: number, rule: string, said: Ruling): HeldEvent {
  const outcome = said.isAllowed ? {} : ({ status: 'denied', code: 'policy_refused' } as const);
  const change = `question ${id}, rule ${rule}: ${said.isAllowed ? 'allowed' : IN_SHORT[said.how]}`;
  if (said.how !== 'answered') return { operation: 'session.answer', ...outcome, change };
  const { actor, correlation_id, trace_id } = said.by;
  return {
    operation: 'session.answer',
    actor,
    permission: 'session:moderate',
    ...outcome,
    change,
    correlation_id,
    trace_id,
  };
}

const IN_SHORT: Readonly<Record<Ruling['how'], string>> = {
  answered: 'denied',
  unanswered: 'denied, since no moderator has answered in time',
  nobody: 'denied, since no moderator was there in time',
  over: 'denied, since the session is over',
};

const WORDS: Readonly<Record<Ruling['how'], (rule: string, seconds: number) => string>> = {
  answered: (rule) => `denied by a moderator (rule ${rule} of this session's policy)`,
  unanswered: (rule, seconds) =>
    `denied, since no moderator has answered within ${seconds} seconds (rule ${rule}): give it again when one looks`,
  nobody: (rule, seconds) =>
    `denied, since no moderator was there within ${seconds} seconds (rule ${rule}): have somebody join who may (session:moderate)`,
  over: () => 'the session has ended',
};

/** For a page: no character acts on whoever reads it, and what is cut says so. */
function readable(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  const whole = lines
    .slice(0, SHOWN.lines)
    .map((line) => printable(line.replaceAll('\t', '  '), SHOWN.lineCharacters))
    .join('\n');
  const shown = whole.slice(0, SHOWN.characters);
  const isCut =
    lines.length > SHOWN.lines || lines.some((line) => line.length > SHOWN.lineCharacters) || shown !== whole;
  return isCut ? `${shown}\n(cut: ${text.length} characters in all)` : shown;
}
