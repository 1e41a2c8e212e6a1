/** One page that can broadcast and watch: properties, events and methods of the elements in React. */
import 'casto/broadcast';
import 'casto/player';
import type { CastoBroadcast } from 'casto/broadcast';
// The way of React 18 and older, which works in 19 as well: a component in place of the tag.
import { CastoDirectory } from 'casto/react';
import type {} from 'casto/types/jsx';
import { useEffect, useRef, useState } from 'react';

const CHANNEL = 'react';

export function App({ watchAtOnce = false }) {
  const broadcast = useRef<CastoBroadcast>(null);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [onAir, setOnAir] = useState('idle');
  const [viewers, setViewers] = useState(0);
  const [watching, setWatching] = useState(watchAtOnce);
  const [muted, setMuted] = useState(true);
  const [relay, setRelay] = useState(true);
  const [state, setState] = useState('');
  const [picked, setPicked] = useState('');

  useEffect(() => {
    // What goes wrong is shown by the element, and told by its events.
    if (stream) broadcast.current?.start().catch(() => {});
    return () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [stream]);

  async function toggleCamera() {
    setStream(
      stream ? null : await navigator.mediaDevices.getUserMedia({ video: true, audio: true }),
    );
  }

  return (
    <main>
      <h1>CASTO in React</h1>
      <div className="sides">
        <section>
          <h2>Broadcast</h2>
          <casto-broadcast
            ref={broadcast}
            source="none"
            channel={CHANNEL}
            label="From React"
            max-children={4}
            srcObject={stream}
            oncasto-statechange={(event) => setOnAir(event.detail.to)}
            oncasto-viewers={(event) => setViewers(event.detail.viewers)}
          />
          <p className="row">
            <button id="camera" type="button" onClick={() => void toggleCamera()}>
              {stream ? 'Stop' : 'Broadcast the camera'}
            </button>
            <span>
              <output id="on-air">{onAir}</output>, <output id="viewers">{viewers}</output> watching
            </span>
          </p>
        </section>
        <section>
          <h2>Watch</h2>
          {watching && (
            <casto-player
              channel={CHANNEL}
              autoplay
              controls
              muted={muted}
              relay={relay ? 'auto' : 'off'}
              oncasto-statechange={(event) => setState(event.detail.to)}
            />
          )}
          <p className="row">
            <label>
              <input
                id="watching"
                type="checkbox"
                checked={watching}
                onChange={(event) => setWatching(event.target.checked)}
              />{' '}
              Show the player
            </label>
            <label>
              <input
                id="muted"
                type="checkbox"
                checked={muted}
                onChange={(event) => setMuted(event.target.checked)}
              />{' '}
              Muted
            </label>
            <label>
              <input
                id="relay"
                type="checkbox"
                checked={relay}
                onChange={(event) => setRelay(event.target.checked)}
              />{' '}
              Pass it on
            </label>
            <output id="state">{state}</output>
          </p>
          {watching && (
            <CastoDirectory onCastoSelect={(event) => setPicked(event.detail.channelId)} />
          )}
          <output id="picked">{picked}</output>
        </section>
      </div>
    </main>
  );
}
