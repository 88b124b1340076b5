/** The server cannot start with the settings that it was given. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  /** @param problems everything that is wrong, a line each. Holds no secrets. */
  constructor(
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(
      `The configuration is wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`,
      options,
    );
  }
}
