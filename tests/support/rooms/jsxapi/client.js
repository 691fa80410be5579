// A second client of a Cisco codec: jsxapi, by the codec's maker. It reads one request a line from stdin, as JSON, and
// writes one line for each answer and each change: {"id": 1, "result": ...}, {"id": 1, "error": "..."} or {"told": ...}.
'use strict';
const readline = require('readline');
const jsxapi = require('jsxapi');

const [url, username] = process.argv.slice(2);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const xapi = jsxapi.connect(url, { username, password: process.env.PEER_PASSWORD });

xapi.on('error', (error) => say({ failed: String((error && error.message) || error) }));
xapi.on('ready', () => say({ ready: true }));

const asked = {
  get: ({ path }) => xapi.status.get(path),
  command: ({ path, params }) => xapi.command(path, params),
  listen: async ({ path }) => {
    await xapi.status.on(path, (value) => say({ told: value })).registration;
    return true;
  },
};

readline.createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const request = JSON.parse(line);
    try {
      say({ id: request.id, result: await asked[request.ask](request) });
    } catch (error) {
      say({ id: request.id, error: String(error.message || error), code: error.code });
    }
  })
  .on('close', () => process.exit(0));
