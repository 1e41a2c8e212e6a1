/** The few things that can only be said by editing session descriptions, received ones mostly. */
import { CODECS } from '../frames/codecs/index.js';
import type { Kind } from '../frames/encoded-frames.js';

/** No stream comes near; the estimate needs some upper bound above the floor. */
const MAX_KBPS = 50_000;

interface MediaSection {
  kind: string;
  lines: string[];
}

function sections(sdp: string): { head: string[]; media: MediaSection[] } {
  const head: string[] = [];
  const media: MediaSection[] = [];
  for (const line of sdp.split(/\r?\n/)) {
    if (line === '') continue;
    if (line.startsWith('m=')) {
      media.push({ kind: line.slice(2, line.indexOf(' ')), lines: [line] });
    } else (media.at(-1)?.lines ?? head).push(line);
  }
  return { head, media };
}

const join = (head: string[], media: MediaSection[]): string =>
  `${[...head, ...media.flatMap((section) => section.lines)].join('\r\n')}\r\n`;

/** Payload type of the first codec that matches, e.g. `payloadTypeOf(sdp, 'video/VP8')`. */
export function payloadTypeOf(sdp: string, mimeType: string): number | null {
  const [kind, codecName] = mimeType.split('/');
  const section = sections(sdp).media.find((candidate) => candidate.kind === kind);
  const pattern = new RegExp(`^a=rtpmap:(\\d+) ${codecName}/`, 'i');
  for (const line of section?.lines ?? []) {
    const match = pattern.exec(line);
    if (match) return Number(match[1]);
  }
  return null;
}

/**
 * Keeps libwebrtc's bandwidth estimate at or above this (kbit/s), from the start. A relay sends what
 * it gets whatever the estimate says, so a low one only makes the pacer hold frames back: up to two
 * seconds, measured after a moment's load on one machine. Firefox ignores it.
 *
 * Sound has to say it as well: libwebrtc takes the floor from the codec that was set last (SetSdpBitrateParameters,
 * called by WebRtcVideoSendChannel and by WebRtcVoiceSendChannel), and without one it is 0. With 6000 in the picture's
 * section alone the estimate fell to 94 kbit/s on a narrow line and stayed there when the line was good again.
 */
export const withBitrateFloor = (sdp: string, kbps: number): string =>
  withCodecParameters(
    sdp,
    `x-google-start-bitrate=${kbps};x-google-min-bitrate=${kbps};x-google-max-bitrate=${MAX_KBPS}`,
  );

/**
 * Takes the browser's own congestion control out: congestion-controller.ts is in its place. By transport-cc the pacer keeps to
 * 1.1 times an estimate that only an encoder could follow, in place of 2.5 (561 kbit/s after a step of 40 ms, before
 * the floor held, and frames that waited 1.9 s), and it probes with padding. Chromium's receiver sends REMB all the
 * same; the floor is what holds against it.
 */
export const withoutBandwidthFeedback = (sdp: string): string =>
  sdp.replace(
    /^a=(?:rtcp-fb:.*(?:transport-cc|goog-remb)|extmap:.*transport-wide-cc.*)\r?\n/gm,
    '',
  );

/** Where the browser's own estimate is followed: it need not begin at 300. */
export const withStartBitrate = (sdp: string, kbps: number): string =>
  withCodecParameters(sdp, `x-google-start-bitrate=${kbps}`);

function withCodecParameters(sdp: string, parameters: string): string {
  const { head, media } = sections(sdp);
  for (const section of media) {
    if (section.kind === 'application') continue;
    const first = section.lines[0]!.split(' ')[3];
    if (first === undefined) continue;
    const at = section.lines.findIndex((line) => line.startsWith(`a=fmtp:${first} `));
    if (at >= 0) section.lines[at] += `;${parameters}`;
    else {
      const map = section.lines.findIndex((line) => line.startsWith(`a=rtpmap:${first} `));
      // A rejected section names a payload type that nothing describes.
      if (map >= 0) section.lines.splice(map + 1, 0, `a=fmtp:${first} ${parameters}`);
    }
  }
  return join(head, media);
}

/**
 * Removes what a section says of payload types that it does not offer. Firefox's answer to an offer
 * of fewer codecs keeps `a=fmtp` and `a=rtcp-fb` lines of the others, and Chromium refuses the whole
 * description for them ("Failed to parse codecs correctly").
 */
export function withoutStrayCodecs(sdp: string): string {
  const { head, media } = sections(sdp);
  for (const section of media) {
    const offered = new Set(section.lines[0]!.split(' ').slice(3));
    section.lines = section.lines.filter((line) => {
      const type = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1];
      return type === undefined || offered.has(type);
    });
  }
  return join(head, media);
}

/** Two channels, as music needs them. For the description that a sender receives. */
export const withStereo = (sdp: string): string => withStereoOf(sdp, 'encoder');

/**
 * For a receiver's own description: Chromium and Safari decode Opus into one channel unless it says
 * `stereo=1` (RFC 7587, section 6.1), whatever the frames hold. Firefox says it by itself. Only the
 * decoder reads it: frames of a mono source stay as they are.
 */
export const withStereoDecoder = (sdp: string): string => withStereoOf(sdp, 'decoder');

function withStereoOf(sdp: string, end: 'encoder' | 'decoder'): string {
  const { head, media } = sections(sdp);
  for (const section of media) {
    section.lines = section.lines.map((line) => {
      if (!/^a=fmtp:\d+ /.test(line) || /[ ;]stereo=/.test(line)) return line;
      const codec = CODECS[section.kind as Kind]?.find(({ stereo }) => stereo?.of.test(line));
      return codec?.stereo ? `${line};${codec.stereo[end]}` : line;
    });
  }
  return join(head, media);
}

const midOf = ({ lines }: MediaSection): string | undefined =>
  lines.find((line) => line.startsWith('a=mid:'))?.slice('a=mid:'.length);

const withBundle = (head: string[], change: (mids: string[]) => string[]): string[] =>
  head.map((line) => {
    const [group, ...mids] = line.split(' ');
    return group === 'a=group:BUNDLE' ? [group, ...change(mids)].join(' ') : line;
  });

/** Where the section of this name stands; -1 when there is none. */
export const sectionIndex = (sdp: string, mid: string): number =>
  sections(sdp).media.findIndex((section) => midOf(section) === mid);

/** Leaves out the section of this name. */
export function withoutSection(sdp: string, mid: string): string {
  const { head, media } = sections(sdp);
  return join(
    withBundle(head, (mids) => mids.filter((other) => other !== mid)),
    media.filter((section) => midOf(section) !== mid),
  );
}

/** What a section says of its own stream and path, and not of what it can receive. */
const OF_ITS_OWN =
  /^a=(?:ssrc|ssrc-group|msid|rid|simulcast|candidate|end-of-candidates|sendrecv|sendonly|recvonly|inactive)(?::|$)/;

/**
 * Adds a section that receives as the first one of this kind does.
 *
 * @param at where; -1: last
 */
export function withTwinSection(sdp: string, kind: string, mid: string, at: number): string {
  const { head, media } = sections(sdp);
  const model = media.find((section) => section.kind === kind);
  if (!model) return sdp;
  const lines = model.lines
    .filter((line) => !OF_ITS_OWN.test(line))
    .map((line) => (line.startsWith('a=mid:') ? `a=mid:${mid}` : line));
  media.splice(at < 0 ? media.length : at, 0, { kind, lines: [...lines, 'a=recvonly'] });
  return join(
    withBundle(head, (mids) => [...mids, mid]),
    media,
  );
}
