/** Lists of what belongs to the organization as a whole, has a name and a status: they differ in nothing but the kind. */

import type { Model } from 'mongoose';
import type { OperationId } from '../operation.ts';
import { equal, namePrefix } from './filters.ts';
import { byId, type ListRequest, openPage, type Page } from './page.ts';

interface NamedListRequest extends ListRequest {
  readonly query: ListRequest['query'] & { readonly status?: string; readonly name?: string };
}

/** By id. @throws CapstanError `cursor_invalid`. */
export async function namedPage<Document extends { readonly _id: number }>(
  operation: OperationId,
  request: NamedListRequest,
  model: Model<Document>,
): Promise<Page<Document>> {
  const { organizationId, query: asked } = request;
  const page = openPage(operation, request);
  const condition = {
    organization_id: organizationId,
    ...equal('status', asked.status),
    ...namePrefix(asked.name),
    ...page.idAfter,
  };
  const found = await model.find(Object(condition)).sort({ _id: 1 }).limit(page.fetch).lean<Document[]>();
  return page.close(found, byId);
}
