/** What the command ends with. */
export const EXIT = {
  fine: 0,
  /** It was understood, and could not be done. */
  failure: 1,
  /** It was not understood. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
