/** What TypeScript says of the elements in React: 19 by JSX, older ones by the components. */
import type { CastoPlayer } from 'casto/player';
import * as Wrapped from 'casto/react';
import 'casto/types/jsx';
import { createRef } from 'react';

const player = createRef<CastoPlayer>();
const stream: MediaStream | null = null;

export const right = (
  <>
    <casto-player
      ref={player}
      className="show"
      channel="my-show"
      controls
      autoplay={false}
      relay="off"
      max-children={2}
      max-upload="2000"
      oncasto-statechange={(event) => {
        const to:
          | 'idle'
          | 'connecting'
          | 'waiting'
          | 'playing'
          | 'reconnecting'
          | 'ended'
          | 'error' = event.detail.to;
        return to;
      }}
      oncasto-parentchange={({ detail }) => detail.gapMs.toFixed(0)}
      onerror={({ error }) => error.code}
      onplaying={(event) => event.timeStamp}
      onloadeddata={(event) => event.timeStamp}
      onenterpictureinpicture={(event) => event.pictureInPictureWindow.width}
      onClick={(event) => event.currentTarget.play()}
    />
    <casto-broadcast srcObject={stream} source="none" max-bitrate={1500} autostart />
    <casto-stats for="player" />
    <casto-directory href="?channel={channel}" oncasto-select={(e) => e.detail.channelId.length} />
    <Wrapped.CastoPlayer
      ref={player}
      channel="my-show"
      maxChildren={2}
      onCastoStatechange={(event) => event.detail.from}
      onError={(event) => event.error.code}
      onLeavepictureinpicture={(event) => event.pictureInPictureWindow.width}
    />
    <Wrapped.CastoBroadcast srcObject={stream} onCastoViewers={(e) => e.detail.viewers + 1} />
    <Wrapped.CastoStats htmlFor="player" />
    <Wrapped.CastoDirectory onCastoSelect={(event) => event.preventDefault()} />
  </>
);

export const wrong = (
  <>
    {/* @ts-expect-error a word that relay does not know */}
    <casto-player relay="sometimes" />
    {/* @ts-expect-error a misspelt attribute */}
    <casto-player chanel="my-show" />
    {/* @ts-expect-error read only */}
    <casto-player state="playing" />
    {/* @ts-expect-error React's own handler never fires here */}
    <casto-player onError={() => {}} />
    {/* @ts-expect-error no number */}
    <casto-player max-children="many" />
    {/* @ts-expect-error the player takes no stream */}
    <casto-player srcObject={stream} />
    {/* @ts-expect-error no such detail */}
    <casto-broadcast oncasto-viewers={(event) => event.detail.count} />
    {/* @ts-expect-error a word that source does not know */}
    <Wrapped.CastoBroadcast source="window" />
  </>
);

// React 17 and 18 have no JSX types of the elements; the tag names are typed everywhere.
const found: CastoPlayer | null = document.querySelector('casto-player');
document.createElement('casto-broadcast').addEventListener('casto-viewers', ({ detail }) => {
  found?.getStats().then(({ viewers }) => viewers === detail.viewers);
});
