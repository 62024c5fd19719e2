/** The connector contract for Linux passwords against a real sshd. */

import { connectorContract } from './connector-contract.ts';
import { startSshFixture } from './ssh-fixture.ts';

connectorContract('ssh_password', () => startSshFixture('ssh_password'), {
  oldSecret: 'refused',
  cuts: 12,
  keepsChanges: true,
});
