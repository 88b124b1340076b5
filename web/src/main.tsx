import { createRoot } from 'react-dom/client';
import { learnAuthMode } from './account/auth-mode.js';
import { App } from './app.js';
import { I18nProvider } from './i18n/i18n-provider.js';
import { PageFailure } from './shell/page-failure.js';
import { startTheme } from './theme/theme.js';
import './theme/tokens.css';
import './theme/base.css';

startTheme();
void learnAuthMode();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <I18nProvider>
    <PageFailure>
      <App />
    </PageFailure>
  </I18nProvider>,
);
