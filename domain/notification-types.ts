/** Which types of events there can be: one that is misspelt would be waited for in vain, without a word. */

import { AUDIT_STATUSES } from './audit.ts';
import { EVENT_KINDS } from './operational-event.ts';

const OF_AUDIT = 'capstan.audit.';
const OF_EVENTS = EVENT_KINDS.map((kind) => `capstan.event.${kind}`);
const RECORDED = new RegExp(`^capstan\\.audit\\.[a-z0-9_]+(?:\\.[a-z0-9_]+)*\\.(?:${AUDIT_STATUSES.join('|')})$`);

/** @param wanted a whole type, or a beginning that ends in `*`. @returns what is wrong with it; null: nothing. */
export function typeProblem(wanted: string): string | null {
  if (wanted.endsWith('*') ? canBegin(wanted.slice(0, -1)) : isWhole(wanted)) return null;
  const kinds = EVENT_KINDS.join(', ');
  return `is no type of events: they are capstan.audit.<operation>.<${AUDIT_STATUSES.join('|')}>, and capstan.event.<kind> or capstan.event.<kind>.<code>, with one of the kinds ${kinds}; beginnings end in *`;
}

function canBegin(beginning: string): boolean {
  const isKnown = [OF_AUDIT, ...OF_EVENTS].some((known) => known.startsWith(beginning));
  return isKnown || beginning.startsWith(OF_AUDIT) || OF_EVENTS.some((known) => beginning.startsWith(`${known}.`));
}

function isWhole(type: string): boolean {
  if (RECORDED.test(type)) return true;
  return OF_EVENTS.some((known) => type.startsWith(known) && /^(?:\.[a-z0-9_]+)*$/.test(type.slice(known.length)));
}
