/** What nobody has caught: exceptions, and promises that were rejected unheard. Whoever hears of it ends the process. */

/** @param hear told of each; of what is no error, only that. What is thrown may be anything, secrets included. */
export function onUncaught(hear: (error: Error) => void): void {
  const tell = (thrown: unknown) => hear(thrown instanceof Error ? thrown : new Error(`a ${typeof thrown} was thrown`));
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
}
