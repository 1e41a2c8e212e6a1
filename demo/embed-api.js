/**
 * The frame's side of the postMessage API, version 1 (docs/embedding.md describes it).
 *
 * Messages are objects with `casto: 1`. Nothing is said to, or taken from, anybody but the window
 * around the frame, and only when its origin is known and wanted: events are posted to that origin
 * alone, never to `*`.
 */

/** A page that speaks another version is not answered. */
const VERSION = 1;
/** `play()` of an answered command is over by then, one way or the other. Milliseconds. */
const COMMAND_MS = 15_000;

function originOf(text) {
  try {
    const { origin } = new URL(text);
    return origin === 'null' ? null : origin;
  } catch {
    return null;
  }
}

/**
 * The origins that may command this frame. The site's own list bounds what the address asks for;
 * when it asks for none, that is the page which the browser says is around.
 * @param {{ asked: string[], served: string[], around: string | null }} lists
 */
export function partners({ asked, served, around }) {
  const listed = served.map(originOf).filter(Boolean);
  const wanted = (asked.length > 0 ? asked : [around]).map(originOf).filter(Boolean);
  return wanted.filter((origin) => served.length === 0 || listed.includes(origin));
}

const stateOf = (player) => ({
  state: player.state,
  paused: player.paused,
  muted: player.muted,
  volume: player.volume,
  viewers: player.viewers,
  channelId: player.channelId,
});

const withTimeout = (promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) =>
      setTimeout(() => reject(new DOMException('It takes too long', 'TimeoutError')), COMMAND_MS),
    ),
  ]);

function commandsOf(player) {
  return {
    play: () => withTimeout(player.play()),
    pause: () => player.pause(),
    mute: () => {
      player.muted = true;
    },
    unmute: () => {
      player.muted = false;
    },
    volume: (value) => {
      if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
        throw new RangeError('volume takes a value from 0 to 1');
      }
      player.volume = value;
    },
    state: () => stateOf(player),
  };
}

/** Connects the player with the page around, if there is one that may. */
export function connectParent(player, lists) {
  // Not every browser has ancestorOrigins, and a page may withhold its address.
  const around = location.ancestorOrigins?.[0] ?? document.referrer;
  const origins = partners({ ...lists, around });
  if (window.parent === window || origins.length === 0) return;
  const commands = commandsOf(player);
  const post = (message) => {
    // Of several origins only the one that is really there gets it.
    for (const origin of origins) window.parent.postMessage({ casto: VERSION, ...message }, origin);
  };
  const tell = (event, detail = {}) => post({ event, ...detail });

  addEventListener('message', async ({ source, origin, data }) => {
    if (source !== window.parent || !origins.includes(origin)) return;
    if (data?.casto !== VERSION || typeof data.command !== 'string') return;
    const { command, value, id } = data;
    const reply = (message) => {
      if (id === undefined) return;
      window.parent.postMessage({ casto: VERSION, reply: id, ...message }, origin);
    };
    try {
      if (!Object.hasOwn(commands, command)) throw new TypeError(`No command ${command}`);
      reply({ ok: true, value: (await commands[command](value)) ?? null });
    } catch (error) {
      reply({ ok: false, error: { name: error.name, message: error.message } });
    }
  });

  player.addEventListener('casto-statechange', ({ detail: { from, to } }) =>
    tell('statechange', { from, to }),
  );
  player.addEventListener('casto-viewers', ({ detail: { viewers } }) =>
    tell('viewers', { viewers }),
  );
  player.addEventListener('casto-parentchange', ({ detail: { reason, gapMs } }) =>
    tell('parentchange', { reason, gapMs }),
  );
  player.addEventListener('volumechange', () => {
    const { muted, volume } = player;
    tell('volumechange', { muted, volume });
  });
  for (const event of ['play', 'playing', 'pause']) {
    player.addEventListener(event, () => tell(event));
  }
  player.addEventListener('error', ({ error: { code, message } }) =>
    tell('error', { code, message }),
  );
  tell('ready', { ...stateOf(player), commands: Object.keys(commands) });
}
