import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { bareLinks } from './bare-links.js';

/** What Markdown knows and a chat message doesn't: there, a `#` or a `1.` is what it looks like. */
const NOT_IN_CHAT = [
  'blockQuote',
  'characterReference',
  'codeIndented',
  'definition',
  'headingAtx',
  'htmlFlow',
  'htmlText',
  'labelStartImage',
  'list',
  'setextUnderline',
  'thematicBreak',
];

const SYNTAX = [gfmAutolinkLiteral(), { disable: { null: NOT_IN_CHAT } }];

/** Reads a message: paragraphs of text, emphasis, links and code, and blocks of code. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, { extensions: SYNTAX, mdastExtensions: [bareLinks] });
}
