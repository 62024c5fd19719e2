/** What the workflow of access for a time hears from its activity: ids and times. */

export interface AccessTimeAnswer {
  /** An old answer about another one must not count. */
  readonly jobId: number;
  /** How long nothing can happen by itself; null: its job has ended, and nothing will. */
  readonly quietMs: number | null;
}
