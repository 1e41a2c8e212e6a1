/** The player in a frame: its settings come from the address, its commands from the page around. */
import { connectParent } from './embed-api.js';

const query = new URLSearchParams(location.search);

/** `?muted` and `?muted=1` are on, `?muted=0` is off. */
function flag(name, otherwise) {
  const value = query.get(name);
  return value === null ? otherwise : !/^(0|false|off|no)$/i.test(value);
}

const player = document.getElementById('player');
const language = query.get('lang');
// Before the channel, which makes it start.
if (language && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(language)) {
  document.documentElement.lang = language;
}
player.muted = flag('muted', false);
player.controls = flag('controls', true);
player.relay = flag('relay', true) ? 'auto' : 'off';
player.autoplay = flag('autoplay', false);
player.channel = query.get('channel') ?? '';
// Without a channel, the player itself says what is missing.
if (!player.channel) player.play().catch(() => {});

connectParent(player, {
  asked: query.getAll('origin'),
  served: document.querySelector('meta[name="casto-embed-origins"]')?.content.match(/\S+/g) ?? [],
});
