/** The connector contract for SSH keys against a real sshd. */

import { connectorContract } from './connector-contract.ts';
import { startSshFixture } from './ssh-fixture.ts';

connectorContract('ssh_key', () => startSshFixture('ssh_key'), {
  oldSecret: 'works',
  cuts: 12,
  keepsChanges: true,
});
