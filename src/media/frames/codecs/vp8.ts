import type { VideoCodec } from './codec.js';

export const VP8: VideoCodec = {
  mimeType: 'video/VP8',
  filler: '1002009d012a100010000007088585889984880124100030cb4000',
  /**
   * The small one has one layer, and not for want of use: a VP8 receiver of libwebrtc that goes from one encoder with
   * temporal layers to another meets what it remembers of the first one's eight-bit count of base frames (tl0PicIdx),
   * and in one case of three drops pictures for up to six seconds, whatever key frames come (RtpVp8RefFinder in
   * modules/video_coding). Between an encoder with layers and one without it begins with an empty memory
   * (GetRefFinderAs in rtp_frame_reference_finder.cc).
   */
  scalability: { full: 'L1T2', small: 'L1T1' },
};
