/** In whose address bar the person must look. */
import type { Texts } from '../i18n/texts.js';

export type HelpKind = keyof Texts['broadcast']['permissionHelp'];

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

/** Of this page. */
export function helpHere(): HelpKind {
  const { userAgent, maxTouchPoints } = navigator;
  const policy = (document as PolicyDocument).featurePolicy;
  return helpKind({
    userAgent,
    touchPoints: maxTouchPoints,
    policyAllows: policy ? policy.allowsFeature('camera') : null,
  });
}
