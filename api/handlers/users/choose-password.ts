/** The password that a user is to have: the one that the request brings, or one made here. */

import { randomBytes } from 'node:crypto';
import { Secret } from '../../../domain/secret.ts';
import { userPasswordProblem } from '../../../domain/user-password.ts';
import { hashPassword } from '../../authentication/password-check.ts';
import { unusable } from '../found.ts';

/** 144 bits: 24 characters that can be read out. */
const ENTROPY_BYTES = 18;

export interface ChosenPassword {
  /** argon2id, PHC string. */
  readonly hash: string;
  /** To be shown once; null where the caller has brought it. */
  readonly shown: string | null;
}

/**
 * Hashing takes its time: call it before the first write, so that nobody waits for the transaction.
 * @throws CapstanError `unprocessable` that points at `password`.
 */
export async function choosePassword(given: string | undefined, userName: string): Promise<ChosenPassword> {
  const problem = given === undefined ? null : userPasswordProblem(given, userName);
  if (problem !== null) throw unusable('password', problem);
  const made = given === undefined ? randomBytes(ENTROPY_BYTES).toString('base64url') : null;
  return { hash: await hashPassword(new Secret(given ?? made ?? '')), shown: made };
}
