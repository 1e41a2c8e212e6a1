/** What TypeScript says of the elements in Vue: the props and events that templates are checked by. */
import type {} from 'casto/types/vue';
import type { GlobalComponents } from 'vue';

type Player = InstanceType<GlobalComponents['casto-player']>;
type Broadcast = InstanceType<GlobalComponents['casto-broadcast']>;
type Directory = InstanceType<GlobalComponents['casto-directory']>;
type Stats = InstanceType<GlobalComponents['casto-stats']>;

export const player: Player['$props'] = {
  channel: 'my-show',
  controls: true,
  relay: 'off',
  'max-children': '2',
  maxUpload: 2000,
  class: 'show',
  key: 1,
  onCastoStatechange: (event) => event.detail.to === 'playing',
  onError: (event) => event.error.code,
  onClick: (event) => event.clientX,
};
export const broadcast: Broadcast['$props'] = { source: 'none', srcObject: null, autostart: true };
export const stats: Stats['$props'] = { for: 'player' };

export function emitted(element: Player, directory: Directory): void {
  element.$emit('casto-viewers', new CustomEvent('casto-viewers', { detail: { viewers: 1 } }));
  directory.$emit('casto-select', new CustomEvent('casto-select', { detail: { channelId: '' } }));
  // @ts-expect-error no such event
  element.$emit('casto-applause');
  // A template's ref is the element itself.
  element.play().then(() => element.state);
}

// @ts-expect-error a word that relay does not know
export const wrongWord: Player['$props'] = { relay: 'sometimes' };
// @ts-expect-error read only
export const readOnly: Player['$props'] = { state: 'playing' };
// @ts-expect-error a stream is no text
export const wrongStream: Broadcast['$props'] = { srcObject: 'camera' };
