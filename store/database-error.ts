/** Tells what MongoDB and its driver throw from defects and from what the store itself refuses. */

/** Whether the driver or Mongoose has thrown it: the server is away, or has refused. Both name all of their errors so. */
export function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('Mongo');
}
