import { fileURLToPath } from 'node:url';

/** What `vite build` makes: the same place for the sources and for `dist`. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../dist/public', import.meta.url));

/** Addresses that the page itself reads: a room, a person, and its own lists. */
export const PAGE_ADDRESSES = /^\/(?:(?:r|p)\/.*|rooms|write)$/u;
