import { Component, type ReactElement, type ReactNode } from 'react';
import { I18nContext } from '../i18n/i18n-context.js';

/** What is shown when drawing the page has thrown: words instead of a white window. */
export class PageFailure extends Component<{ children: ReactNode }, { failed: boolean }> {
  static override readonly contextType = I18nContext;
  declare context: React.ContextType<typeof I18nContext>;
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? (
      <FailureNotice texts={this.context.texts.failure} />
    ) : (
      this.props.children
    );
  }
}

interface FailureNoticeProps {
  readonly texts: { title: string; advice: string; reload: string };
}

function FailureNotice({ texts }: FailureNoticeProps): ReactElement {
  return (
    <main className="door">
      <div className="door-card" role="alert">
        <h1>{texts.title}</h1>
        <p>{texts.advice}</p>
        <button className="button primary" type="button" onClick={() => location.reload()}>
          {texts.reload}
        </button>
      </div>
    </main>
  );
}
