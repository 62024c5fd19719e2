/** What is done to files of the target in a session, as its log hears it. */

export type FileActionKind =
  | 'upload'
  | 'download'
  /** Opened for reading and writing at once. */
  | 'update'
  | 'rename'
  | 'link'
  | 'remove'
  | 'make_directory'
  | 'remove_directory'
  | 'set_attributes';

export interface FileAction {
  /** Counts up within the session. */
  readonly number: number;
  readonly via: 'sftp' | 'scp';
  readonly kind: FileActionKind;
  /** As the client named it, relative ones as they are; printable, at most 4 096 characters. */
  readonly path: string;
  /**
   * For scp alone, whose command names `path` once, and may mean a file, a directory or a pattern by it: the file's
   * name, with the directories below `path`, as the side that sends it says.
   */
  readonly entry: string | null;
  /** The new name, or the other end of a link. */
  readonly to: string | null;
}

export interface FileOutcome {
  /** The far end said that it is done, and nothing of it failed. */
  readonly ok: boolean;
  /** Bytes of content that passed; 0 where there is none. */
  readonly bytes: number;
  /** Hexadecimal SHA-256 of the content as it passed by; null where there is none, and where `unhashed` says why. */
  readonly sha256: string | null;
  readonly unhashed: Unhashed | null;
}

/**
 * - `not_in_order`: parts were left out, came twice or in another order, or did not begin at the start of the file
 * - `read_and_written`: the same handle was used for both
 */
export type Unhashed = 'not_in_order' | 'read_and_written';

export const NO_CONTENT: Omit<FileOutcome, 'ok'> = { bytes: 0, sha256: null, unhashed: null };
