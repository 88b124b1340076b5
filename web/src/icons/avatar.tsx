import type { CSSProperties, ReactElement } from 'react';
import './avatar.css';

/** A colour of the wheel for a name: always the same one. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const character of name.toLowerCase()) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 36_000;
  }
  // Neighbours of ten degrees look alike: 36 colours.
  return (hash % 36) * 10;
}

/** The first letter of a name on the name's own colour. */
export function Avatar({ name }: { readonly name: string }): ReactElement {
  const style: CSSProperties & Record<'--hue', number> = { '--hue': hueOf(name) };
  const [first = '?'] = name;
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {first.toLocaleUpperCase()}
    </span>
  );
}
