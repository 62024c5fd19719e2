/** What Capstan takes for the password of a user. Length is what makes one strong (NIST SP 800-63B). */

export const USER_PASSWORD_LENGTH = { min: 12, max: 128 } as const;

/** What is wrong with it, to go on after "the password"; null: nothing. Never repeats it. */
export function userPasswordProblem(password: string, userName: string): string | null {
  const length = [...password].length;
  const { min, max } = USER_PASSWORD_LENGTH;
  if (length < min || length > max) return `must have ${min} to ${max} characters`;
  if (password.toLowerCase().includes(userName.toLowerCase()) && length - [...userName].length < min) {
    return `is little more than the name of the user: without the name it must have ${min} characters`;
  }
  if (new Set(password).size < 4) return 'repeats very few characters';
  return null;
}
