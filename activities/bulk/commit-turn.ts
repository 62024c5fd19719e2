/**
 * One commit of a job at a time, of all batches that this process works on: each counts in the job's document, so of two
 * that are under way at once the database undoes one, with all that it had written.
 */

/** What comes next waits for it; by job. */
const turns = new Map<number, Promise<unknown>>();

/** Resolves, or rejects, as `commit` does, once those of the job that were here before have ended. */
export async function inTurnOf<Result>(jobId: number, commit: () => Promise<Result>): Promise<Result> {
  const before = turns.get(jobId) ?? Promise.resolve();
  const own = before.then(commit, commit);
  turns.set(jobId, own);
  try {
    return await own;
  } finally {
    if (turns.get(jobId) === own) turns.delete(jobId);
  }
}
