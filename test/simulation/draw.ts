/** One SVG of a run, or of several side by side: depth histogram and the headline figures. */
import type { Outcome } from './scenarios.js';

const WIDTH = 420;
const HEIGHT = 330;
const COLOURS = ['#0b7285', '#e8590c', '#862e9c'];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function panel(outcome: Outcome, index: number): string {
  const { settings, depthHistogram: bars } = outcome;
  const most = Math.max(1, ...bars);
  const shown = bars.slice(0, 40);
  const step = (WIDTH - 40) / Math.max(10, shown.length);
  const columns = shown
    .map((count, depth) => {
      const height = (count / most) * 130;
      const x = 20 + depth * step;
      return (
        `<rect x="${x.toFixed(1)}" y="${(180 - height).toFixed(1)}" width="${(step * 0.8).toFixed(1)}"` +
        ` height="${height.toFixed(1)}" fill="${COLOURS[index % COLOURS.length]}"/>` +
        `<text x="${(x + step * 0.4).toFixed(1)}" y="194" font-size="9" text-anchor="middle">${depth}</text>`
      );
    })
    .join('');
  const lines = [
    `depth p99 ${outcome.depth.p99}, latency p99 ${outcome.latencyMs.p99} ms`,
    `delivered within 600 ms: ${(outcome.delivered * 100).toFixed(2)} %`,
    `outage median ${outcome.outageMs.median} ms, p95 ${outcome.outageMs.p95} ms`,
    `join median ${outcome.joinMs.median} ms, p95 ${outcome.joinMs.p95} ms`,
    `control ${outcome.controlKbitPerPeer.toFixed(2)} kbit/s, ${outcome.controlMessagesPerPeerSecond.toFixed(2)} messages/s a peer`,
    ...(outcome.recovery ?? [])
      .filter(({ share }) => share === 0.99)
      .map(({ ms }) => `99 % fed again after ${ms === null ? 'more than 30 s' : `${ms} ms`}`),
    `cycles ${outcome.cycles}, unattached ${outcome.unattached}, root at most ${outcome.rootPeakStreams} streams`,
  ];
  const text = lines
    .map((line, row) => `<text x="20" y="${218 + row * 15}" font-size="11">${escaped(line)}</text>`)
    .join('');
  const title = `${settings.policy}: ${settings.scenario}, ${outcome.peers} peers`;
  return (
    `<g transform="translate(${index * WIDTH} 0)">` +
    `<text x="20" y="28" font-size="14" font-weight="600">${escaped(title)}</text>` +
    `<text x="20" y="44" font-size="10">peers by depth</text>${columns}${text}</g>`
  );
}

export function drawReport(outcomes: readonly Outcome[]): string {
  const width = WIDTH * outcomes.length;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}"` +
    ` height="${HEIGHT}" font-family="system-ui, sans-serif" fill="#212529">` +
    `<rect width="100%" height="100%" fill="#fff"/>${outcomes.map(panel).join('')}</svg>\n`
  );
}
