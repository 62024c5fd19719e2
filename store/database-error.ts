/** Tells what MongoDB and its driver throw from defects and from what the store itself refuses. */

import { Error as MongooseError, mongo } from 'mongoose';

/** Codes of MongoDB for "no primary here at the moment". */
const NOT_PRIMARY: ReadonlySet<unknown> = new Set([91, 189, 10107, 11600, 11602, 13435, 13436]);

/** Whether the driver or Mongoose has thrown it: the server is away, or has refused. Both name all of their errors so. */
export function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('Mongo');
}

/** Whether the database is away for the moment: nobody answers, the connection has broken, or there is no primary. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof mongo.MongoServerError) return NOT_PRIMARY.has(error.code);
  return (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoTopologyClosedError ||
    error instanceof mongo.MongoExpiredSessionError ||
    error instanceof MongooseError.MongooseServerSelectionError ||
    // The driver passes on the error of a socket that the other side has ended as it is.
    (error instanceof Error && 'code' in error && error.code === 'EPIPE')
  );
}
