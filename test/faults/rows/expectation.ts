/** @throws Error what was expected, if it is not so. */
export function expectThat(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`Expected: ${what}`);
}
