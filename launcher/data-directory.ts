/** The data directory holds keys: it is used only where nobody else could put something into it. */

import { lstatSync, mkdirSync } from 'node:fs';
import { SettingsError } from '../runtime/settings.ts';

/**
 * Makes the directory (mode 0700) where it is missing.
 * @throws SettingsError where it is no directory, belongs to another user, or others may write to it.
 */
export function prepareDataDirectory(dataDir: string): void {
  // What is there already is judged, whatever it is: making it again would follow a link.
  if (!lstatSync(dataDir, { throwIfNoEntry: false })) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const found = lstatSync(dataDir);
  const refuse = (why: string): never => {
    throw new SettingsError([`CAPSTAN_DATA_DIR is ${dataDir}, ${why}`]);
  };
  if (found.isSymbolicLink()) refuse('which is a symbolic link; name the directory itself');
  if (!found.isDirectory()) refuse('which is not a directory; name another one');
  const uid = process.getuid?.() ?? found.uid;
  if (found.uid !== uid) {
    refuse(`which belongs to the user with id ${found.uid}, and this is ${uid}; chown it, or name another one`);
  }
  const mode = found.mode & 0o777;
  if ((mode & 0o022) !== 0) {
    refuse(
      `which others may write to (mode ${mode.toString(8).padStart(4, '0')}); make sure that all in it is yours, then ` +
        `run chmod 700 ${dataDir}`,
    );
  }
}
