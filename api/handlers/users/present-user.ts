/** A user on the wire; never a password or a second factor, not even hashed or sealed. */

import type { UserDocument } from '../../../store/models/identity.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTracked } from '../wire-time.ts';

export function presentUser(user: UserDocument): components['schemas']['User'] {
  return {
    id: user._id,
    public_id: user.public_id,
    name: user.name,
    display_name: user.display_name,
    email: user.email,
    status: user.status,
    kind: user.identity_provider_id === null ? 'local' : 'federated',
    has_password: user.password_hash !== null,
    has_second_factor: user.totp?.confirmed_at != null,
    identity_provider_id: user.identity_provider_id,
    ...wireTracked(user),
  };
}
