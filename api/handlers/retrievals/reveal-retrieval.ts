/** POST /v1/retrievals/{id}/reveal */

import type { Secret } from '../../../domain/secret.ts';
import type {
  InformationVersionDocument,
  ProtectedInformationDocument,
} from '../../../store/models/protected-information.ts';
import type { RetrievalDocument } from '../../../store/models/retrieval.ts';
import { informationVersionId, loadInformation } from '../../../store/protected-information.ts';
import { handOver } from '../../../worker-calls/hand-over.ts';
import type { components } from '../../generated/openapi.ts';
import { type Request, relayed } from '../../operation.ts';
import { askingOf } from '../asking.ts';
import { requireFound } from '../found.ts';
import { findOwnRetrieval } from './find-own-retrieval.ts';

type RevealRequest = Request<'revealRetrieval'>;

export const revealRetrieval = relayed('revealRetrieval', async (request) => {
  const { access, means, organizationId } = request;
  const retrieval = await findOwnRetrieval(request);
  const { _id: subjectId, information_id, job_id: jobId, approval_id: approvalId } = retrieval;
  const information = requireFound(await loadInformation(means.store, organizationId, information_id));
  access.requireAlso('protected_information:retrieve', { scopeId: information.scope_id, resourceId: null });
  try {
    const content = await handOver(askingOf(request), { purpose: 'reveal_retrieval', subjectId });
    const body = await revealed(request, subjectId, information, content);
    return { status: 200, body, jobId, approvalId, isRepeat: false };
  } finally {
    // It is over, or what stands against it may end it.
    means.tellJobSoon(jobId);
  }
});

/** With the outline of the version that was shown, which need not be the current one any more. */
async function revealed(
  { means, organizationId }: RevealRequest,
  retrieval_id: number,
  { _id: information_id, kind }: Pick<ProtectedInformationDocument, '_id' | 'kind'>,
  content: Secret,
): Promise<components['schemas']['RevealedInformation']> {
  const { retrievals, informationVersions } = means.store.models;
  const shown = requireFound(
    await retrievals.findById(retrieval_id, { revealed_version: 1 }).lean<RetrievalDocument>(),
  );
  const version = shown.revealed_version ?? 0;
  const outline = requireFound(
    await informationVersions
      .findOne({ _id: informationVersionId({ information_id, version }), organization_id: organizationId })
      .lean<InformationVersionDocument>(),
  );
  const { size, file_name, media_type } = outline;
  return {
    retrieval_id,
    information_id,
    version,
    kind,
    size,
    file_name,
    media_type,
    content: content.reveal(),
  };
}
