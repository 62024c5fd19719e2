/** A member of a group on the wire. */

import type { GroupMemberDocument } from '../../../store/models/access.ts';
import type { UserDocument } from '../../../store/models/identity.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime } from '../wire-time.ts';

export type MemberUser = Pick<UserDocument, '_id' | 'name' | 'display_name' | 'status'>;

export const MEMBER_USER_FIELDS = { name: 1, display_name: 1, status: 1 } as const;

export function presentMember(member: GroupMemberDocument, user: MemberUser): components['schemas']['GroupMember'] {
  return {
    user_id: user._id,
    name: user.name,
    display_name: user.display_name,
    status: user.status,
    identity_provider_id: member.identity_provider_id,
    added_at: wireTime(member.created_at),
    last_event_id: member.last_event_id,
  };
}
