import { useState, type ReactElement } from 'react';
import { LIMITS } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';
import { navigate } from '../routing/router.js';
import { NameForm } from '../shell/name-form.js';
import { PageHeader } from '../shell/page-header.js';
import { RoomList } from './room-list.js';

/** Every room of the server, and the way into one that is not there yet. */
export function RoomsPage(): ReactElement {
  const texts = useTexts();
  const [name, setName] = useState('');
  return (
    <>
      <PageHeader title={texts.rooms.title} />
      <div className="page">
        <NameForm
          label={texts.rooms.field}
          submit={texts.rooms.joinOrCreate}
          value={name}
          onChange={setName}
          maxLength={LIMITS.roomName}
          onSubmit={(room) => navigate({ kind: 'room', name: room })}
        />
        <RoomList filter={name} />
      </div>
    </>
  );
}
