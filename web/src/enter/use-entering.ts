import { useState } from 'react';
import { Account, ChatException, type ChatError } from '../../../src/client/index.js';
import { ACCOUNTS } from '../account/account.js';
import { currentRoute, navigate } from '../routing/router.js';
import { session } from '../session/session.js';
import type { EnterFailure } from './enter-failure.js';
import type { WayIn } from './way-in.js';

/** Who wants to come in, and where to. */
interface Visitor {
  readonly way: WayIn;
  readonly name: string;
  readonly password: string;
  readonly room: string;
}

interface Entering {
  /** The server looks at who one is. */
  readonly signingIn: boolean;
  readonly failure: EnterFailure | undefined;
  readonly enter: (visitor: Visitor) => Promise<void>;
  readonly forgetFailure: () => void;
}

export function useEntering(): Entering {
  const [failure, setFailure] = useState<EnterFailure>();
  const [signingIn, setSigningIn] = useState(false);
  const route = currentRoute();

  const fail = (at: EnterFailure['at'], thrown: unknown): void => {
    // Anything else is `cancel()`.
    if (thrown instanceof ChatException) setFailure({ at, error: thrown.error });
  };
  const goIn = async (entering: Promise<void>, room: string): Promise<void> => {
    try {
      await entering;
      if (route.kind !== 'person') navigate({ kind: 'room', name: room }, 'replace');
    } catch (thrown) {
      fail('door', thrown);
    }
  };
  const enter = async ({ way, name, password, room }: Visitor): Promise<void> => {
    setFailure(undefined);
    if (way === 'guest') return goIn(session.enter(name, room), room);
    setSigningIn(true);
    try {
      const logIn = { username: name, password };
      const account = await (way === 'logIn'
        ? Account.logIn(ACCOUNTS, logIn)
        : Account.register(ACCOUNTS, logIn));
      void goIn(session.enterAccount(account, room), room);
    } catch (thrown) {
      fail('signIn', thrown);
    }
    setSigningIn(false);
  };
  return { signingIn, failure, enter, forgetFailure: () => setFailure(undefined) };
}

/** What a session that the server ended leaves to be said. */
export function endedFailure(
  error: ChatError | undefined,
  wasAccount: boolean,
): EnterFailure | undefined {
  const ended = wasAccount && (error?.code === 'UNAUTHORIZED' || error?.code === 'TOKEN_EXPIRED');
  return error && { error, at: ended ? 'ended' : 'door' };
}
