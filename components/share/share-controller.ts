/** The state of one share panel: which tab is open, what was copied, the QR code once it is there. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createLog } from '../../src/base/log.js';
import { CastoBeforeShareEvent } from '../events/before-share-event.js';
import type { QrSquare } from './qr-drawing.js';
import { type ShareSource, type ShareTargets, shareTargets } from './share-core.js';
import type { CopyKind, ShareActions, ShareTab, ShareTexts, ShareView } from './share-panel.js';
import { readShareSource } from './share-source.js';

/** How long a button says that it has copied, milliseconds. */
const COPIED_MS = 4000;

const log = createLog('share');

export type QrEncoder = (text: string) => QrSquare;

/** Replaced by tests. */
export type QrLoader = () => Promise<QrEncoder>;

const loadEncoder: QrLoader = async () => (await import('./qr.lazy.js')).encodeQr;

export class ShareController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #read: () => { channelId: string; title: string };
  readonly #loadQr: QrLoader;
  #tab: ShareTab = 'link';
  #copied: CopyKind | '' = '';
  #refused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #encode: QrEncoder | null = null;
  #qrState: 'none' | 'loading' | 'failed' = 'none';
  /** The code of the link drawn last: a view is made at each render. */
  #drawn: { link: string; square: QrSquare } | null = null;

  /** `read` tells what is shared at the time the panel is drawn. */
  constructor(
    host: ReactiveControllerHost & Element,
    read: () => { channelId: string; title: string },
    loadQr: QrLoader = loadEncoder,
  ) {
    this.#host = host;
    this.#read = read;
    this.#loadQr = loadQr;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** All starts afresh: when the player opens its panel, and when the element leaves the page. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#tab = 'link';
    this.#copied = '';
    this.#refused = false;
    // A file that did not come may come the next time.
    if (this.#qrState === 'failed') this.#qrState = 'none';
  }

  #source(): ShareSource {
    const { channelId, title } = this.#read();
    return readShareSource(this.#host, channelId, title);
  }

  #targets(t: ShareTexts): ShareTargets {
    const source = this.#source();
    return shareTargets(source, t.frameTitle(source.title));
  }

  view(t: ShareTexts): ShareView {
    const targets = this.#targets(t);
    return {
      ...targets,
      tab: this.#tab,
      copied: this.#copied,
      refused: this.#refused,
      canShare: typeof navigator.share === 'function',
      qr: this.#tab === 'qr' ? this.#square(targets.link) : null,
      qrFailed: this.#qrState === 'failed',
    };
  }

  readonly actions: ShareActions = {
    pick: (tab) => {
      this.#tab = tab;
      this.#copied = '';
      this.#refused = false;
      if (tab === 'qr') void this.#needQr();
      this.#host.requestUpdate();
    },
    copy: async (kind, text, field) => {
      if (!this.#may('copy', kind, text)) return;
      try {
        await navigator.clipboard.writeText(text);
        this.#say(kind, false);
      } catch (thrown) {
        // Frames without clipboard-write and pages without https: the person copies it.
        log('the clipboard refused', thrown);
        field?.focus();
        field?.select();
        this.#say('', true);
      }
    },
    share: async (link) => {
      if (!this.#may('system', 'link', link)) return;
      try {
        await navigator.share({ title: this.#read().title || document.title, url: link });
      } catch (thrown) {
        // Closing the system's dialog rejects too.
        log('not shared', thrown);
      }
    },
  };

  /** False when the page shares by itself. */
  #may(way: 'copy' | 'system', kind: CopyKind, text: string): boolean {
    return this.#host.dispatchEvent(new CastoBeforeShareEvent({ way, kind, text }));
  }

  #say(copied: CopyKind | '', refused: boolean): void {
    this.#copied = copied;
    this.#refused = refused;
    this.#host.requestUpdate();
    clearTimeout(this.#timer);
    if (refused) return;
    this.#timer = setTimeout(() => {
      this.#copied = '';
      this.#host.requestUpdate();
    }, COPIED_MS);
  }

  async #needQr(): Promise<void> {
    if (this.#encode || this.#qrState === 'loading') return;
    this.#qrState = 'loading';
    try {
      this.#encode = await this.#loadQr();
      this.#qrState = 'none';
    } catch (thrown) {
      log('the QR encoder did not load', thrown);
      this.#qrState = 'failed';
    }
    this.#host.requestUpdate();
  }

  #square(link: string): QrSquare | null {
    if (!this.#encode) return null;
    if (this.#drawn?.link === link) return this.#drawn.square;
    try {
      this.#drawn = { link, square: this.#encode(link) };
      return this.#drawn.square;
    } catch (thrown) {
      log('the link cannot be drawn', thrown);
      this.#qrState = 'failed';
      return null;
    }
  }
}
