/** Where the program of a `StorageThread` is: Node loads it by itself, so it has to be JavaScript. */
export const STORAGE_THREAD_PROGRAM = new URL('./storage.thread.js', import.meta.url);
