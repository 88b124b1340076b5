import type { ReactElement } from 'react';
import { useAuthMode } from '../account/auth-mode.js';
import { useTexts } from '../i18n/i18n-context.js';
import { useSession } from '../session/session-context.js';
import { BecomeAccountForm } from './become-account-form.js';
import { ChangePassword } from './change-password.js';
import { LogOutEverywhere } from './log-out-everywhere.js';

/** Who one is to the server: a guest can become an account here, and an account be looked after. */
export function AccountPart(): ReactElement | null {
  const texts = useTexts().account;
  const mode = useAuthMode();
  const { username, account } = useSession();
  if (mode?.mode !== 'accounts') return null;
  return (
    <section className="settings-part" aria-label={texts.title}>
      <p>{account ? texts.loggedInAs(username) : texts.guestAs(username)}</p>
      {account ? (
        <>
          <ChangePassword username={username} account={account} />
          <LogOutEverywhere />
        </>
      ) : (
        <BecomeAccountForm username={username} />
      )}
    </section>
  );
}
