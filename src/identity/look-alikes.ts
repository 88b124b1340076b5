import unhomoglyph from 'unhomoglyph';
import { caseFold } from './case-fold.js';

/** Enough for every letter of Unicode to come to rest; most do in two. */
const MAX_ROUNDS = 6;
/** Behind it no script has capitals. */
const LAST_CASED = 0x1_ff_ff;

/**
 * The skeleton of UTS #39, section 4: texts that look alike have the same one. Default-ignorable
 * characters are not taken out: usernames have none.
 */
export function skeleton(text: string): string {
  return unhomoglyph(text.normalize('NFD')).normalize('NFD');
}

/**
 * Letters that do not look like ASCII but whose capitals do (`в` and `В`), with the ASCII letter.
 * Without them a Cyrillic `ТОМ` would not be a `tom`: the standard's skeleton sees `т` and `t` only,
 * and names are shown as they were written. A letter whose own look says otherwise (Greek `ν` is a
 * `v`, its capital an `N`) has no place here: see `readsAsAnother`.
 */
function findCapitalLookAlikes(): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (let codePoint = 0x80; codePoint <= LAST_CASED; codePoint++) {
    const capital = String.fromCodePoint(codePoint);
    const small = capital.toLowerCase();
    if (small === capital || !/^[A-Z0-9]$/i.test(skeleton(capital))) continue;
    const looks = skeleton(small);
    if (!/^[^\0-\x7f]$/u.test(looks)) continue;
    const letters = found.get(looks) ?? new Set();
    found.set(looks, letters.add(caseFold(skeleton(capital))));
  }
  const unambiguous = [...found].filter(([, letters]) => letters.size === 1);
  return new Map(unambiguous.map(([looks, letters]) => [looks, [...letters].join('')]));
}
const CAPITAL_LOOK_ALIKES = findCapitalLookAlikes();

/** `i` is `l`, because their like in capitals, `I`, is both. */
function asInCapitals(text: string): string {
  const letters = Array.from(text, (letter) => CAPITAL_LOOK_ALIKES.get(letter) ?? letter);
  return letters.join('').replaceAll('i', 'l');
}

/**
 * What names are compared by: the same for texts that differ in case only, or that look alike in any
 * case. Made of UTS #39 skeletons of the case-folded text, taken until nothing changes. For
 * comparing only, never to be shown. The data is Unicode's `confusables.txt`, 13.0, as in the
 * `unhomoglyph` package: another version makes other keys, so stored keys bind to it.
 */
export function lookAlikeKey(text: string): string {
  let key = caseFold(text);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = asInCapitals(caseFold(skeleton(key)));
    if (next === key) break;
    key = next;
  }
  return key;
}

/**
 * Does a text, as written, look like an ASCII name that it does not share its key with? So it is
 * where a letter and its capital look like two different ASCII letters: Greek `ΑΝΝΑ` reads as `ANNA`,
 * `αννα` as `avva`.
 */
export function readsAsAnother(text: string): boolean {
  const looks = skeleton(text);
  return /^[\w.-]+$/.test(looks) && lookAlikeKey(looks) !== lookAlikeKey(text);
}
