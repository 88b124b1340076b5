import type { ChatError } from '../../../src/client/index.js';
import { errorText } from '../i18n/error-text.js';
import type { Texts } from '../i18n/en.js';
import type { WayIn } from './way-in.js';

/** What the server said to whoever wants to come in. */
export interface EnterFailure {
  readonly error: ChatError;
  /** Where it came from: logging in or registering, the room's door, a session that has ended. */
  readonly at: 'signIn' | 'door' | 'ended';
}

/** Errors at the door that are about the name, and so belong beside it. */
const NAME_ERRORS = new Set([
  'USERNAME_TAKEN',
  'ALREADY_IDENTIFIED',
  'UNAUTHORIZED',
  'TOKEN_EXPIRED',
  'NOT_IDENTIFIED',
]);

/** What is said beside which field. */
export type FieldErrors = Readonly<Partial<Record<'name' | 'password' | 'room', string>>>;

export function fieldErrors(
  texts: Texts,
  failure: EnterFailure | undefined,
  way: WayIn,
): FieldErrors {
  if (!failure) return {};
  const { error, at } = failure;
  if (at === 'ended') return { name: texts.account.ended };
  const isAboutName = error.code === 'USERNAME_TAKEN' || error.fields?.['username'] !== undefined;
  if (at === 'signIn') {
    if (isAboutName) return { name: nameText(texts, error, way) };
    return { password: passwordText(texts, error) };
  }
  if (isAboutName || NAME_ERRORS.has(error.code)) return { name: nameText(texts, error, way) };
  return { room: errorText(texts, error) };
}

function nameText(texts: Texts, error: ChatError, way: WayIn): string {
  if (error.code !== 'USERNAME_TAKEN') return errorText(texts, error);
  if (way === 'register') return texts.account.taken;
  return `${texts.enter.taken} ${texts.enter.takenAdvice}`;
}

/** What is wrong with a password, or with all of logging in. */
export function passwordText(texts: Texts, error: ChatError): string {
  if (error.code === 'UNAUTHORIZED') return texts.account.wrong;
  return error.fields?.['password'] ? texts.account.passwordRefused : errorText(texts, error);
}
