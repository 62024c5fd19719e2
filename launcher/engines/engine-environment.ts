/** What an engine inherits of our environment. */

/** All but Capstan's settings, some of which are secret. Temporal does not start for a user who has no name. */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !name.startsWith('CAPSTAN_'));
  return { ...Object.fromEntries(others), USER: environment['USER'] || 'capstan', HOME: environment['HOME'] || '/' };
}
