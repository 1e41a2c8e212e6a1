// Answers /.well-known/casto.json: the star's own answer, with TURN credentials of one day.
//   STAR=http://127.0.0.1:9090 TURN_SECRET=… node casto-json.mjs
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

const { STAR = 'http://127.0.0.1:9090', TURN_SECRET, TURN_HOST = 'turn.example.org' } = process.env;
const PORT = Number(process.env.PORT ?? 9091);
const LIFE_S = 24 * 60 * 60;
if (!TURN_SECRET) throw new Error('Set TURN_SECRET to the static-auth-secret of turnserver.conf');

function iceServers() {
  const username = String(Math.floor(Date.now() / 1000) + LIFE_S);
  const credential = createHmac('sha1', TURN_SECRET).update(username).digest('base64');
  const urls = [
    `turn:${TURN_HOST}:3478?transport=udp`,
    `turn:${TURN_HOST}:3478?transport=tcp`,
    `turns:${TURN_HOST}:5349?transport=tcp`,
  ];
  return [{ urls: [`stun:${TURN_HOST}:3478`] }, { urls, username, credential }];
}

const server = createServer(async (request, response) => {
  if (request.url !== '/.well-known/casto.json') {
    response.writeHead(404).end();
    return;
  }
  try {
    const answer = await fetch(new URL('/.well-known/casto.json', STAR));
    const { stars } = await answer.json();
    response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    response.end(JSON.stringify({ stars, iceServers: iceServers() }));
  } catch {
    response.writeHead(502).end();
  }
});
server.listen(PORT, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/.well-known/casto.json`);
});
process.once('SIGTERM', () => server.close());
