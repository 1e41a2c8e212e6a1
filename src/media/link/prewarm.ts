/**
 * The first RTCPeerConnection of a page starts threads and makes a certificate, which takes tens of
 * milliseconds. Doing that while the star is being dialled takes it off the way to the first frame.
 */
let warmed = false;

export function prewarmWebRtc(): void {
  if (warmed || typeof RTCPeerConnection === 'undefined') return;
  warmed = true;
  // Only the side effect counts; a browser that refuses here will say so where it matters.
  try {
    const pc = new RTCPeerConnection();
    pc.createDataChannel('casto');
    for (const kind of ['video', 'audio'] as const) pc.addTransceiver(kind);
    pc.createOffer()
      .catch(() => {})
      .finally(() => pc.close());
  } catch {
    warmed = false;
  }
}
