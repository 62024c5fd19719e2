/** Recognises the command by which an old scp, or `scp -O`, starts its other half at the target. */

export interface ScpCommand {
  readonly direction: 'upload' | 'download';
  /** As the person gave it; the shell of the target still expands it. */
  readonly path: string;
  /** Nothing in it means anything to a shell beyond the names of files. */
  readonly isPlain: boolean;
}

const COMMAND = /^scp((?: -[rpdvtf]+)+)( --)? (.+)$/s;
const PLAIN_PATH = /^[\w./~@%+=:,*?[\]-]+$/;

/** Null where the command is anything else. */
export function scpCommand(command: string): ScpCommand | null {
  const match = COMMAND.exec(command);
  const [, flags, dashes, path] = match ?? [];
  if (flags === undefined || path === undefined) return null;
  const [takes, gives] = [flags.includes('t'), flags.includes('f')];
  if (takes === gives) return null;
  return {
    direction: takes ? 'upload' : 'download',
    path,
    isPlain: PLAIN_PATH.test(path) && (dashes !== undefined || !path.startsWith('-')),
  };
}
