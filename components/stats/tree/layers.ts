/**
 * Layers of the picture, where an engine tells of them: `video.layers`, each with what it knows of
 * name, size, frame rate and bitrate. Nothing is taken for granted, so that elements and engine of
 * different versions go together.
 */
import type { CastoStats, EdgeQuality } from '../../../src/base/types.js';
import type { Texts } from '../../i18n/texts.js';

const positive = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;

/** What of the broadcaster's stream comes, and why not all of it; null where nobody says. */
export function qualityText({ video: { quality } }: CastoStats, t: Texts): string | null {
  return quality ? edgeQualityText(quality, t) : null;
}

export function edgeQualityText(quality: EdgeQuality, t: Texts): string {
  return [
    t.stats.qualityFrames[quality.frames],
    quality.encoding === 'small' ? t.stats.qualitySmall : '',
    quality.limitedBy ? t.stats.qualityLimits[quality.limitedBy] : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** One line of text a layer; none where nothing is known. */
export function layersOf(stats: CastoStats, t: Texts): string[] {
  const { layers } = stats.video as { layers?: unknown };
  if (!Array.isArray(layers)) return [];
  return layers
    .filter(
      (layer): layer is Record<string, unknown> => typeof layer === 'object' && layer !== null,
    )
    .map((layer) => layerText(layer, t))
    .filter(Boolean);
}

function layerText(layer: Record<string, unknown>, t: Texts): string {
  const name = [layer.name, layer.rid].find((each) => typeof each === 'string' && each);
  const width = positive(layer.width);
  const height = positive(layer.height);
  const frames = positive(layer.framesPerSecond);
  const bitrate = positive(layer.bitrate);
  const size = width && height ? `${width} × ${height}` : '';
  const rate = frames ? t.format.number(frames, frames < 10 ? 1 : 0) : '';
  return [
    name ?? '',
    size && rate ? t.stats.pictureAt(size, rate) : size,
    bitrate ? t.format.bitrate(bitrate) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
