/** What logs are called and signed with, as whoever holds the key file knows it: the database's word is no proof. */
export interface LogNames {
  originOf(log: number, generation: number): string;
  /** Public keys that sign a log, and that have signed it before. */
  knownVkeysOf(origin: string): readonly string[];
}
