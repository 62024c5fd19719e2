/** What Linux says of a process, whoever has told it to do something. */

import { readFileSync } from 'node:fs';

/** Whether it was stopped (SIGSTOP) and does not run; false for one that is gone. */
export function standsStill(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // `pid (name) state …`, where the name may hold anything.
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'T';
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return false;
    throw error;
  }
}
