/** The password of the first administrator: the one that the settings give, or one made for a new installation. */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPrivateText } from '../runtime/private-file.ts';
import type { LaunchState } from './launch-state.ts';

/**
 * Path of the file that holds it, or undefined when it is set directly (`CAPSTAN_ADMIN_PASSWORD`) or when the
 * generated file has been removed since, as it may be after the first login.
 */
export async function adminPasswordFile(
  dataDir: string,
  state: LaunchState,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const named = environment['CAPSTAN_ADMIN_PASSWORD_FILE'];
  if (named) return resolve(named);
  if (environment['CAPSTAN_ADMIN_PASSWORD']) return undefined;
  const path = join(dataDir, 'admin-password');
  if (!state.adminPasswordFile) {
    createPrivateText(path, `${randomBytes(18).toString('base64url')}\n`);
    state.adminPasswordFile = true;
    state.save();
  }
  return existsSync(path) ? path : undefined;
}
