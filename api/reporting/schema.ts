/** The schema of reports: questions only. */

import { builder } from './builder.ts';
import { defineAge } from './types/age.ts';
import { defineApprovals } from './types/approvals.ts';
import { defineFindings } from './types/findings.ts';
import { defineGrants } from './types/grants.ts';
import { defineJobs } from './types/jobs.ts';
import { defineResources } from './types/resources.ts';
import { defineSessions } from './types/sessions.ts';

builder.queryType({ description: 'What can be asked. Every list and count shows what its caller may list by REST.' });
defineAge();
defineResources();
defineJobs();
defineApprovals();
defineSessions();
defineFindings();
defineGrants();

export const reportSchema = builder.toSchema();
