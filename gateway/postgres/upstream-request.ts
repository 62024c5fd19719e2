/** What is asked of the target at the start, of what the client has asked for. */

import type { PostgresAdmission } from './contract.ts';
import { NotInThisSession } from './session-end.ts';
import type { Startup } from './startup-packet.ts';
import { filterParameters } from './startup-parameters.ts';
import type { UpstreamRequest } from './upstream.ts';

/** @throws NotInThisSession */
export function upstreamRequest({ parameters }: Startup, admission: PostgresAdmission): UpstreamRequest {
  const { standard, allowed } = admission.databases;
  const named = parameters.get('database');
  // Clients that are told no database take the name of the user, which is the session's here.
  const database = named === undefined || named === '' || named === parameters.get('user') ? standard : named;
  if (allowed !== null && database !== standard && !allowed.includes(database)) {
    throw new NotInThisSession('this database is not open to this session');
  }
  const filtered = filterParameters(parameters, admission.startupParameters);
  if ('refused' in filtered) {
    throw new NotInThisSession(`this session cannot begin with ${filtered.refused}; set it by a statement`);
  }
  return { database, parameters: filtered.passed };
}
