// Sees to the browser that the browser tests drive: as root on Debian it installs it, elsewhere it
// says what to install. Where CI=true its absence is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

function install() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/etc/debian_version')) return;
  const run = (...args) => spawnSync('apt-get', args, { stdio: 'inherit' });
  run('update', '--quiet=2');
  run(
    'install',
    '--yes',
    '--quiet=2',
    '--no-install-recommends',
    'chromium',
    'fonts-noto-color-emoji',
  );
}

if (!NAMES.some(onPath)) install();
if (!NAMES.some(onPath)) {
  console.error('The browser tests need Chromium on the PATH. On Debian: apt-get install chromium');
  if (process.env.CI === 'true') process.exitCode = 1;
}
