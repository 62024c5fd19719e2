/**
 * The worker as it is, with a simulated target in the place of every PostgreSQL. `SIMULATION` holds how it behaves, as
 * JSON. The target is in this process: when it ends, so do the passwords that were set.
 */

import { connectorFor } from '../../connectors/registry.ts';
import { reportingStartErrors } from '../../runtime/start-errors.ts';
import { runWorker } from '../../worker/run-worker.ts';
import { simulationSchema } from './plan.ts';
import { answerQuestions } from './questions.ts';
import { SimulatedTarget } from './target.ts';

const { SIMULATION: simulated = '', ...environment } = process.env;
const simulation = simulationSchema.parse(JSON.parse(simulated));
const target = new SimulatedTarget(simulation.plan);
const questions = await answerQuestions(target, simulation);
// It serves the worker, and ends with it.
questions.unref();
await reportingStartErrors(() =>
  runWorker(environment, {
    connectorFor: (kind) => (kind === 'postgres' ? target.connector : connectorFor(kind)),
  }),
);
