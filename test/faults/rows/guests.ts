const NAMES = ['anna', 'ben', 'cleo', 'dora', 'emil', 'fay', 'gus', 'hana'] as const;

/** The names of as many people as take part: up to eight, and anna is always there. */
export function guests(count: number): readonly string[] {
  return NAMES.slice(0, count);
}
