/** How large a report may be: more would be read for minutes, and is asked for scope by scope. */

import { mongo } from 'mongoose';
import { CapstanError } from '../../domain/errors.ts';
import type { ReportQuestion } from './report-question.ts';

export const MOST_ROWS = 200_000;

/** The database has let go of the moment that is read. */
const SNAPSHOT_TOO_OLD = 239;

/** @throws CapstanError `unprocessable`. */
export async function requireFewResources({ store, session, organizationId, scope }: ReportQuestion): Promise<void> {
  const [counted] = await store.models.resources
    .aggregate<{ count: number }>([
      { $match: { organization_id: organizationId, scope_id: { $in: [...scope.subtree] } } },
      { $count: 'count' },
    ])
    .session(session);
  if ((counted?.count ?? 0) > MOST_ROWS) throw tooLarge('resources');
}

export function tooLarge(what: string): CapstanError {
  return unfit(`has more than ${MOST_ROWS} ${what}: ask for the scopes below it one by one`);
}

/** @returns `error`, or what the caller can do about it. */
export function explained(error: unknown): unknown {
  if (!(error instanceof mongo.MongoServerError) || error.code !== SNAPSHOT_TOO_OLD) return error;
  return unfit(
    'takes longer to read than the database keeps one moment: ask for the scopes below it one by one, or for less at once',
    error,
  );
}

function unfit(detail: string, cause?: Error): CapstanError {
  return new CapstanError('unprocessable', `The parameter scope_id ${detail}.`, {
    errors: [{ pointer: '/query/scope_id', detail }],
    cause,
  });
}
