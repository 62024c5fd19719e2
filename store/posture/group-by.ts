/** Documents by what they belong to. */

export function groupBy<Key, Document>(
  documents: readonly Document[],
  keyOf: (document: Document) => Key,
): Map<Key, Document[]> {
  const groups = new Map<Key, Document[]>();
  for (const document of documents) {
    const key = keyOf(document);
    const group = groups.get(key);
    if (group) group.push(document);
    else groups.set(key, [document]);
  }
  return groups;
}
