import { copyDatabase } from '../../storage/copy/copy-database.js';
import { StorageError } from '../../storage/storage.error.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { showProgress } from './copy-progress.js';

/** Copies a database, and says how far it is and what it came to. */
export async function runCopy(
  from: string,
  to: string,
  output: NodeJS.WriteStream,
): Promise<ExitCode> {
  const progress = showProgress(output);
  try {
    const counts = await copyDatabase(from, to, (table, done, total) => {
      progress.update(table, done, total);
    });
    progress.stop();
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
    output.write(`Copied and verified: ${rows} rows in ${counts.size} tables.\n`);
    return EXIT.fine;
  } catch (fault) {
    progress.stop();
    if (!(fault instanceof Error)) throw fault;
    console.error(
      fault instanceof StorageError ? fault.message : `The copy failed: ${reasonOf(fault)}`,
    );
    return EXIT.failure;
  }
}

/** What is underneath says more than "unavailable". */
function reasonOf(fault: Error): string {
  return fault.cause instanceof Error ? fault.cause.message : fault.message;
}
