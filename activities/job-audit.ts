/** Audit records of a job, which the store makes for API and worker alike. */

export { auditEntryOf } from '../store/job-audit.ts';
