/**
 * Why the storage refused to start.
 * - `unsupported-url`: not a URL of a database that is supported.
 * - `unsupported-database`: the host's database is none that is supported.
 * - `unreachable`: the database server does not answer, or has no room for another connection.
 * - `access-denied`: the database server refuses the user or the password.
 * - `no-database`: the server has no database of that name.
 * - `no-folder`: the folder of the database file cannot be made.
 * - `in-use`: another server has the file open.
 * - `not-a-database`: the file is something else.
 * - `corrupt`: the file is damaged, or cut short.
 * - `read-only`: the file or its folder, or the database, cannot be written.
 * - `not-empty`: a copy would be mixed with what the database holds.
 * - `incomplete`: the database is being copied into.
 * - `newer-schema`: a newer release of the server has written it.
 * - `failed`: anything else, such as a full disk; see `cause`.
 */
export type StorageErrorCode =
  | 'unsupported-url'
  | 'unsupported-database'
  | 'unreachable'
  | 'access-denied'
  | 'no-database'
  | 'no-folder'
  | 'in-use'
  | 'not-a-database'
  | 'corrupt'
  | 'read-only'
  | 'not-empty'
  | 'incomplete'
  | 'newer-schema'
  | 'failed';

/** A refusal to start. Its message is one line for the operator: what is wrong, and what to do. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly code: StorageErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
