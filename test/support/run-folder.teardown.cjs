const { rm } = require('node:fs/promises');

module.exports = async function removeRunFolder() {
  await rm(process.env.PARLEY_TEST_RUN_FOLDER, { recursive: true, force: true });
};
