/** Reads what a sign-in is asked with, as openapi.yaml has it. */

import { z } from 'zod';
import { CapstanError } from '../../../domain/errors.ts';
import type { Exchange } from '../../exchange.ts';

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export const beginParameters = z.strictObject({
  organization: z.string().regex(NAME),
  provider: z.string().regex(NAME),
  redirect_uri: z.string().min(1).max(2_048),
  code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  code_challenge_method: z.literal('S256'),
  state: z
    .string()
    .regex(/^[\x20-\x7e]{1,512}$/)
    .optional(),
  max_age: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(86_400))
    .optional(),
});

/** Providers add parameters of their own. */
export const callbackParameters = z.object({
  state: z.string().min(1).max(512),
  code: z.string().min(1).max(4_096).optional(),
  iss: z.string().min(1).max(2_048).optional(),
  error: z.string().min(1).max(512).optional(),
});

export const redemption = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  code_verifier: z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/),
});

/**
 * @param place what the pointers begin with.
 * @throws CapstanError `validation_failed`.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, given: unknown, place: string): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('/')];
    // Not the message of zod, which repeats what was given.
    const detail = issue.code === 'unrecognized_keys' ? 'is not known' : 'is missing, or does not match the contract';
    return names.map((name) => ({ pointer: name === '' ? place : `${place}/${name}`, detail }));
  });
  throw new CapstanError('validation_failed', 'The request does not match the contract.', { errors });
}

/** The query; a name that comes twice is refused, since it is not plain which of the two counts. */
export function queryOf({ request }: Exchange): { readonly [name: string]: string } {
  const { searchParams } = new URL(request.url, 'http://localhost');
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of searchParams) {
    if (name in query) {
      throw new CapstanError('validation_failed', 'A parameter came twice.', {
        errors: [{ pointer: '/query', detail: 'holds a parameter twice' }],
      });
    }
    query[name] = value;
  }
  return query;
}
