/**
 * Unicode's full case folding: the same for each way of writing a text in small letters and capitals.
 * By way of capitals, so that `ß` is `ss`, and without the final form of sigma.
 */
export function caseFold(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
