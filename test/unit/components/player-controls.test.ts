/** What every control of the player must have, so that a new one is not half there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { CONTROLS } from '../../../components/player/controls/controls.js';
import { SHORTCUTS } from '../../../components/player/controls/keyboard.js';
import { CONTENTS } from '../../../components/player/panels/panel-view.js';

interface Declared {
  modules: { declarations?: { tagName?: string; cssParts?: { name: string }[] }[] }[];
}

const { modules }: Declared = JSON.parse(
  readFileSync(new URL('../../../../custom-elements.json', import.meta.url), 'utf8'),
);
const player = modules
  .flatMap(({ declarations = [] }) => declarations)
  .find(({ tagName }) => tagName === 'casto-player');
const parts = new Set(player?.cssParts?.map(({ name }) => name));

const twice = (list: readonly string[]): string[] =>
  list.filter((each, at) => list.indexOf(each) !== at);

it('no two controls of the player share a name or a key', () => {
  assert.deepEqual(twice(CONTROLS.map(({ id }) => id)), []);
  assert.deepEqual(twice(SHORTCUTS.map(({ id }) => id)), []);
  assert.deepEqual(twice(SHORTCUTS.flatMap(({ keys }) => keys)), []);
});

it('a control does something when it is pressed, and its panel holds something', () => {
  const idle = CONTROLS.filter(({ panel, press }) => !panel && !press);
  assert.deepEqual(idle, []);
  const panels = CONTROLS.filter(({ panel }) => panel).map(({ id }) => id);
  assert.deepEqual(Object.keys(CONTENTS).sort(), panels.sort());
});

it('the parts of every control are told to those who style them', () => {
  const wanted = CONTROLS.flatMap(({ id, room }) => [
    `${id}-button`,
    ...(room ? [`${id}-item`] : []),
  ]);
  assert.deepEqual(
    wanted.filter((part) => !parts.has(part)),
    [],
  );
});

it('keys are listed in their order of importance, and a new one changes nothing of it', () => {
  const order = [
    ...['playPause', 'live', 'mute', 'louder', 'quieter', 'captions'],
    ...['fullscreen', 'pictureInPicture', 'share', 'help', 'close'],
  ];
  const listed = [...SHORTCUTS].sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  assert.deepEqual(
    listed.map(({ id }) => id as string).filter((id) => order.includes(id)),
    order,
  );
});
