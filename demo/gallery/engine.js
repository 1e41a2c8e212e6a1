/**
 * An engine without network: what a channel does is told by its name, so that the gallery needs
 * nothing but the elements' own attributes. `waiting` waits, `error:no-parent` fails.
 */
import { CastoError } from '/dist/casto.js';
import { channels, manyChannels, stats } from './figures.js';
import { audioTrack, videoTrack } from './picture.js';

function emitter() {
  const listeners = new Map();
  return {
    on(type, listener) {
      if (!listeners.has(type)) listeners.set(type, new Set());
      listeners.get(type).add(listener);
      return () => listeners.get(type).delete(listener);
    },
    emit(type, detail) {
      for (const listener of [...(listeners.get(type) ?? [])]) listener(detail);
    },
  };
}

class Peer {
  state = 'idle';
  viewers = 0;
  error = null;
  events = emitter();
  constructor(options) {
    this.options = options;
    [this.kind, this.detail = ''] = options.channel.split(':');
  }
  get channelId() {
    return `${channels[0].ownerId}/${this.options.channel}`;
  }
  on(type, listener) {
    return this.events.on(type, listener);
  }
  setOptions() {}
  to(state) {
    const from = this.state;
    this.state = state;
    this.events.emit('state', { from, to: state });
  }
  fail(code, fatal = true) {
    this.error = new CastoError(code, `${code} for the gallery`, { fatal });
    this.events.emit('error', this.error);
    if (fatal) this.to('error');
  }
  count(viewers) {
    this.viewers = viewers;
    this.events.emit('viewers', viewers);
  }
  async getStats() {
    return stats(this.detail || this.kind);
  }
}

class GalleryViewing extends Peer {
  stream = new MediaStream();
  record = null;
  quality = 'auto';
  get qualities() {
    return this.kind === 'playing'
      ? [
          { id: 'full', height: 720 },
          { id: 'small', height: 360 },
        ]
      : [];
  }
  attachVideo() {}
  start() {
    this.to('connecting');
    // As from a network: never at once.
    setTimeout(() => this.play());
  }
  play() {
    const { kind, detail } = this;
    if (kind === 'connecting') return;
    if (kind === 'waiting') return this.to('waiting');
    if (kind === 'error') return this.fail(detail);
    this.stream.addTrack(videoTrack({ bright: [kind, detail].includes('bright') }));
    this.stream.addTrack(audioTrack());
    this.record = channels[0];
    this.events.emit('channel', this.record);
    this.to('playing');
    this.count(kind === 'alone' ? 1 : 1284);
    if (kind === 'between') setTimeout(() => this.lose(), 1200);
    if (kind === 'reconnecting' || kind === 'ended') {
      setTimeout(() => {
        this.lose();
        this.to(kind);
      }, 1200);
    }
  }
  /** As where a connection ends: nothing is left of its stream. */
  lose() {
    this.events.emit('picture', false);
    for (const track of this.stream.getTracks()) {
      track.stop();
      this.stream.removeTrack(track);
    }
  }
  async close() {
    this.lose();
  }
}

class GalleryBroadcast extends Peer {
  stream = null;
  async start(stream) {
    this.stream = stream;
    this.to('connecting');
    await new Promise((resolve) => setTimeout(resolve));
    const { kind, detail } = this;
    if (kind === 'connecting') return new Promise(() => {});
    if (kind === 'error') throw new CastoError(detail, `${detail} for the gallery`);
    this.to('live');
    this.count(23);
    if (kind === 'reconnecting') this.to('reconnecting');
    if (kind === 'trouble') this.fail(detail, false);
  }
  attachVideo() {}
  async replaceStream(stream) {
    this.stream = stream;
  }
  async stop() {}
}

class GalleryWatch {
  events = emitter();
  channels = [];
  constructor([kind = ''] = []) {
    const code = { old: 'star-unreachable', broken: 'star-unreachable', nameless: 'no-star' }[kind];
    setTimeout(() => {
      if (['list', 'old'].includes(kind)) this.show(channels);
      if (kind === 'restless') this.stir();
      if (kind === 'one') this.show(channels.slice(0, 1));
      if (kind === 'many') this.show(manyChannels);
      if (kind === 'empty') this.show([]);
      if (code)
        this.events.emit('error', new CastoError(code, 'for the gallery', { fatal: false }));
    });
  }
  show(list) {
    this.channels = list;
    this.events.emit('change', list);
  }
  /** Viewers come and go, and with them the order. */
  stir() {
    const viewers = () => Math.round(Math.random() * 2000);
    this.show(channels.map((channel) => ({ ...channel, viewers: viewers() })));
    this.timer = setTimeout(() => this.stir(), 2000);
  }
  onChange(listener) {
    return this.events.on('change', listener);
  }
  onError(listener) {
    return this.events.on('error', listener);
  }
  async close() {
    clearTimeout(this.timer);
  }
}

export const engine = {
  createBroadcast: (options) => new GalleryBroadcast(options),
  createViewing: (options) => new GalleryViewing(options),
  watchDirectory: ({ stars }) => new GalleryWatch(stars),
  configure() {},
};
