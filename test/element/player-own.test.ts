/** A player beside the broadcast of its own page. */
import { expect, fixture, html } from '@open-wc/testing';
import '../../components/casto-player.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { has, part, stub, useFakeEngine } from './setup.js';

describe('<casto-player> beside its own broadcast', () => {
  const fake = useFakeEngine();

  async function player(template = html`<casto-player channel="show" controls></casto-player>`) {
    const element = await fixture<CastoPlayer>(template);
    const playing = element.play();
    await new Promise((resolve) => setTimeout(resolve));
    return { element, playing };
  }

  async function plays(own: boolean, playing?: Promise<void>): Promise<void> {
    fake.engine.viewing.own = own;
    fake.engine.viewing.play({ audio: true });
    await playing;
  }

  it('begins muted, before anything is heard, and asks nobody to unmute', async () => {
    const { element, playing } = await player();
    // The sound is off when the page hears that it plays.
    let mutedAtOnce: boolean | null = null;
    element.addEventListener('casto-statechange', ({ detail }) => {
      if (detail.to === 'playing') mutedAtOnce = element.videoElement.muted;
    });
    await plays(true, playing);
    expect(mutedAtOnce).to.equal(true);
    expect(element.muted).to.equal(true);
    expect(element.hasAttribute('muted'), 'the attribute is the author’s').to.equal(false);
    await element.updateComplete;
    expect(element.matches(':state(muted)')).to.equal(true);
    expect(has(element, 'unmute-button')).to.equal(false);
  });

  it('is heard once the person unmutes it, also after a break', async () => {
    const { element, playing } = await player();
    await plays(true, playing);
    await element.updateComplete;
    part(element, 'mute-button')!.click();
    expect(element.muted).to.equal(false);
    fake.engine.viewing.to('reconnecting');
    await plays(true);
    expect(element.muted).to.equal(false);
  });

  it('is heard when the author has said so', async () => {
    const { element, playing } = await player();
    element.muted = false;
    await plays(true, playing);
    expect(element.muted).to.equal(false);
  });

  it('keeps the attribute as it is in HTML', async () => {
    const { element, playing } = await player(
      html`<casto-player channel="show" muted></casto-player>`,
    );
    await plays(true, playing);
    expect(element.muted && element.defaultMuted).to.equal(true);
    fake.engine.viewing.to('reconnecting');
    await plays(false);
    expect(element.muted, 'nobody unmuted it').to.equal(true);
  });

  it('has its sound again when it shows another’s broadcast', async () => {
    const { element, playing } = await player();
    const guard = stub(navigator, 'userActivation', { hasBeenActive: true, isActive: true });
    try {
      await plays(true, playing);
      element.channel = 'another';
      await element.updateComplete;
      await new Promise((resolve) => setTimeout(resolve));
      await plays(false);
      expect(element.muted).to.equal(false);
    } finally {
      guard.restore();
    }
  });

  it('asks for a click for that sound where a page needs one', async () => {
    const { element, playing } = await player();
    const guard = stub(navigator, 'userActivation', { hasBeenActive: false, isActive: false });
    try {
      await plays(true, playing);
      fake.engine.viewing.to('reconnecting');
      await plays(false);
      await element.updateComplete;
      expect(element.muted).to.equal(true);
      expect(has(element, 'unmute-button')).to.equal(true);
    } finally {
      guard.restore();
    }
  });

  it('plays aloud what comes from elsewhere', async () => {
    const { element, playing } = await player();
    await plays(false, playing);
    expect(element.muted).to.equal(false);
  });
});
