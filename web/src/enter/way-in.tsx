import type { ReactElement } from 'react';
import type { AuthMode } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';
import '../theme/segments.css';

/** How one says who one is. */
export type WayIn = 'logIn' | 'register' | 'guest';

/** What the server offers; nothing, if whom it knows come from elsewhere. */
export function waysIn({ mode, guests }: AuthMode): readonly WayIn[] {
  const asGuest = guests ? (['guest'] as const) : [];
  return mode === 'accounts' ? ['logIn', 'register', ...asGuest] : asGuest;
}

interface WayInChoiceProps {
  readonly ways: readonly WayIn[];
  readonly chosen: WayIn;
  readonly onChoose: (way: WayIn) => void;
  readonly disabled: boolean;
}

export function WayInChoice(props: WayInChoiceProps): ReactElement {
  const texts = useTexts().account;
  return (
    <fieldset className="segments" disabled={props.disabled}>
      <legend className="visually-hidden">{texts.way}</legend>
      {props.ways.map((way) => (
        <label key={way} className="segment">
          <input
            type="radio"
            name="way"
            checked={way === props.chosen}
            onChange={() => props.onChoose(way)}
          />
          <span>{texts.ways[way]}</span>
        </label>
      ))}
    </fieldset>
  );
}
