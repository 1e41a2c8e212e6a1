/** Elements that failed for want of a star look for one that comes later, and try again only when one is named. */
import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import '../../components/casto-directory.js';
import '../../components/casto-player.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import type { CastoDirectory } from '../../components/directory/directory-element.js';
import type { CastoPlayer } from '../../components/player/player-element.js';
import { CastoError } from '../../src/base/errors.js';
import { canvasStream } from './fake-engine.js';
import { heldIntervals } from './player-setup.js';
import { useFakeEngine } from './setup.js';

const STAR = 'https://star.example';
/** What an author's template leaves when its variable is empty. */
const NAME_NONE = [' ', '\n\t', ',', ' , ,'];

describe('a star that comes after its element', () => {
  const fake = useFakeEngine();
  const noStar = (): CastoError => new CastoError('no-star', 'no star');
  let stopPicture = (): void => {};
  afterEach(() => stopPicture());

  /** Each ends in `no-star`; the second is how often the engine was asked. */
  const elements: Record<
    string,
    (star: string) => Promise<[CastoPlayer | CastoBroadcast | CastoDirectory, () => number]>
  > = {
    async 'casto-player'(star) {
      const player = await fixture<CastoPlayer>(
        html`<casto-player channel="street" star=${star} autoplay muted></casto-player>`,
      );
      await waitUntil(() => fake.engine.viewings.length === 1, 'no viewing');
      fake.engine.viewing.fail(noStar());
      return [player, () => fake.engine.viewings.length];
    },
    async 'casto-broadcast'(star) {
      const broadcast = await fixture<CastoBroadcast>(
        html`<casto-broadcast source="none" star=${star}></casto-broadcast>`,
      );
      const picture = canvasStream();
      stopPicture = () => picture.stop();
      broadcast.srcObject = picture.stream;
      fake.engine.refuseBroadcast = noStar();
      await broadcast.start().catch(() => {});
      return [broadcast, () => fake.engine.broadcasts.length];
    },
    async 'casto-directory'(star) {
      const directory = await fixture<CastoDirectory>(
        html`<casto-directory star=${star}></casto-directory>`,
      );
      await waitUntil(() => fake.engine.watches.length === 1, 'no watch');
      fake.engine.watch.fail(noStar());
      return [directory, () => fake.engine.watches.length];
    },
  };

  for (const [name, fail] of Object.entries(elements)) {
    for (const none of NAME_NONE) {
      it(`<${name} star=${JSON.stringify(none)}> waits for one that is named`, async () => {
        const timers = heldIntervals();
        const meta = document.createElement('meta');
        meta.name = 'casto-star';
        meta.content = none;
        document.head.append(meta);
        try {
          const [element, count] = await fail(none);
          const look = async (): Promise<void> => {
            await element.updateComplete;
            timers.run();
            await aTimeout(0);
          };
          expect(element.error?.code).to.equal('no-star');
          for (let n = 0; n < 4; n++) await look();
          expect(count()).to.equal(1);
          expect(element.error?.code).to.equal('no-star');
          fake.engine.refuseBroadcast = null;
          meta.content = `,${STAR} `;
          await look();
          await waitUntil(() => count() === 2, 'not tried again');
          expect(element.error).to.equal(null);
        } finally {
          meta.remove();
          timers.restore();
        }
      });
    }
  }
});
