import type { ReactElement } from 'react';

/** Outlines in a box of 20 by 20. */
const PATHS = {
  add: 'M10 4v12M4 10h12',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  close: 'M5 5l10 10M15 5 5 15',
  down: 'M10 4v11M5 10.5 10 15.5l5-5',
  hash: 'M8 3.5 6.5 16.5M13.5 3.5 12 16.5M4 7.5h12.5M3.5 12.5H16',
  leave: 'M8 4H4.5v12H8M11 6.5l3.5 3.5-3.5 3.5M14.5 10H7.5',
  people:
    'M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.5 16.2c0-2.8 2.2-4.4 5-4.4s5 1.6 5 4.4M13 4.2a2.7 2.7 0 0 1 0 5M14.5 12c1.9.5 3 2 3 4.2',
  send: 'M3.5 10 16.5 4l-3.6 12.5-3.4-4.8zM9.5 11.7 16.5 4',
  settings:
    'M3.5 6h7.5M15 6h1.5M3.5 14H5M9 14h7.5M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
} as const;

/** A small picture beside, or instead of, words; whoever uses it names it. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
