import { describe, expect, it } from '@jest/globals';
import type { Nodes } from 'mdast';
import { parseMarkdown } from './parse-markdown.js';
import { safeLink } from './safe-link.js';

/** What kinds of nodes a text is made of. */
function kinds(node: Nodes): string[] {
  return [node.type, ...('children' in node ? node.children.flatMap(kinds) : [])];
}

const kindsIn = (text: string): string[] => [...new Set(kinds(parseMarkdown(text)).slice(1))];

describe('A message', () => {
  it.each([
    ['*a*', 'emphasis'],
    ['**a**', 'strong'],
    ['`a`', 'inlineCode'],
    ['```\na\n```', 'code'],
    ['[a](http://b.example)', 'link'],
    ['http://b.example', 'link'],
    ['<http://b.example>', 'link'],
  ])('%j has %s', (text, kind) => {
    expect(kindsIn(text)).toContain(kind);
  });

  it.each([
    '# not a heading',
    '1. not a list',
    '- not a list',
    '> not a quote',
    'not\n===\na heading',
    '---',
    '<b>not HTML</b>',
    '    not code',
    '[not]: http://a.definition',
  ])('%j is only text', (text) => {
    expect(kindsIn(text).filter((kind) => kind !== 'link')).toEqual(['paragraph', 'text']);
  });

  it.each([
    ['see https://a.example/b?c=d.', 'https://a.example/b?c=d'],
    ['(www.a.example)', 'http://www.a.example'],
    ['to me@a.example!', 'mailto:me@a.example'],
  ])('%j links to %s', (text, url) => {
    const [paragraph] = parseMarkdown(text).children;
    const found = paragraph && 'children' in paragraph ? paragraph.children : [];
    expect(found.find(({ type }) => type === 'link')).toMatchObject({ url });
  });

  it('is read in the end, however it is built', () => {
    // It takes a second or two; what took exponential time would hold up the whole run.
    for (const piece of ['*', '_', '`', '[', '](', '<', '\\', '**a', 'http://', '[a](']) {
      const { children } = parseMarkdown(piece.repeat(Math.floor(4_000 / piece.length)));
      expect(children).not.toHaveLength(0);
    }
  });
});

describe('A link', () => {
  it.each(['https://a.example/b?c#d', 'http://a.example/', 'mailto:a@b.example'])(
    'to %s is followed',
    (url) => {
      expect(safeLink(url)).toBe(url);
    },
  );

  it.each([
    'javascript:alert(1)',
    ' JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:http://a/b',
    '//a.example',
    '/a',
    '',
  ])('to %j is not', (url) => {
    expect(safeLink(url)).toBeUndefined();
  });
});
