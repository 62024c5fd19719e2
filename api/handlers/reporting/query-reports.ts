/** POST /v1/graphql: a command, since every POST answers again for the same Idempotency-Key. */

import { CapstanError } from '../../../domain/errors.ts';
import { type ReportAge, reportAge } from '../../../store/reporting/report-age.ts';
import { command } from '../../operation.ts';
import { ReportReader } from '../../reporting/report-reader.ts';
import { ask } from '../../reporting/report-server.ts';
import { wireTimeOrNull } from '../wire-time.ts';

/** Its record says what was read, and which document asked for it; neither the document nor values of its variables. */
export const queryReports = command('queryReports', async (request) => {
  const { body, organizationId, means, now } = request;
  // Asked first: rows that are read afterwards are at least so new.
  const age = await reportAge(means.store, organizationId, now);
  const extensions = { age: wireAge(age) };
  const reader = new ReportReader({ ...request, age });
  const { result, digest } = await ask(body, { reader }).catch((error: unknown) => {
    throw toldWith(extensions, error);
  });
  const { data = null, errors } = result;
  const name = body.operationName ? ` ${body.operationName}` : '';
  const read = reader.asked.size === 0 ? 'nothing' : [...reader.asked].join(', ');
  return {
    status: 200,
    body: { data, ...(errors ? { errors } : {}), extensions },
    change: `question${name} (sha256 ${digest}) read ${read}: ${reader.rows} rows${errors ? `, with ${errors.length} errors` : ''}`,
  };
});

function wireAge({ asOf, behind, lagMs }: ReportAge) {
  return { as_of: wireTimeOrNull(asOf), behind, lag_seconds: lagMs === null ? null : lagMs / 1_000 };
}

/** Whoever is refused hears as well how old an answer would be. */
function toldWith(extensions: Readonly<Record<string, unknown>>, error: unknown): unknown {
  if (!(error instanceof CapstanError)) return error;
  return new CapstanError(error.code, error.message, { errors: error.errors, extensions, cause: error });
}
