import type { ReactElement } from 'react';
import { thrownText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { session } from '../session/session.js';
import { useRequest } from './use-request.js';

/** For whoever left a device behind. */
export function SignOutEverywhere(): ReactElement {
  const texts = useTexts();
  const { busy, failure, make } = useRequest(() => session.signOutEverywhere());
  return (
    <>
      <button
        className="button"
        type="button"
        aria-disabled={busy}
        aria-describedby="sign-out-everywhere-hint"
        onClick={() => void make()}
      >
        {texts.account.signOutEverywhere}
      </button>
      <p className="field-hint" id="sign-out-everywhere-hint">
        {texts.account.signOutEverywhereHint}
      </p>
      {failure !== undefined && (
        <p className="field-error" role="alert">
          {thrownText(texts, failure)}
        </p>
      )}
    </>
  );
}
