/**
 * What is tried first, of at least eight characters. Log-ins are limited by rate, so that only the
 * head of such a list matters.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `12345678 123456789 1234567890 12345678910 123123123 87654321 987654321 0987654321 11223344 12341234
  1q2w3e4r 1q2w3e4r5t 1qaz2wsx qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl
  zxcvbnm1 zxcvbnm123 abcd1234 abc12345 a1b2c3d4 aa123456 password password1 password12 password123
  passw0rd p@ssw0rd p@ssword pa$$word passwort passwort1 password! iloveyou iloveyou1 sunshine princess
  football baseball basketball superman batman123 trustno1 letmein1 letmein123 welcome1 welcome123
  monkey123 dragon123 master123 shadow123 michael1 jennifer computer internet whatever starwars
  pokemon1 liverpool chocolate butterfly charlie1 changeme changeme1 secret123 admin123 administrator
  administrator1 default1 testtest test1234 guest123 samsung1 google123 minecraft hallo123 motdepasse
  contraseña azertyui azertyuiop correcthorsebatterystaple`.split(/\s+/),
);
