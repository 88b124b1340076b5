const configured: unknown = import.meta.env['VITE_CHAT_URL'];

/** The chat server: where the page comes from, unless the build says `VITE_CHAT_URL`. */
export const CHAT_URL: string =
  typeof configured === 'string' && configured !== '' ? configured : globalThis.location.origin;

/** Where the page lies below its origin: `/`, or what `vite build --base` says. */
export const BASE_PATH: string = import.meta.env.BASE_URL;
