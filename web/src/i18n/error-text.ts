import { ChatException, isUnknownAnswer, type ChatError } from '../../../src/client/index.js';
import type { Texts } from './en.js';

/** What went wrong, in the reader's language; a refusal's own reason as the server put it. */
export function errorText(texts: Texts, error: ChatError): string {
  const reasons = Object.values(error.fields ?? {}).flat();
  if (error.code === 'VALIDATION_FAILED') {
    return [texts.errors.VALIDATION_FAILED, ...reasons].join(' ');
  }
  if (isUnknownAnswer(error)) return texts.otherVersion;
  // A newer server may know more errors than this page.
  return Object.hasOwn(texts.errors, error.code) ? texts.errors[error.code] : error.message;
}

/** The same, of whatever was thrown. */
export function thrownText(texts: Texts, thrown: unknown): string {
  return thrown instanceof ChatException ? errorText(texts, thrown.error) : texts.unknownError;
}
