/** What TypeScript says of `casto/star` in a program for Node, which has no DOM. */
import {
  createStar,
  type IceServer,
  type SitePages,
  type Star,
  type StarOptions,
} from 'casto/star';

const turn: IceServer = { urls: ['turns:turn.example.org'], username: 'a', credential: 'b' };
const site: SitePages = { watch: 'https://example.org/w', embed: 'https://example.org/e' };
const options: StarOptions = {
  port: 0,
  peers: ['https://star-b.example.org'],
  iceServers: [{ urls: 'stun:stun.example.org' }, turn],
  site,
  onTrouble: (sentence) => sentence.toUpperCase(),
};
export const star: Promise<Star> = createStar(options);

// @ts-expect-error a server has addresses
export const wrong: IceServer = { username: 'a' };
// @ts-expect-error a DOM's name: a program without DOM lib must not need it
export type Missing = RTCIceServer;
