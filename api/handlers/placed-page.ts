/** Lists of what lies in a scope, has a name and a status: they differ in the kind, and in what else one may ask for. */

import type { Model } from 'mongoose';
import type { PlacedKind } from '../authorization/places.ts';
import type { RequestAccess } from '../authorization/request-access.ts';
import type { OperationId } from '../operation.ts';
import { equal, inScope, namePrefix } from './filters.ts';
import { byId, type ListRequest, openPage, type Page } from './page.ts';

interface PlacedListRequest extends ListRequest {
  readonly access: RequestAccess;
  readonly query: ListRequest['query'] & {
    readonly status?: string;
    readonly name?: string;
    readonly scope_id?: number;
  };
}

/**
 * By id, what the caller may see.
 * @param more condition for what else was asked for.
 * @throws CapstanError `cursor_invalid`.
 */
export async function placedPage<Document extends { readonly _id: number }>(
  operation: OperationId,
  request: PlacedListRequest,
  { kind, model, more = {} }: { readonly kind: PlacedKind; readonly model: Model<Document>; readonly more?: object },
): Promise<Page<Document>> {
  const { access, organizationId, query: asked } = request;
  const page = openPage(operation, request);
  const condition = {
    organization_id: organizationId,
    ...access.filter(kind),
    ...equal('status', asked.status),
    ...namePrefix(asked.name),
    ...inScope(access, asked.scope_id),
    ...more,
    ...page.idAfter,
  };
  const found = await model.find(Object(condition)).sort({ _id: 1 }).limit(page.fetch).lean<Document[]>();
  return page.close(found, byId);
}
