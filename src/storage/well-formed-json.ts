/**
 * JSON without lone surrogates. SQLite would store what such an escape stands for as invalid UTF-8,
 * and its driver ends the process when it reads that; PostgreSQL refuses it. A parameter of its own
 * gets U+FFFD in its place from either driver; this does the same.
 */
export function wellFormedJson(value: readonly object[]): string {
  const json = JSON.stringify(value);
  // JSON.stringify escapes surrogates only when they are alone, so this test skips nearly all.
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\uFFFD') : part,
  );
}
