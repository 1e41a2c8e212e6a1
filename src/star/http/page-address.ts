/** What a page of somebody else writes to name this star. */
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { PATH } from '../../network/libp2p/web-sockets.js';

const HOSTS = new Set(['dns', 'dns4', 'dns6', 'ip4', 'ip6']);

/** Only this computer, or only this cable, reaches it there. */
const isNear = (host: string): boolean =>
  /^(127\.|169\.254\.|0\.0\.0\.0$|localhost$|::1?$|fe[89ab][0-9a-f]:)/i.test(host);

function urlOf(address: Multiaddr): { host: string; url: string } | null {
  const parts = address.getComponents();
  const host = parts.find(({ name }) => HOSTS.has(name));
  const port = parts.find(({ name }) => name === 'tcp')?.value;
  if (!host?.value || port === undefined) return null;
  const secure = parts.some(({ name }) => name === 'tls' || name === 'wss');
  const name = host.name === 'ip6' ? `[${host.value}]` : host.value;
  const place = port === (secure ? '443' : '80') ? name : `${name}:${port}`;
  const path = decodeURIComponent(parts.find((part) => part.name === PATH)?.value ?? '')
    .replace(/^\//, '')
    // The WebSocket lies below the folder that the URL names.
    .replace(/(^|\/)ws$/, '$1');
  const folder = path === '' ? '' : `/${path}`;
  return { host: host.value, url: `${secure ? 'https' : 'http'}://${place}${folder}` };
}

/**
 * The URLs by which others reach a star, best first; empty when only its own computer does.
 * @param multiaddrs what the star tells pages
 */
export function pageAddresses(multiaddrs: readonly string[]): string[] {
  const reached = multiaddrs
    .map((text) => urlOf(multiaddr(text)))
    .filter((each) => each !== null && !isNear(each.host))
    .map((each) => each!.url);
  return [...new Set(reached)];
}
