import { useState, type ReactElement } from 'react';
import { LIMITS } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';
import { navigate } from '../routing/router.js';
import { NameForm } from '../shell/name-form.js';
import { PageHeader } from '../shell/page-header.js';

/** Begins a private conversation by name. */
export function WritePage(): ReactElement {
  const texts = useTexts();
  const [name, setName] = useState('');
  return (
    <>
      <PageHeader title={texts.write.title} />
      <div className="page">
        <NameForm
          label={texts.write.field}
          submit={texts.write.submit}
          value={name}
          onChange={setName}
          maxLength={LIMITS.username + 1}
          onSubmit={(person) => navigate({ kind: 'person', name: person.replace(/^@/u, '') })}
        />
      </div>
    </>
  );
}
