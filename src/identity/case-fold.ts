/**
 * Unicode's full case folding: the same for each way of writing a text in small letters and capitals.
 * By way of small letters and then capitals, so that `ẞ` and `ß` are both `ss`, and without the final
 * form of sigma.
 */
export function caseFold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
