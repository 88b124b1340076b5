/** What the page shows, as its address says. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'rooms' }
  | { readonly kind: 'write' }
  | { readonly kind: 'room'; readonly name: string }
  | { readonly kind: 'person'; readonly name: string };

/** A path segment; `.` and `..` would be steps of the path, so they travel in the query. */
function pathOf(folder: 'r' | 'p', name: string): string {
  return name === '.' || name === '..'
    ? `${folder}/?is=${name}`
    : `${folder}/${encodeURIComponent(name)}`;
}

/** The address of a route, below `base` (which ends in `/`). */
export function hrefOf(route: Route, base: string): string {
  switch (route.kind) {
    case 'home':
      return base;
    case 'rooms':
    case 'write':
      return base + route.kind;
    case 'room':
      return base + pathOf('r', route.name);
    case 'person':
      return base + pathOf('p', route.name);
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Somebody typed a bare `%`: take it as it stands.
    return segment;
  }
}

/** The route that an address says; home if it says none. */
export function parseRoute(address: { pathname: string; search: string }, base: string): Route {
  const path = address.pathname.startsWith(base) ? address.pathname.slice(base.length) : '';
  const slash = path.indexOf('/');
  const folder = slash === -1 ? path : path.slice(0, slash);
  const rest = slash === -1 ? '' : path.slice(slash + 1).replace(/\/$/u, '');
  const name = decode(rest) || (new URLSearchParams(address.search).get('is') ?? '');
  if (folder === 'rooms' || folder === 'write') return { kind: folder };
  if (folder === 'r' && name !== '') return { kind: 'room', name };
  if (folder === 'p' && name !== '') return { kind: 'person', name };
  return { kind: 'home' };
}

/** Do both show the same? */
export function sameRoute(a: Route, b: Route): boolean {
  return hrefOf(a, '/') === hrefOf(b, '/');
}
