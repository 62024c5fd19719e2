/** How old an answer is, as a field beside `extensions.age`. */

import type { ReportAge } from '../../../store/reporting/report-age.ts';
import { builder } from '../builder.ts';

export function defineAge(): void {
  const Age = builder.objectRef<ReportAge>('Age').implement({
    description: 'How far the read model lies behind what has happened.',
    fields: (t) => ({
      as_of: t.expose('asOf', {
        type: 'Time',
        nullable: true,
        description: 'All that had happened by then is in it; null while it is built for the first time.',
      }),
      behind: t.exposeInt('behind', {
        nullable: false,
        description: 'Records of the audit log that it has not followed yet. This question is one as well.',
      }),
      lag_seconds: t.float({
        nullable: true,
        description: 'How long ago `as_of` is.',
        resolve: ({ lagMs }) => (lagMs === null ? null : lagMs / 1_000),
      }),
    }),
  });
  builder.queryField('age', (t) =>
    t.field({ type: Age, nullable: false, resolve: (_source, _arguments, { reader }) => reader.age }),
  );
}
