/**
 * Every script of Unicode 17 but Common and Inherited, by its ISO 15924 code. JavaScript can test for
 * a script but not list them.
 */
const SCRIPTS = (
  'Latn Cyrl Grek Arab Hebr Deva Hani Hira Kana Hang Bopo Thai ' +
  'Adlm Aghb Ahom Armi Armn Avst Bali Bamu Bass Batk Beng Berf Bhks Brah Brai Bugi Buhd Cakm Cans ' +
  'Cari Cham Cher Chrs Copt Cpmn Cprt Diak Dogr Dsrt Dupl Egyp Elba Elym Ethi Gara Geor Glag Gong ' +
  'Gonm Goth Gran Gujr Gukh Guru Hano Hatr Hluw Hmng Hmnp Hung Ital Java Kali Kawi Khar Khmr Khoj ' +
  'Kits Knda Krai Kthi Lana Laoo Lepc Limb Lina Linb Lisu Lyci Lydi Mahj Maka Mand Mani Marc Medf ' +
  'Mend Merc Mero Mlym Modi Mong Mroo Mtei Mult Mymr Nagm Nand Narb Nbat Newa Nkoo Nshu Ogam Olck ' +
  'Onao Orkh Orya Osge Osma Ougr Palm Pauc Perm Phag Phli Phlp Phnx Plrd Prti Rjng Rohg Runr Samr ' +
  'Sarb Saur Sgnw Shaw Shrd Sidd Sidt Sind Sinh Sogd Sogo Sora Soyo Sund Sunu Sylo Syrc Tagb Takr ' +
  'Tale Talu Taml Tang Tavt Tayo Telu Tfng Tglg Thaa Tibt Tirh Tnsa Todr Tols Toto Tutg Ugar Vaii ' +
  'Vith Wara Wcho Xpeo Xsux Yezi Yiii Zanb'
).split(' ');

/** Writing systems that use several scripts (UTS #39, section 5.1): Japanese, Korean, Chinese. */
const WRITING_SYSTEMS = [
  ['Hani', 'Hira', 'Kana'],
  ['Hani', 'Hang'],
  ['Hani', 'Bopo'],
];

const COMMON = /[\p{scx=Zyyy}\p{scx=Zinh}]/gu;

/** A Node that is older than the list lacks the newest scripts, and has no letters of theirs. */
function isKnown(script: string): boolean {
  try {
    return new RegExp(`\\p{scx=${script}}`, 'u').unicode;
  } catch {
    return false;
  }
}

const writtenIn = [...SCRIPTS.filter(isKnown).map((script) => [script]), ...WRITING_SYSTEMS].map(
  (scripts) => new RegExp(`^[${scripts.map((script) => `\\p{scx=${script}}`).join('')}]*$`, 'u'),
);

/**
 * Is a text written in one script, or in the scripts of one writing system? Digits, punctuation and
 * marks that all scripts share count as any. Single-script resolution of UTS #39, section 5.1.
 */
export function isSingleScript(text: string): boolean {
  const own = text.replace(COMMON, '');
  return writtenIn.some((pattern) => pattern.test(own));
}
