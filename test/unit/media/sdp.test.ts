import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { canReceive, canTransform, supportedWays } from '../../../src/media/link/capabilities.js';
import { canDecode } from '../../../src/media/link/decoders.js';
import {
  payloadTypeOf,
  sectionIndex,
  withBitrateFloor,
  withoutSection,
  withStereo,
  withStereoDecoder,
  withTwinSection,
} from '../../../src/media/link/sdp.js';

const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`;
const SDP = lines(
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 98',
  'a=rtpmap:96 VP8/90000',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  'a=rtpmap:98 VP9/90000',
  'a=fmtp:98 profile-id=0',
);

test('payload type: by kind and codec, whatever the case; null when absent', () => {
  assert.equal(payloadTypeOf(SDP, 'video/VP8'), 96);
  assert.equal(payloadTypeOf(SDP, 'video/vp9'), 98);
  assert.equal(payloadTypeOf(SDP, 'audio/opus'), 111);
  assert.equal(payloadTypeOf(SDP, 'audio/VP8'), null);
  assert.equal(payloadTypeOf(SDP, 'video/VP'), null);
  assert.equal(payloadTypeOf('', 'video/VP8'), null);
});

test('bitrate floor: for the first codec of picture and of sound, nothing else changed', () => {
  const floor = 'x-google-start-bitrate=6000;x-google-min-bitrate=6000;x-google-max-bitrate=50000';
  const expected = SDP.replace(
    'a=rtpmap:96 VP8/90000\r\n',
    `a=rtpmap:96 VP8/90000\r\na=fmtp:96 ${floor}\r\n`,
  ).replace('useinbandfec=1', `useinbandfec=1;${floor}`);
  assert.equal(withBitrateFloor(SDP, 6000), expected);
});

test('bitrate floor: joins the parameters that the codec has', () => {
  const vp9First = SDP.replace('SAVPF 96 97 98', 'SAVPF 98 96 97');
  const line =
    'a=fmtp:98 profile-id=0;x-google-start-bitrate=500;x-google-min-bitrate=500;x-google-max-bitrate=50000\r\n';
  assert.ok(withBitrateFloor(vp9First, 500).includes(line));
});

test('every section of media is treated; one without any codec is left alone', () => {
  const rejected = lines('v=0', 'm=audio 9 RTP 111', 'a=mid:0', 'm=video 0 RTP 0', 'a=mid:1');
  assert.equal(withBitrateFloor(rejected, 500), rejected);
  const odd = lines('v=0', 'm=video 9');
  assert.equal(withBitrateFloor(odd, 500), odd);
  const two = SDP + lines('m=video 9 RTP 100', 'a=rtpmap:100 VP8/90000');
  assert.equal(withBitrateFloor(two, 500).match(/x-google-start-bitrate/g)?.length, 3);
});

test('line ends become those of the standard', () => {
  assert.equal(withStereo(SDP.replaceAll('\r\n', '\n').trimEnd()), withStereo(SDP));
});

test('stereo: for opus, once', () => {
  const once = withStereo(SDP);
  assert.ok(once.includes('useinbandfec=1;stereo=1;sprop-stereo=1;maxaveragebitrate=128000\r\n'));
  assert.equal(withStereo(once), once);
  assert.equal(once.replace(';stereo=1;sprop-stereo=1;maxaveragebitrate=128000', ''), SDP);
});

test('stereo decoder: two channels and no more bits; Firefox says so by itself', () => {
  const once = withStereoDecoder(SDP);
  assert.equal(once, SDP.replace('useinbandfec=1', 'useinbandfec=1;stereo=1'));
  assert.equal(withStereoDecoder(once), once);
  const firefox = SDP.replace('useinbandfec=1', 'maxplaybackrate=48000;stereo=1;useinbandfec=1');
  assert.equal(withStereoDecoder(firefox), firefox);
  const sending = SDP.replace('useinbandfec=1', 'useinbandfec=1;sprop-stereo=1');
  assert.ok(withStereoDecoder(sending).includes('sprop-stereo=1;stereo=1'), 'about sending alone');
});

class Sender {
  createEncodedStreams(): void {}
}
class PlainSender {}

test('ways: what each kind of browser can do, best first', () => {
  const base = { RTCPeerConnection: class {}, RTCRtpSender: PlainSender };
  const standard = { ...base, RTCRtpScriptTransform: class {}, RTCEncodedVideoFrame: class {} };
  assert.deepEqual(supportedWays({}), []);
  assert.deepEqual(supportedWays(base), ['transcode']);
  assert.deepEqual(supportedWays(standard), ['carry', 'transcode']);
  const chromium = { ...standard, RTCRtpSender: Sender };
  assert.deepEqual(supportedWays(chromium), ['forward', 'carry', 'transcode']);
  assert.deepEqual(supportedWays({ ...chromium, RTCRtpScriptTransform: undefined }), ['transcode']);
  assert.equal(canReceive(base), true);
  assert.equal(canReceive({}), false);
  assert.equal(canTransform(base), false);
  assert.equal(canTransform(standard), true);
});

const globals = globalThis as { RTCRtpReceiver?: unknown };
afterEach(() => {
  delete globals.RTCRtpReceiver;
});

test('decoders are looked up by MIME type, whatever its case', () => {
  assert.equal(canDecode('video/VP8'), false);
  globals.RTCRtpReceiver = {
    getCapabilities: (kind: string) =>
      kind === 'video' ? { codecs: [{ mimeType: 'video/VP8' }] } : null,
  };
  assert.equal(canDecode('video/vp8'), true);
  assert.equal(canDecode('video/H264'), false);
  assert.equal(canDecode('audio/opus'), false);
  assert.equal(canDecode('nonsense'), false);
});

const CHILD = lines(
  'v=0',
  'a=group:BUNDLE 0 1',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:0',
  'a=rtpmap:96 VP8/90000',
  'a=ice-ufrag:abcd',
  'a=sendrecv',
  'a=msid:stream track',
  'a=ssrc:7 cname:x',
  'a=candidate:1 1 udp 1 192.0.2.1 9 typ host',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=mid:1',
);

test('a twin section receives what the first of its kind can, and has no stream or path of its own', () => {
  const twin = lines(
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=mid:pace',
    'a=rtpmap:96 VP8/90000',
    'a=ice-ufrag:abcd',
    'a=recvonly',
  );
  const bundled = CHILD.replace('BUNDLE 0 1', 'BUNDLE 0 1 pace');
  assert.equal(withTwinSection(CHILD, 'video', 'pace', -1), bundled + twin);
  const application = bundled.indexOf('m=application');
  assert.equal(
    withTwinSection(CHILD, 'video', 'pace', 1),
    bundled.slice(0, application) + twin + bundled.slice(application),
  );
  assert.equal(withTwinSection(CHILD, 'audio', 'pace', -1), CHILD, 'nothing to be like');
});

test('a section is found, and left out again, by its name', () => {
  const twinned = withTwinSection(CHILD, 'video', 'pace', 1);
  assert.equal(sectionIndex(twinned, 'pace'), 1);
  assert.equal(sectionIndex(CHILD, 'pace'), -1);
  assert.equal(withoutSection(twinned, 'pace'), CHILD);
  assert.equal(withoutSection(CHILD, 'pace'), CHILD);
});
