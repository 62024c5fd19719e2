/** What else decides beside grants, in words. */

import type { AuthorizedResource } from '../../../domain/access.ts';
import type { OrganizationDocument } from '../../../store/models/identity.ts';
import type { OperationContract } from '../../contract.ts';
import type { AskedSubject } from './asked-subject.ts';

export function limitsInWords(
  { type, actor }: Pick<AskedSubject, 'type' | 'actor'>,
  operation: OperationContract | null,
  { step_up_minutes }: Pick<OrganizationDocument, 'step_up_minutes'>,
): string[] {
  const ofOperation = operation === null || type === 'application' ? [] : ofUsers(operation, step_up_minutes);
  return [...(actor.authorizedResources ?? []).map(ruleInWords), ...ofOperation];
}

function ofUsers(
  { isSensitive, isOpenToOwner, reach, permission }: OperationContract,
  stepUpMinutes: number,
): string[] {
  return [
    ...(isSensitive
      ? [
          'API keys do not reach the operation.',
          `The operation wants an authentication that is at most ${stepUpMinutes} minutes old.`,
        ]
      : []),
    ...(isOpenToOwner ? ['Users may do it to themselves without the permission.'] : []),
    ...(permission !== null && reach === 'organization'
      ? ['The permission must be held on the root scope, wherever the object is.']
      : []),
  ];
}

function ruleInWords(rule: AuthorizedResource): string {
  const { areas, operations, scope_ids, resource_ids, addresses, expires_at } = rule;
  const conditions = [
    `areas ${areas.join(', ')}`,
    ...(operations === null ? [] : [`operations ${operations.join(', ')}`]),
    ...(scope_ids === null ? [] : [`scopes ${scope_ids.join(', ')} with all below`]),
    ...(resource_ids === null ? [] : [`resources ${resource_ids.join(', ')}`]),
    ...(addresses === null ? [] : [`addresses ${addresses.join(', ')}`]),
    ...(expires_at === null ? [] : [`until ${expires_at.toISOString()}`]),
  ];
  return `The application is authorized for ${conditions.join('; ')}.`;
}
