/** An approval as the rules of the domain see it. */

import type { ApprovalRequest } from '../../domain/approval.ts';
import type { ApprovalDocument } from '../models/approval.ts';

type Stored = Pick<ApprovalDocument, 'kind' | 'rules' | 'created_at' | 'requester' | 'status' | 'decisions'>;

export function requestOf({ kind, rules, created_at, requester, status, decisions }: Stored): ApprovalRequest {
  return {
    kind,
    rules: rules.map(({ rule }) => rule),
    requestedAt: created_at,
    requesterId: requester.type === 'user' ? requester.id : null,
    status,
    decisions: decisions.map(({ user_id, verdict, group_ids, instead_of_user_ids }) => ({
      userId: user_id,
      verdict,
      groupIds: group_ids,
      insteadOf: instead_of_user_ids,
    })),
  };
}
