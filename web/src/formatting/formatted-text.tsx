import type { PhrasingContent, RootContent } from 'mdast';
import { memo, useMemo, type ReactElement, type ReactNode } from 'react';
import { CodeBlock } from './code-block.js';
import { useMarkdown } from './markdown.js';
import { splitMentions } from './mentions.js';
import { safeLink } from './safe-link.js';
import './formatted-text.css';

interface FormattedTextProps {
  readonly text: string;
  /** One's own name: mentions of it stand out. */
  readonly username: string;
}

/** A message as elements: never as HTML. */
export const FormattedText = memo(function FormattedText(props: FormattedTextProps): ReactElement {
  const { text, username } = props;
  const read = useMarkdown();
  const tree = useMemo(() => read(text), [read, text]);
  return (
    <div className="formatted" dir="auto">
      {tree.children.map((node, index) => renderBlock(node, index, username))}
    </div>
  );
});

function renderBlock(node: RootContent, key: number, username: string): ReactNode {
  if (node.type === 'paragraph') return <p key={key}>{renderInlines(node.children, username)}</p>;
  if (node.type === 'code') {
    return <CodeBlock key={key} code={node.value} language={node.lang ?? undefined} />;
  }
  return renderUnknown(node);
}

/** The parser is told to know nothing else; if it does, its text is all that is taken. */
function renderUnknown(node: RootContent): ReactNode {
  return 'value' in node ? node.value : null;
}

function renderInlines(nodes: readonly PhrasingContent[], username: string): ReactNode[] {
  return nodes.map((node, index) => renderInline(node, index, username));
}

function renderInline(node: PhrasingContent, key: number, username: string): ReactNode {
  if (node.type === 'text') return renderText(node.value, key, username);
  if (node.type === 'inlineCode') return <code key={key}>{node.value}</code>;
  if (node.type === 'break') return <br key={key} />;
  if (node.type === 'emphasis') return <em key={key}>{renderInlines(node.children, username)}</em>;
  if (node.type === 'strong') {
    return <strong key={key}>{renderInlines(node.children, username)}</strong>;
  }
  if (node.type === 'link') {
    return renderLink(node.url, renderInlines(node.children, username), key);
  }
  return renderUnknown(node);
}

function renderLink(url: string, children: ReactNode[], key: number): ReactNode {
  const href = safeLink(url);
  if (href === undefined) return <span key={key}>{children}</span>;
  return (
    <a key={key} href={href} title={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function renderText(text: string, key: number, username: string): ReactNode {
  if (!text.includes('@')) return text;
  return splitMentions(text).map((piece, index) =>
    piece.mentions === undefined ? (
      piece.text
    ) : (
      <span
        key={`${key}-${index}`}
        className="mention"
        data-me={piece.mentions.toLowerCase() === username.toLowerCase()}
      >
        {piece.text}
      </span>
    ),
  );
}
