/** The children of this peer that get media: how their links are made, what they are told of it, and when it rests. */
import { traitsOf } from '../../base/relay-ways.js';
import type { RelayWay } from '../../base/types.js';
import { CHANNEL_CODECS } from '../../media/frames/codecs/index.js';
import type { Encoding } from '../../media/frames/frame-trailer.js';
import { edgeWay } from '../../media/link/edge-way.js';
import type { DownOptions, Link } from '../../media/link/link.js';
import type { ChannelCodecs } from '../../media/link/peer-connection.js';
import { payloadTypeOf } from '../../media/link/sdp.js';
import type { ForwarderClient } from '../../media/worker-client/forwarder-client.js';
import type { JoinMessage } from '../../wire/messages/tree.js';
import type { DownMedia } from './down-media.js';

/** How long a closing page goes on feeding, so that its children lose no frame by its going. */
const FAREWELL_MS = 180;

const TRANSCODE = { way: 'transcode', childOffers: false } as const;

export interface ServingPort {
  readonly forwarder: ForwarderClient;
  readonly links: ReadonlyMap<string, Link>;
  readonly media: DownMedia;
  readonly root: boolean;
  readonly ways: readonly RelayWay[];
  /** Codecs of what this peer sends down. */
  codecs(): ChannelCodecs;
  /** Payload type of the frames that are passed on; null while unknown. */
  payloadType(): number | null;
  /** Viewers that a child feeds, itself included. */
  viewersBelow(link: string): number;
  /** A child is served, or no longer. */
  served(link: Link, on: boolean): void;
}

export class Serving {
  readonly #children = new Set<string>();

  constructor(private readonly port: ServingPort) {
    const { forwarder, media } = port;
    forwarder.on('tick', ({ link, kind }) => media.tick(link, kind));
    forwarder.on('idle', ({ picture, link }) => {
      // A picture that the source lacks does not rest.
      const rests = port.root && !(picture && port.codecs().video === null);
      if (link !== undefined || rests) this.tellIdle(picture, link);
    });
  }

  has(link: string): boolean {
    return this.#children.has(link);
  }

  /** Children that get media now. */
  get links(): Link[] {
    return [...this.#children].flatMap((id) => this.port.links.get(id) ?? []);
  }

  /** What a link to the child with this request needs. */
  optionsFor(id: string, join: JoinMessage | undefined): DownOptions {
    const { port } = this;
    const { way, childOffers } = edgeWay(port, join ?? { ways: [] }) ?? TRANSCODE;
    const { video, audio } = port.codecs();
    return {
      way,
      codecs: {
        video: video ?? CHANNEL_CODECS.video.mimeType,
        audio: audio ?? CHANNEL_CODECS.audio.mimeType,
      },
      upstreamPayloadType: port.payloadType(),
      tracks: (chosen: RelayWay) => port.media.tracks(id, chosen),
      childOffers,
    };
  }

  /** Payload type that the frames of this link have by its own description; null while it has none. */
  payloadTypeOn(link: Link | undefined): number | null {
    const codec = this.port.codecs().video ?? CHANNEL_CODECS.video.mimeType;
    const sdp = link?.pc.localDescription?.sdp;
    return sdp ? payloadTypeOf(sdp, codec) : null;
  }

  /** A link has opened, and the tree has said whether it is served: a sender that encodes runs by itself. */
  settled(link: Link): void {
    if (!this.has(link.id)) void this.port.media.setActive(link, false);
  }

  closed(link: Link): void {
    this.#children.delete(link.id);
    this.port.media.release(link.id);
  }

  serve(id: string, on: boolean): void {
    const { links, forwarder, media } = this.port;
    const link = links.get(id);
    if (!link) return;
    if (on) this.#children.add(id);
    else this.#children.delete(id);
    forwarder.post({ type: 'serve', link: id, on, peer: link.peer });
    this.port.served(link, on);
    void media.setActive(link, on);
  }

  /** Codecs or tracks changed: every child is told, links that send tracks follow. */
  mediaChanged(): void {
    const { links, forwarder, media, codecs } = this.port;
    forwarder.post({ type: 'picture', on: codecs().video !== null });
    const down = [...links.values()].filter(({ side }) => side === 'down');
    for (const link of down) if (link.open) this.tellMedia(link);
    media.follow(down);
  }

  /** A child asks for a key frame: of the encoder of its own link, or of the encoding that is passed on. */
  keyFrame(link: Link, encoding: Encoding): void {
    if (traitsOf(link.way).reencodes) this.port.media.keyFrame(link);
    else this.keyFrameFor(link.id, encoding);
  }

  keyFrameFor(link: string, encoding: Encoding): void {
    const child = { link, viewers: this.port.viewersBelow(link) };
    this.port.forwarder.post({ type: 'keyframe', encoding, child });
  }

  /** Which kinds come, and how. */
  tellMedia(link: Link): void {
    const { video, audio } = this.port.codecs();
    // What leaves the broadcaster is the source, however its browser hands it to this child.
    const way = this.port.root ? 'source' : link.way;
    const marked = traitsOf(link.way).reencodes ? { marked: false } : {};
    link.send(JSON.stringify({ t: 'media', way, ...marked, video, audio }));
  }

  /**
   * Says that this peer lives and its source rests: the picture alone, or everything.
   * @param only the one child that is told; all of them when it is not given
   */
  tellIdle(picture: boolean, only?: string): void {
    const text = JSON.stringify({ t: 'idle', ...(picture && { picture }) });
    for (const id of only === undefined ? this.#children : [only])
      this.port.links.get(id)?.send(text);
  }

  /**
   * A closing page has no later: nothing it schedules runs any more. Standing still is the one way to
   * let the worker forward frames until the children have switched, about one key frame's time. Other
   * ways than `forward` need this thread.
   */
  farewell(): void {
    if (!this.links.some(({ way }) => traitsOf(way).writes)) return;
    const until = performance.now() + FAREWELL_MS;
    while (performance.now() < until);
  }
}
