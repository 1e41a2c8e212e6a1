/** What TypeScript says of the elements in Svelte: the attributes that markup is checked by. */
import type {} from 'casto/types/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';

export const player: SvelteHTMLElements['casto-player'] = {
  channel: 'my-show',
  controls: true,
  relay: 'auto',
  'max-children': 2,
  class: 'show',
  'oncasto-statechange': (event) => event.detail.to === 'playing',
  'on:casto-statechange': (event) => event.detail.to === 'playing',
  onerror: (event) => event.error.code,
  onclick: (event) => event.currentTarget.play(),
};
export const broadcast: SvelteHTMLElements['casto-broadcast'] = {
  source: 'none',
  srcObject: null,
  'oncasto-viewers': ({ detail }) => detail.viewers + 1,
};
export const stats: SvelteHTMLElements['casto-stats'] = { for: 'player' };
export const directory: SvelteHTMLElements['casto-directory'] = {
  'oncasto-select': (event) => event.detail.channelId,
};

// @ts-expect-error a word that relay does not know
export const wrongWord: SvelteHTMLElements['casto-player'] = { relay: 'sometimes' };
export const wrongDetail: SvelteHTMLElements['casto-player'] = {
  // @ts-expect-error no such detail
  'oncasto-viewers': ({ detail }) => detail.count,
};
// @ts-expect-error read only
export const readOnly: SvelteHTMLElements['casto-player'] = { viewers: 3 };
