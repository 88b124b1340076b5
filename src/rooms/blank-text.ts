/** White space, what Unicode says to show nothing for, and the blank Braille pattern. */
const BLANK = /^[\s\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]*$/u;

/** Is there nothing in a text to see? */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}
