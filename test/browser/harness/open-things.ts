/** Counts what a page opens and does not close, and keeps hold of its connections. */
import type { HarnessPage } from './browser.js';

/** To run before the page's own scripts: `page.onNewDocument(COUNT_OPEN_THINGS)`. */
export const COUNT_OPEN_THINGS = `
  (() => {
    const open = { connections: new Set(), workers: new Set(), sockets: new Set(), tracks: new Set() };
    const NativeConnection = RTCPeerConnection;
    window.RTCPeerConnection = class extends NativeConnection {
      constructor(...args) { super(...args); open.connections.add(this); }
      close() { super.close(); open.connections.delete(this); }
    };
    const NativeWorker = Worker;
    window.Worker = class extends NativeWorker {
      constructor(...args) { super(...args); open.workers.add(this); }
      terminate() { super.terminate(); open.workers.delete(this); }
    };
    const NativeSocket = WebSocket;
    window.WebSocket = class extends NativeSocket {
      constructor(...args) {
        super(...args);
        open.sockets.add(this);
        this.addEventListener('close', () => open.sockets.delete(this));
      }
    };
    const NativeGenerator = window.MediaStreamTrackGenerator;
    if (NativeGenerator) {
      window.MediaStreamTrackGenerator = class extends NativeGenerator {
        constructor(...args) { super(...args); open.tracks.add(this); }
        stop() { super.stop(); open.tracks.delete(this); }
      };
    }
    window.openConnections = open.connections;
    window.openThings = () => ({
      connections: open.connections.size, workers: open.workers.size, sockets: open.sockets.size,
      tracks: open.tracks.size,
    });
  })();
`;

export interface OpenThings {
  connections: number;
  workers: number;
  sockets: number;
  /** Tracks that the page makes itself, where the browser can (MediaStreamTrackGenerator). */
  tracks: number;
}

export const openThings = (page: HarnessPage): Promise<OpenThings> =>
  page.evaluate(() => (window as unknown as { openThings(): OpenThings }).openThings());
