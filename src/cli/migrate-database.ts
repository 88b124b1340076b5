import { ConfigurationError } from '../config/configuration.error.js';
import { loadSettings } from '../config/settings.provider.js';
import { openDatabase } from '../storage/open-database.js';
import { StorageError } from '../storage/storage.error.js';
import { EXIT, type ExitCode } from './exit-code.js';

/** Brings the schema of the database that the settings name up to date, and says what it did. */
export async function migrateDatabase(): Promise<ExitCode> {
  try {
    const { DATABASE_URL } = await loadSettings();
    const database = await openDatabase(DATABASE_URL, { poolSize: 1 });
    await database.close();
    for (const name of database.migrated) console.log(`Applied ${name}`);
    console.log('The schema is up to date.');
    return EXIT.fine;
  } catch (fault) {
    if (!(fault instanceof StorageError || fault instanceof ConfigurationError)) throw fault;
    console.error(fault.message);
    return EXIT.failure;
  }
}
