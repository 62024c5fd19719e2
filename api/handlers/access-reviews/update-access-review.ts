/** PATCH /v1/access-reviews/{id} */

import { repeatsAt } from '../../../domain/access-review.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { AccessReviewDocument, ReviewRepeat } from '../../../store/models/access-review.ts';
import { requireMatch } from '../../etag.ts';
import { command, type Request } from '../../operation.ts';
import { revise, showing } from '../revision.ts';
import { findReview } from './find-review.ts';
import { presentReview } from './present-review.ts';
import { requireNotTooSoon } from './require-not-too-soon.ts';
import { requireStarter } from './require-starter.ts';
import { requirePerson } from './reviewer.ts';

type UpdateRequest = Request<'updateAccessReview'>;

/** Whoever says that it be made again, says so by their rights: to say the same once more takes it over. */
export const updateAccessReview = command('updateAccessReview', async (request, tx) => {
  const { body, means, ifMatch } = request;
  requirePerson(request);
  const review = await findReview(request, tx.session);
  requireMatch(ifMatch, review.revision);
  const repeat = repeatOf(request, review);
  if (repeat === undefined || (repeat === null && !review.repeat)) {
    return { ...showing(200, review, presentReview(review)), change: 'nothing to change' };
  }
  const revised = await revise(means.store.models.accessReviews, request, tx, review, { repeat });
  const change =
    repeat === null
      ? 'not made again'
      : `again every ${body.repeat_every_days} days, next at ${repeat.at.toISOString()}`;
  return { ...showing(200, revised, presentReview(revised)), change };
});

/** undefined: nothing is said of it. @throws CapstanError `forbidden`, `conflict`, `unprocessable`. */
function repeatOf(request: UpdateRequest, review: AccessReviewDocument): ReviewRepeat | null | undefined {
  const { body, auditActor, now } = request;
  const { repeat_every_days: every } = body;
  if (every === undefined || every === null) return every;
  requireStarter(request, review.scope_id);
  if (review.next_id) {
    throw new CapstanError('conflict', `Access review ${review.next_id} has followed it: say it of that one.`);
  }
  requireNotTooSoon(every, review.created_at, review.due_at);
  return { every_days: every, at: repeatsAt(review.created_at, every, now), by: auditActor, objection: null };
}
