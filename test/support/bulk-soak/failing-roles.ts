/** Roles that cannot be rotated, in earnest: something was done to them behind the back of the plan. */

import pg from 'pg';
import type { ManagedRole } from '../bulk-estate.ts';
import type { Random } from '../ledger-race/random.ts';
import type { Stage } from './stage.ts';

const STATEMENTS_AT_ONCE = 500;

export interface FailingRoles {
  readonly roles: readonly ManagedRole[];
  /** As somebody would who has found out what was wrong. */
  repair(): Promise<void>;
}

/**
 * Breaks a share of the roles; those that go first are spared.
 * @param planId of the plan, which has found nothing wrong with them.
 */
export async function breakRoles(
  stage: Stage,
  planId: number,
  { share, canary, random }: { readonly share: number; readonly canary: number; readonly random: Random },
): Promise<FailingRoles> {
  const { estate, target, roles } = stage;
  const later = await estate.store.models.planItems.distinct('resource_id', {
    plan_id: planId,
    position: { $gt: canary },
  });
  const open = new Set<number>(later);
  const chosen = random
    .shuffled(roles.filter(({ resource }) => open.has(resource)))
    .slice(0, Math.round(share * roles.length));
  const platform = await estate.store.models.platforms.findById(stage.platformId).lean();
  const statements = platform?.change_by === 'self' ? await otherPassword(stage, chosen) : chosen.map(withoutLogin);
  await runAll(
    stage,
    statements.map(({ breaking }) => breaking),
  );
  return {
    roles: chosen,
    repair: () =>
      runAll(
        { target },
        statements.map(({ repairing }) => repairing),
      ),
  };
}

interface Statements {
  readonly breaking: string;
  readonly repairing: string;
}

/** Whoever sets its password finds that nobody can log in with it. */
function withoutLogin({ username }: ManagedRole): Statements {
  const role = pg.escapeIdentifier(username);
  return { breaking: `ALTER ROLE ${role} NOLOGIN`, repairing: `ALTER ROLE ${role} LOGIN` };
}

/** The stored one does not work any more, and no other account can help. */
function otherPassword({ estate }: Stage, roles: readonly ManagedRole[]): Promise<Statements[]> {
  return Promise.all(
    roles.map(async ({ resource, username }) => {
      const role = pg.escapeIdentifier(username);
      const current = (await estate.secrets(resource)).find(({ state }) => state === 'current');
      const password = pg.escapeLiteral(current?.secret.reveal() ?? '');
      return {
        breaking: `ALTER ROLE ${role} PASSWORD 'set by somebody else'`,
        repairing: `ALTER ROLE ${role} PASSWORD ${password}`,
      };
    }),
  );
}

async function runAll({ target }: Pick<Stage, 'target'>, statements: readonly string[]): Promise<void> {
  for (let from = 0; from < statements.length; from += STATEMENTS_AT_ONCE) {
    await target.sql(statements.slice(from, from + STATEMENTS_AT_ONCE).join('; '));
  }
}
