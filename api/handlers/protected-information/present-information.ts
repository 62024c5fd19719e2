/** Protected information and its versions on the wire; nothing here reads a content. */

import type {
  InformationVersionDocument,
  ProtectedInformationDocument,
} from '../../../store/models/protected-information.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Schemas = components['schemas'];

export function presentInformation(information: ProtectedInformationDocument): Schemas['ProtectedInformation'] {
  const { size, file_name, media_type } = information.current;
  return {
    id: information._id,
    name: information.name,
    scope_id: information.scope_id,
    kind: information.kind,
    description: information.description,
    status: information.status,
    current_version: information.current_version,
    latest_version: information.latest_version,
    size,
    file_name,
    media_type,
    expires_at: wireTimeOrNull(information.expires_at),
    remind_days_before: [...information.remind_days_before],
    ...wireTracked(information),
  };
}

export function presentInformationVersion(
  { version, size, file_name, media_type, created_at }: InformationVersionDocument,
  { current_version }: Pick<ProtectedInformationDocument, 'current_version'>,
): Schemas['ProtectedInformationVersion'] {
  return {
    version,
    is_current: version === current_version,
    size,
    file_name,
    media_type,
    created_at: wireTime(created_at),
  };
}
