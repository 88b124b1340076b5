import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/**
 * What a YAML file says, document by document.
 * @throws Error: it is not quite YAML.
 */
export function readYaml(file: string): unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8'), { merge: true }).map((document) => {
    const [wrong] = [...document.errors, ...document.warnings];
    if (wrong) throw wrong;
    const value: unknown = document.toJS();
    return value;
  });
}

/** Every value under a name, at any depth. */
export function valuesOf(name: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([key, value]: [string, unknown]) => [
    ...(key === name ? [value] : []),
    ...valuesOf(name, value),
  ]);
}
