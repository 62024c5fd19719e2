/** Check-outs on the wire. */

import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { components } from '../../generated/openapi.ts';
import { presentTurning } from '../present-turning.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

export function presentCheckOut(custody: CustodyDocument): components['schemas']['CheckOut'] {
  const { holder, turning } = custody;
  return {
    id: custody._id,
    credential_id: custody.credential_id,
    resource_id: custody.resource_id,
    status: custody.status,
    holder: holder.name,
    holder_type: holder.type === 'application' ? 'application' : 'user',
    holder_id: holder.id,
    exclusive: custody.exclusive,
    minutes: custody.minutes,
    reason: custody.reason,
    ticket_id: custody.ticket_id,
    job_id: custody.job_id,
    approval_id: custody.approval_id,
    held_at: wireTimeOrNull(custody.held_at),
    expires_at: wireTimeOrNull(custody.expires_at),
    revealed_at: wireTimeOrNull(custody.revealed_at),
    revealed_version: custody.revealed_version,
    ended_at: wireTimeOrNull(custody.ended_at),
    ended_by: custody.ended_by?.name ?? null,
    end_reason: custody.ended_reason,
    end_detail: custody.ended_detail,
    rotation: turning && presentTurning(turning),
    ...wireTracked(custody),
  };
}
