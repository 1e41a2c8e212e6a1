/** A word about the line: what it carries is told to the page and to the person. */
import { expect, waitUntil } from '@open-wc/testing';
import type { CastoLineChangeEvent } from '../../components/events/line-change-event.js';
import type { EdgeQuality } from '../../src/base/types.js';
import { fakeStats } from './fake-engine.js';
import { button, heldIntervals, playing } from './player-setup.js';
import { part, record, useFakeEngine } from './setup.js';

const ALL: EdgeQuality = { frames: 'all', encoding: 'full', limitedBy: null, framesPerSecond: 30 };

const fedWith = (quality?: EdgeQuality) => {
  const stats = fakeStats();
  return { ...stats, parent: { ...stats.parent!, ...(quality && { quality }) } };
};

describe('the line of a player', () => {
  const fake = useFakeEngine();

  it('is told by a property, an event, a state and a sentence', async () => {
    const timers = heldIntervals();
    try {
      const { player, viewing } = await playing(fake);
      const changes = record<CastoLineChangeEvent>(player, 'casto-linechange');
      const reads = async (quality?: EdgeQuality): Promise<void> => {
        const before = changes.length;
        viewing.stats = fedWith(quality);
        timers.run();
        await waitUntil(() => changes.length > before, 'no event');
        await player.updateComplete;
      };
      expect(player.line).to.equal('');
      await reads(ALL);
      expect(player.line).to.equal('good');
      expect(player.matches(':state(line-good)')).to.equal(true);
      button(player, 'relay-button').click();
      await waitUntil(() => part(player, 'line')?.textContent?.includes('the whole picture'));

      await reads({ ...ALL, frames: 'base', limitedBy: 'upload' });
      expect(player.line).to.equal('fewer');
      await waitUntil(() => part(player, 'line')?.textContent?.includes('frames are left out'));
      expect(part(player, 'line')?.textContent).to.contain('can give no more');

      await reads({ ...ALL, frames: 'base', encoding: 'small', limitedBy: 'link' });
      expect(player.matches(':state(line-small)')).to.equal(true);
      expect(player.matches(':state(line-good)')).to.equal(false);
      await waitUntil(() => part(player, 'line')?.textContent?.includes('smaller picture'));
      expect(part(player, 'line')?.textContent).to.contain('Your connection carries no more');

      viewing.stats = fakeStats({ parent: null });
      timers.run();
      await waitUntil(() => player.line === '');
      await player.updateComplete;
      expect(part(player, 'line')).to.equal(null);
      expect(changes.map(({ detail }) => detail)).to.deep.equal([
        { from: '', to: 'good', limitedBy: null },
        { from: 'good', to: 'fewer', limitedBy: 'upload' },
        { from: 'fewer', to: 'small', limitedBy: 'link' },
        { from: 'small', to: '', limitedBy: null },
      ]);
    } finally {
      timers.restore();
    }
  });

  it('is good for who chose the small picture, and where the way says nothing', async () => {
    const timers = heldIntervals();
    try {
      const { player, viewing } = await playing(fake);
      viewing.stats = fedWith({ ...ALL, encoding: 'small', limitedBy: 'choice' });
      timers.run();
      await waitUntil(() => player.line === 'good');
      const changes = record(player, 'casto-linechange');
      viewing.stats = fakeStats();
      timers.run();
      button(player, 'relay-button').click();
      await waitUntil(() => part(player, 'line')?.textContent?.includes('the whole picture'));
      expect(changes).to.have.length(0);
    } finally {
      timers.restore();
    }
  });
});
