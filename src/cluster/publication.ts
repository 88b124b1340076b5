/** What one node publishes at once. */
export interface Publication {
  readonly from: string;
  /** 1, 2, 3 … for each node: a gap means that a publication was missed. */
  readonly number: number;
  /** Topic and body of each. */
  readonly items: readonly (readonly [string, unknown])[];
}

/** @param items the inside of a JSON array. */
export function encodePublication(from: string, number: number, items: string): string {
  return `{"from":${JSON.stringify(from)},"number":${number},"items":[${items}]}`;
}

/** `undefined`: it is none of ours. */
export function decodePublication(text: string): Publication | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPublication(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPublication(value: unknown): value is Publication {
  return (
    typeof value === 'object' &&
    value !== null &&
    'from' in value &&
    typeof value.from === 'string' &&
    'number' in value &&
    typeof value.number === 'number' &&
    'items' in value &&
    Array.isArray(value.items) &&
    value.items.every(isItem)
  );
}

function isItem(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
}
