/** Whether a password can be made at all that satisfies the platform and that the target can take. */

import type { Connector } from '../../connectors/contract.ts';
import type { PlatformDocument } from '../../store/models/inventory.ts';
import { makeCandidate } from '../make-candidate.ts';

/** Why not; null: it can, or the credential is no password. */
export function candidateProblem(connector: Connector, platform: PlatformDocument): string | null {
  if (connector.credentialKind !== 'password') return null;
  const most = connector.passwordRules?.maxLength ?? Number.POSITIVE_INFINITY;
  const length = (platform.password_rules ?? connector.passwordRules?.defaults)?.length ?? 0;
  if (length > most) return `the platform wants ${length} characters, the target takes ${most}`;
  try {
    makeCandidate(connector, platform, '');
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
