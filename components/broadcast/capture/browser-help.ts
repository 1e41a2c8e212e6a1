/** In whose address bar the person must look. */
import type { Texts } from '../../i18n/texts.js';
import type { Source } from '../broadcast-core.js';

type HelpKind = keyof Texts['broadcast']['permissionHelp'];

interface Where {
  userAgent: string;
  /** iPads say that they are Macs, but are touched. */
  touchPoints?: number;
  /** What the page around this frame allows; null when it cannot be asked. */
  policyAllows?: boolean | null;
}

export function helpKind({ userAgent, touchPoints = 0, policyAllows = null }: Where): HelpKind {
  if (policyAllows === false) return 'embedded';
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Macintosh/.test(userAgent) && touchPoints > 1) return 'ios';
  if (/Android/.test(userAgent)) return 'android';
  if (/\bEdg\//.test(userAgent)) return 'edge';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'chrome';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}

interface PolicyDocument {
  featurePolicy?: { allowsFeature(feature: string): boolean };
}

/** What to press where in this browser. */
export function permissionHelp(source: Source, t: Texts): string {
  const kind = helpHere();
  const screen = source === 'screen' && kind !== 'embedded';
  return t.broadcast.permissionHelp[screen ? 'screen' : kind];
}

function helpHere(): HelpKind {
  const { userAgent, maxTouchPoints } = navigator;
  const policy = (document as PolicyDocument).featurePolicy;
  return helpKind({
    userAgent,
    touchPoints: maxTouchPoints,
    policyAllows: policy ? policy.allowsFeature('camera') : null,
  });
}
