import type { RootContent } from 'hast';
import { common, createLowlight } from 'lowlight';

const lowlight = createLowlight(common);

/** Code as a tree of tokens; `undefined` for a language that the highlighter doesn't know. */
export function highlight(code: string, language: string): RootContent[] | undefined {
  return lowlight.registered(language) ? lowlight.highlight(language, code).children : undefined;
}
