/** Emoji by their short names (`+1`, `tada`); in a module of its own, so as to be loaded on demand. */
export { nameToEmoji } from 'gemoji';
