/** Names of Linux accounts that may stand in a command line and in a line of chpasswd. */

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;

/** null where the name can be used; otherwise why not. Stricter than Linux is: nothing here needs quoting anywhere. */
export function linuxUsernameProblem(username: string): string | null {
  if (NAME.test(username)) return null;
  return 'a Linux account name has 1 to 32 letters, digits, dots, dashes and underscores, and begins with a letter or underscore';
}
