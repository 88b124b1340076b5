/** A command that was not understood, or has no meaning now. Its message says what to do instead. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
