import { pathToFileURL } from 'node:url';

/** Takes the place of `src/storage/storage-thread.program.ts` (jest.config.js): the built program. */
export const STORAGE_THREAD_PROGRAM = pathToFileURL('dist/storage/storage.thread.js');
