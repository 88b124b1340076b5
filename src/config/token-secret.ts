import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from './configuration.error.js';
import { tokenSecretProblems } from './production.js';
import type { Settings } from './settings.js';

const SECRET_BYTES = 32;
/** 32 bytes in base64url. */
const SECRET_PATTERN = /^[\w-]{43,}$/;

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** The secret in a file, or `undefined` if there is no such file. */
async function readSecret(file: string): Promise<string | undefined> {
  let secret: string;
  try {
    secret = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  if (SECRET_PATTERN.test(secret)) return secret;
  throw new ConfigurationError([
    `${file} has ${Buffer.byteLength(secret)} bytes; it must be a secret of at least 43 letters, digits, "-" and "_" (remove the file to have one made, which makes every guest's token invalid)`,
  ]);
}

/** Writes a new secret to a file unless there is one. It appears there whole, or not at all. */
async function writeSecret(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Unlike a rename, fails if another start was first: then its secret is everyone's.
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * The secret that signs guests' tokens: `TOKEN_SECRET`, or else the one that is kept in a file beside
 * the database, named after it and readable by its owner only, which is made if there is none. Any
 * number of starts at once get the same. Beside a database in memory it is a new one each time; a
 * database on a server has no place beside it.
 *
 * @throws ConfigurationError if the file holds no secret, or there is no place for one; Error, in words for an operator, if it can
 *   neither be read nor made.
 */
export async function loadTokenSecret(
  settings: Pick<Settings, 'TOKEN_SECRET' | 'DATABASE_URL'>,
): Promise<string> {
  if (settings.TOKEN_SECRET !== undefined) return settings.TOKEN_SECRET;
  const [problem] = tokenSecretProblems(settings, {});
  if (problem !== undefined) throw new ConfigurationError([problem]);
  const database = settings.DATABASE_URL.replace(/^sqlite:/, '');
  if (database === ':memory:') return randomBytes(SECRET_BYTES).toString('base64url');
  const file = `${database}.token-secret`;
  try {
    return await findOrMakeSecret(file);
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const advice = 'Let the server read and write it and its folder, or set TOKEN_SECRET.';
    throw new Error(`The file ${file} cannot be read or made. ${advice}`, { cause });
  }
}

async function findOrMakeSecret(file: string): Promise<string> {
  const kept = await readSecret(file);
  if (kept !== undefined) return kept;
  await writeSecret(file);
  const made = await readSecret(file);
  if (made === undefined) throw new ConfigurationError([`${file} vanished when it had been made`]);
  return made;
}
