const { mkdtemp } = require('node:fs/promises');
const { tmpdir } = require('node:os');

/** A folder for what the test files of one run share; it goes with the run. */
module.exports = async function makeRunFolder() {
  process.env.PARLEY_TEST_RUN_FOLDER = await mkdtemp(`${tmpdir()}/parley-run-`);
};
