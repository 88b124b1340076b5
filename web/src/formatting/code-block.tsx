import type { RootContent } from 'hast';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import './code-block.css';

interface CodeBlockProps {
  readonly code: string;
  /** As the writer calls it: `ts`, `python`. */
  readonly language: string | undefined;
}

/** Code as it was written; in colours once the highlighter, which is loaded on demand, is here. */
export function CodeBlock({ code, language }: CodeBlockProps): ReactElement {
  const [coloured, setColoured] = useState<ReactNode>();

  useEffect(() => {
    if (language === undefined) return;
    let wanted = true;
    import('./highlight.js').then(
      ({ highlight }) => {
        const nodes = highlight(code, language);
        if (wanted && nodes) setColoured(nodes.map(renderNode));
      },
      // Without colours it is as legible.
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [code, language]);

  return (
    // A long line is scrolled to, also by the keyboard.
    <pre className="code-block" dir="ltr" tabIndex={0}>
      <code>{coloured ?? code}</code>
    </pre>
  );
}

function renderNode(node: RootContent, key: number): ReactNode {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  const { className } = node.properties;
  return (
    <span key={key} className={Array.isArray(className) ? className.join(' ') : undefined}>
      {node.children.map(renderNode)}
    </span>
  );
}
