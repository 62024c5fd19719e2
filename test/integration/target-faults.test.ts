/**
 * What goes wrong at a target, one fault at a time: the job ends in the stated code and effect, the
 * secret that works is still in the vault, and once the fault is mended the next operation succeeds.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { ManagedAccounts } from '../support/managed-accounts.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { type SilentServer, startSilentServer } from '../support/silent-server.ts';
import { SshTarget } from '../support/ssh-target.ts';
import { FAULTS, type Fault } from '../support/target-faults.ts';

describe('a fault of the target', () => {
  let engines: Engines;
  let estate: Estate;
  let postgres: PostgresTarget;
  let ssh: SshTarget;
  let silent: SilentServer;
  let worker: RoleProcess;
  let accounts: ManagedAccounts;

  before(async () => {
    [postgres, ssh, silent] = await Promise.all([PostgresTarget.start(), SshTarget.start(), startSilentServer()]);
    engines = await startEngines();
    estate = await Estate.open(engines);
    accounts = new ManagedAccounts(estate, postgres, ssh);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await worker?.stop();
    await estate?.close();
    await engines?.stop();
    await Promise.all([postgres?.stop(), ssh?.stop(), silent?.close()]);
  });

  describe('that concerns one account', { concurrency: 3 }, () => {
    for (const fault of FAULTS) if (!fault.alone) check(fault);
  });

  describe('that concerns the whole server', () => {
    for (const fault of FAULTS) if (fault.alone) check(fault);
  });

  function check(fault: Fault): void {
    for (const operation of fault.operations) {
      it(`${fault.title}: ${operation} ends as ${fault.code}, and the vault holds what works`, async () => {
        const { account, mend } = await fault.arrange({ estate, accounts, postgres, ssh, silentPort: silent.port });
        const { resource } = account;
        const statusBefore = await accounts.statusOf(account);
        const before = await accounts.statesOf(account);
        const { job, item, steps } = await estate.run(operation, resource);
        assert.deepEqual(
          { job: job.status, item: item.status, code: item.code, effect: item.effect },
          { job: 'failed', item: 'failed', code: fault.code, effect: 'none' },
          JSON.stringify(steps),
        );
        assert.ok(item.message, 'the item says what to do');
        assert.equal(await accounts.statusOf(account), fault.status ?? statusBefore);
        assert.deepEqual(
          await accounts.statesOf(account),
          operation === 'verify' ? before : [...before, 'retired'],
          'a candidate that never arrived is set aside, and nothing else moves',
        );
        if (fault.locked) await mend();
        await accounts.mustHoldWorkingSecret(account);
        if (!fault.locked) await mend();

        const again = await estate.run(operation, resource);
        assert.equal(again.job.status, 'succeeded', JSON.stringify(again.steps));
        assert.equal(await accounts.statusOf(account), 'verified');
        assert.ok(await account.accepts(await accounts.currentOf(account)));
      });
    }
  }
});
