import { useEffect, useState, type ReactElement } from 'react';
import { ChatException, type ChatError } from '../../../src/client/index.js';
import { ConversationPage } from '../conversation/conversation-page.js';
import { errorText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { navigate } from '../routing/router.js';
import { PageHeader } from '../shell/page-header.js';
import { useClient, useSession } from '../session/session-context.js';

/** A room by its address: joined if need be, then its conversation. */
export function RoomPage({ name }: { readonly name: string }): ReactElement {
  const texts = useTexts();
  const { client } = useSession();
  useClient();
  const { outside, tryAgain } = useJoining(name);
  const room = client.room(name);
  if (room) return <ConversationPage channel={room} />;
  return (
    <>
      <PageHeader title={name} />
      {outside ? (
        <div className="page-status" role="alert">
          <p>{texts.rooms.left(name)}</p>
          {outside.error && <p>{errorText(texts, outside.error)}</p>}
          <button className="button" type="button" onClick={tryAgain}>
            {texts.rooms.joinAgain}
          </button>
        </div>
      ) : (
        <p className="page-status">{texts.rooms.joining(name)}</p>
      )}
    </>
  );
}

interface Joining {
  /** One is not in the room, because of `error` if the server said one. */
  readonly outside: { readonly error?: ChatError | undefined } | undefined;
  readonly tryAgain: () => void;
}

function useJoining(name: string): Joining {
  const { client } = useSession();
  const [outside, setOutside] = useState<Joining['outside']>();
  // Another promise for another attempt.
  const [joining, setJoining] = useState(() => client.join(name));

  useEffect(() => {
    let stop = (): void => {};
    let wanted = true;
    joining.then(
      (room) => {
        if (!wanted) return;
        stop = room.on('left', (error) => setOutside({ error }));
        // The room may have been written otherwise by whoever made it.
        if (room.name !== name) navigate({ kind: 'room', name: room.name }, 'replace');
      },
      (thrown: unknown) => {
        if (wanted) setOutside(thrown instanceof ChatException ? { error: thrown.error } : {});
      },
    );
    return () => {
      wanted = false;
      stop();
    };
  }, [joining, name]);

  const tryAgain = (): void => {
    setOutside(undefined);
    setJoining(client.join(name));
  };
  return { outside, tryAgain };
}
