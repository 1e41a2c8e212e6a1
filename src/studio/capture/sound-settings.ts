/** How a microphone is to be treated, as an author wrote it: attributes, properties, options of the SDK. */
import { oneOf, onOrOff } from '../../base/settings.js';
import { SOUNDS, type Sound } from '../devices/device.js';
import type { SoundConstraints } from './constraints.js';

export type OnOff = 'on' | 'off' | boolean;

export interface SoundOptions {
  /** `voice`, the default: made for speech. `music`: as it is, in stereo. */
  sound?: Sound | undefined;
  /** This part of it alone, whatever `sound` is. */
  echoCancellation?: OnOff | undefined;
  noiseSuppression?: OnOff | undefined;
  autoGain?: OnOff | undefined;
}

/** Any value may be given: what is not known warns, named by `where`, and is left to its default. */
export function soundConstraintsOf(where: string, options: SoundOptions): SoundConstraints {
  const onOff = (name: Exclude<keyof SoundOptions, 'sound'>): boolean | undefined => {
    const word = onOrOff(`${where} ${name}`, options[name]);
    return word === undefined ? undefined : word === 'on';
  };
  return {
    sound: oneOf(`${where} sound`, options.sound, SOUNDS, 'voice'),
    echoCancellation: onOff('echoCancellation'),
    noiseSuppression: onOff('noiseSuppression'),
    autoGain: onOff('autoGain'),
  };
}
