/** What follows the end of access, on the wire. */

import type { Turning } from '../../store/models/turning.ts';
import type { components } from '../generated/openapi.ts';
import { wireTimeOrNull } from './wire-time.ts';

export function presentTurning({
  status,
  job_id,
  attempts,
  next_at,
}: Turning): components['schemas']['RotationAfterwards'] {
  return { status, job_id, attempts, next_at: wireTimeOrNull(next_at) };
}
