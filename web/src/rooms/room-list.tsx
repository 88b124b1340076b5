import { useEffect, useState, type ReactElement } from 'react';
import type { ListRoomsResult, RoomSummary } from '../../../src/client/index.js';
import { thrownText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { Link } from '../routing/link.js';
import { useSession } from '../session/session-context.js';

interface Pages {
  readonly rooms: readonly RoomSummary[];
  readonly complete: boolean;
}

function append(pages: Pages, next: ListRoomsResult): Pages {
  return { rooms: [...pages.rooms, ...next.rooms], complete: next.complete };
}

const NONE: Pages = { rooms: [], complete: false };

/** The server's rooms, page by page: of those that are here, the ones whose name has `filter` in it. */
export function RoomList({ filter }: { readonly filter: string }): ReactElement {
  const texts = useTexts();
  const { client } = useSession();
  const [pages, setPages] = useState<Pages>();
  const [failure, setFailure] = useState<{ readonly thrown: unknown }>();

  useEffect(() => {
    let wanted = true;
    client.listRooms({}).then(
      (first) => wanted && setPages(append(NONE, first)),
      (thrown: unknown) => wanted && setFailure({ thrown }),
    );
    return () => {
      wanted = false;
    };
  }, [client]);

  const more = (after: string): void => {
    client.listRooms({ after }).then(
      (next) => setPages((pages) => append(pages ?? NONE, next)),
      (thrown: unknown) => setFailure({ thrown }),
    );
  };

  const key = filter.trim().toLowerCase();
  const shown = pages?.rooms.filter((room) => room.name.toLowerCase().includes(key)) ?? [];
  const last = pages?.rooms.at(-1);
  return (
    <section aria-labelledby="all-rooms">
      <h2 id="all-rooms">{texts.rooms.all}</h2>
      {failure && <p role="alert">{thrownText(texts, failure.thrown)}</p>}
      {pages?.rooms.length === 0 && <p>{texts.rooms.none}</p>}
      <ul className="room-list">
        {shown.map((room) => (
          <RoomEntry key={room.name} room={room} />
        ))}
      </ul>
      {last && !pages?.complete && (
        <button className="button" type="button" onClick={() => more(last.name)}>
          {texts.rooms.more}
        </button>
      )}
    </section>
  );
}

function RoomEntry({ room }: { readonly room: RoomSummary }): ReactElement {
  const texts = useTexts();
  const { client } = useSession();
  const joined = client.room(room.name) !== undefined;
  return (
    <li>
      <Link className="room-entry" to={{ kind: 'room', name: room.name }}>
        <Icon name="hash" />
        <bdi className="room-entry-name">{room.name}</bdi>
        <span className="room-entry-members">{texts.rooms.members(room.members)}</span>
        <span className="room-entry-action">{joined ? texts.rooms.open : texts.rooms.join}</span>
      </Link>
    </li>
  );
}
