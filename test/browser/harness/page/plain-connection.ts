/** A connection as a page has it without CASTO, from one page to another, to compare with. */
import { readFrames } from './read-frames.js';
import { installSource, type SourceOptions } from './source.js';

const connections: RTCPeerConnection[] = [];

/** Candidates are in the description, so that one exchange is enough. */
async function described(connection: RTCPeerConnection): Promise<string> {
  await connection.setLocalDescription();
  if (connection.iceGatheringState !== 'complete') {
    await new Promise<void>((resolve) => {
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState === 'complete') resolve();
      });
    });
  }
  return connection.localDescription!.sdp;
}

/** Begins to send the test source over this many connections, each with an encoder of its own. */
async function offer(options: SourceOptions & { kbps: number; copies: number }): Promise<string[]> {
  const source = await installSource(options);
  window.harness.source = source;
  const vp8 = RTCRtpSender.getCapabilities('video')!.codecs.filter(({ mimeType }) =>
    ['video/VP8', 'video/rtx'].includes(mimeType),
  );
  const offers: string[] = [];
  for (let i = 0; i < options.copies; i++) {
    const connection = new RTCPeerConnection();
    connections.push(connection);
    for (const track of source.stream.getTracks()) connection.addTrack(track, source.stream);
    for (const transceiver of connection.getTransceivers()) {
      if (transceiver.sender.track?.kind !== 'video') continue;
      transceiver.setCodecPreferences(vp8);
      const parameters = transceiver.sender.getParameters();
      for (const encoding of parameters.encodings) encoding.maxBitrate = options.kbps * 1000;
      await transceiver.sender.setParameters(parameters);
    }
    offers.push(await described(connection));
  }
  return offers;
}

/** Plays what is offered. Frames of the first are read; the others are played as well. */
async function answer(offers: string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const [i, sdp] of offers.entries()) {
    const connection = new RTCPeerConnection();
    connections.push(connection);
    const video = document.createElement('video');
    video.autoplay = true;
    video.width = 160;
    const stream = new MediaStream();
    connection.addEventListener('track', ({ track }) => stream.addTrack(track));
    await connection.setRemoteDescription({ type: 'offer', sdp });
    answers.push(await described(connection));
    video.srcObject = stream;
    document.body.append(video);
    if (i === 0) window.harness.frames = readFrames(video);
  }
  return answers;
}

async function accept(answers: string[]): Promise<void> {
  for (const [i, sdp] of answers.entries()) {
    await connections[i]!.setRemoteDescription({ type: 'answer', sdp });
  }
}

/** Bytes of RTP that the first connection sent. */
async function bytesSent(): Promise<number> {
  let bytes = 0;
  for (const report of (await connections[0]!.getStats()).values()) {
    if (report.type === 'outbound-rtp') bytes += report.bytesSent + report.headerBytesSent;
  }
  return bytes;
}

export const plainConnection = { offer, answer, accept, bytesSent };
