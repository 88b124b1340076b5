import { EnvError, makeExactValidator } from 'envalid';
import { compile } from 'proxy-addr';

/** Items of a comma-separated list, without white space around them and without empty ones. */
function splitList(input: string): string[] {
  return input
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A whole number within bounds, both included. */
export function wholeNumber(least: number, most: number) {
  return makeExactValidator<number>((input) => {
    const value = /^\d{1,15}$/.test(input) ? Number(input) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new EnvError();
  });
}

/** A comma-separated list of at least one of the choices, each once. */
export function someOf<T extends string>(choices: readonly T[]) {
  return makeExactValidator<readonly T[]>((input) => {
    const items = splitList(input);
    const chosen = choices.filter((choice) => items.includes(choice));
    if (chosen.length === 0 || chosen.length !== items.length) throw new EnvError();
    return Object.freeze(chosen);
  });
}

/** A comma-separated list of web origins: scheme, host and, if not the default, port. */
export const origins = makeExactValidator<readonly string[]>((input) => {
  const items = splitList(input).map((item) => {
    const url = URL.canParse(item) ? new URL(item) : undefined;
    const isOrigin = /^https?:\/\/[^/?#@]+$/i.test(item) && url !== undefined;
    if (!isOrigin) throw new EnvError();
    return url.origin;
  });
  return Object.freeze(items);
});

/** A comma-separated list of IP addresses and networks in CIDR notation. */
export const networks = makeExactValidator<readonly string[]>((input) => {
  const items = splitList(input);
  try {
    compile(items);
  } catch {
    throw new EnvError();
  }
  return Object.freeze(items);
});

/** A switch. */
export const onOff = makeExactValidator<boolean>((input) => {
  if (input === 'true' || input === 'false') return input === 'true';
  throw new EnvError();
});

/** The URL of a database: an SQLite file, or a database on a PostgreSQL server. */
export const databaseUrl = makeExactValidator<string>((input) => {
  if (/^sqlite:(?!\/\/)./.test(input)) return input;
  if (/^postgres(ql)?:\/\//.test(input) && URL.canParse(input)) return input;
  throw new EnvError();
});

/** An `https:` URL, or an `http:` one that does not leave this machine. */
export const httpsUrl = makeExactValidator<string>((input) => {
  const url = URL.canParse(input) ? new URL(input) : undefined;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return input;
  throw new EnvError();
});

/** The URL of a Redis. */
export const redisUrl = makeExactValidator<string>((input) => {
  const url = URL.canParse(input) ? new URL(input) : undefined;
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname !== '') return input;
  throw new EnvError();
});

/** What keys in a Redis begin with. */
export const keyPrefix = makeExactValidator<string>((input) => {
  if (/^[\w.:-]{1,64}$/.test(input)) return input;
  throw new EnvError();
});

/** A secret of at least so many characters, of those that `Authorization: Bearer` can carry. */
export function bearerSecret(least: number) {
  return makeExactValidator<string>((input) => {
    if (/^[\w.~+/=-]+$/.test(input) && input.length >= least) return input;
    throw new EnvError();
  });
}

/** A text of at least so many bytes in UTF-8. */
export function bytes(least: number) {
  return makeExactValidator<string>((input) => {
    if (Buffer.byteLength(input) >= least) return input;
    throw new EnvError();
  });
}
