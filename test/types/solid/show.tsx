/** What TypeScript says of the elements in Solid's JSX. */
import type { CastoPlayer } from 'casto/player';
import type {} from 'casto/types/solid';

let player: CastoPlayer | undefined;

export const Show = () => (
  <>
    <casto-player
      ref={player}
      attr:channel="my-show"
      attr:controls=""
      bool:autoplay={true}
      attr:max-children="2"
      maxUpload={2000}
      prop:relay="off"
      class="show"
      on:casto-statechange={(event) => event.detail.to === 'playing'}
      on:error={(event) => event.error.code}
    />
    <casto-broadcast
      source="none"
      srcObject={null}
      on:casto-missing={(event) => event.detail.errors}
    />
    <casto-stats attr:for="player" />
    <casto-directory on:casto-select={(event) => event.detail.channelId} />
  </>
);

export const Wrong = () => (
  <>
    {/* @ts-expect-error no such value */}
    <casto-player relay="sometimes" />
    {/* @ts-expect-error a state is no number */}
    <casto-player on:casto-statechange={(event) => event.detail.to > 1} />
  </>
);

export const played = (): Promise<void> | undefined => player?.play();
