/** Questions about a simulated target, to the process that it is in: over loopback, for whoever holds the token. */

import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Simulation } from './plan.ts';
import type { SimulatedTarget, SimulationCounts } from './target.ts';

const claimsSchema = z.array(
  z.strictObject({ address: z.string(), port: z.int(), username: z.string(), password: z.string() }),
);
/** That an account of the target takes a password. */
export type Claim = z.infer<typeof claimsSchema>[number];

const wrongSchema = z.array(z.string());
const CLAIMS_AT_ONCE = 2_000;

/** `POST /wrong` with claims answers the names of those that do not hold; `GET /counts` what was asked of the target. */
export async function answerQuestions(target: SimulatedTarget, { port, token }: Simulation): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (!bears(request, token)) return answer(401, null);
    if (request.url === '/counts') return answer(200, target.counts);
    text(request).then(
      (body) => answer(200, wrongOf(target, claimsSchema.parse(JSON.parse(body)))),
      () => answer(400, null),
    );
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return server;
}

function wrongOf(target: SimulatedTarget, claims: readonly Claim[]): string[] {
  return claims.filter(({ password, ...account }) => !target.takes(account, password)).map(({ username }) => username);
}

function bears({ headers }: IncomingMessage, token: string): boolean {
  const [given, wanted] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The accounts whose claimed password does not work at the target. */
export async function wrongClaims(simulation: Simulation, claims: readonly Claim[]): Promise<string[]> {
  const wrong: string[] = [];
  for (let from = 0; from < claims.length; from += CLAIMS_AT_ONCE) {
    const body = JSON.stringify(claims.slice(from, from + CLAIMS_AT_ONCE));
    wrong.push(...wrongSchema.parse(await ask(simulation, '/wrong', { method: 'POST', body })));
  }
  return wrong;
}

export async function simulationCounts(simulation: Simulation): Promise<SimulationCounts> {
  return (await ask(simulation, '/counts', {})) as SimulationCounts;
}

async function ask({ port, token }: Simulation, path: string, options: RequestInit): Promise<unknown> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...options, headers });
  if (!response.ok) throw new Error(`the simulated target answers ${response.status} to ${path}`);
  return response.json();
}
