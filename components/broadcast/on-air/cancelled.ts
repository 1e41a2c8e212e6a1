/** Whether a person has closed the browser's picker of screens. Then nothing was refused, and nothing is to be said. */
import type { CastoError } from '../../../src/base/errors.js';

interface PickerPage {
  /** What the page around this frame allows; null when it cannot be asked. */
  policyAllows: boolean | null;
  framed: boolean;
}

/** A browser throws the same for a picker that was closed, a system's refusal and a frame's policy. */
export function wasCancelled(
  { code, device, cause }: CastoError,
  page: PickerPage = pageHere(),
): boolean {
  if (code !== 'permission-denied' || device) return false;
  const { name, message } = (cause ?? {}) as Partial<DOMException>;
  if (name !== 'NotAllowedError' || /system|policy/i.test(message ?? '')) return false;
  return page.policyAllows ?? !page.framed;
}

interface PolicyDocument {
  featurePolicy?: { allowsFeature(feature: string): boolean };
}

function pageHere(): PickerPage {
  const { document, self, top } = globalThis as unknown as Partial<Window>;
  const policy = (document as PolicyDocument | undefined)?.featurePolicy;
  return { policyAllows: policy?.allowsFeature('display-capture') ?? null, framed: self !== top };
}
