import type { ReactElement } from 'react';
import { thrownText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { session } from '../session/session.js';
import { useRequest } from './use-request.js';

/** For whoever left a device behind. */
export function LogOutEverywhere(): ReactElement {
  const texts = useTexts();
  const { busy, failure, make } = useRequest(() => session.logOutEverywhere());
  return (
    <>
      <button
        className="button"
        type="button"
        aria-disabled={busy}
        aria-describedby="log-out-everywhere-hint"
        onClick={() => void make()}
      >
        {texts.account.logOutEverywhere}
      </button>
      <p className="field-hint" id="log-out-everywhere-hint">
        {texts.account.logOutEverywhereHint}
      </p>
      {failure !== undefined && (
        <p className="field-error" role="alert">
          {thrownText(texts, failure)}
        </p>
      )}
    </>
  );
}
