/** Handlers that stand alone: every event, event map and union has a name that can be imported. */
import type {
  BeforeDetail,
  BeforeShareDetail,
  BroadcastState,
  CaptureDevice,
  CastoBroadcastEventMap,
  CastoDirectoryEventMap,
  CastoErrorCode,
  CastoMissingEvent,
  CastoPlayerEventMap,
  CastoRecordingEvent,
  Mirror,
  MissingDetail,
  Quality,
  RecordingDetail,
  Sound,
  Source,
  StatsMode,
  SwitchReason,
  ViewState,
} from 'casto';
import { CastoErrorEvent, CastoStateChangeEvent } from 'casto';
import * as broadcast from 'casto/broadcast';
import * as directory from 'casto/directory';
import type { CastoParentChangeEvent } from 'casto/player';
import * as player from 'casto/player';
import type { StatsMode as OwnStatsMode } from 'casto/stats';

export function onState(event: CastoStateChangeEvent<ViewState>): boolean {
  return event.detail.to === 'playing';
}
export const onParent = (event: CastoParentChangeEvent): SwitchReason => event.detail.reason;
export const onRecording = ({ detail }: CastoRecordingEvent): RecordingDetail['way'] => detail.way;
export const onMissing = ({ detail }: CastoMissingEvent): MissingDetail => detail;
export const onPlayer = (event: CastoPlayerEventMap['casto-relaychange']): 'auto' | 'off' =>
  event.detail.relay;
export const onBroadcast = (event: CastoBroadcastEventMap['casto-viewers']): number =>
  event.detail.viewers;
export const onBefore = (event: CastoBroadcastEventMap['casto-beforestop']): BeforeDetail =>
  event.detail;
export const onShare = (event: CastoPlayerEventMap['casto-beforeshare']): BeforeShareDetail =>
  event.detail;
export const onSource = (event: CastoBroadcastEventMap['casto-sourcechange']): Source =>
  event.detail.to;
export const onQuality = (event: CastoPlayerEventMap['casto-qualitychange']): string =>
  event.detail.to;
export const onAnyError = (event: CastoDirectoryEventMap['casto-error']): CastoErrorCode =>
  event.error.code;
export const onPick = (event: CastoDirectoryEventMap['casto-select']): string =>
  event.detail.channelId;

/** What somebody has heard on a document, where an event may be anything. */
export function codeOf(event: Event): CastoErrorCode | null {
  return event instanceof CastoErrorEvent ? event.error.code : null;
}
export const isState = (event: Event): boolean => event instanceof CastoStateChangeEvent;

const element = document.createElement('casto-player');
element.addEventListener('casto-statechange', onState);
element.addEventListener('casto-parentchange', onParent);

/** As a wrapper of a <video> looks at it. */
export const copy: MediaStream | undefined = element.captureStream?.();
export const frame: number | undefined = element.requestVideoFrameCallback?.((_now, { height }) => {
  element.height = height;
});
export const enough: boolean = element.readyState >= element.HAVE_ENOUGH_DATA;
element.controlslist = 'nofullscreen';
export const tokens: boolean | undefined = element.controlsList?.contains('nofullscreen');
element.videoRenditions.selectedIndex = element.videoRenditions.length - 1;

export const choices: {
  source: Source;
  sound: Sound;
  mirror: Mirror;
  mode: StatsMode & OwnStatsMode;
  state: BroadcastState;
  device: CaptureDevice;
  quality: Quality;
} = {
  source: 'screen-camera',
  sound: 'music',
  mirror: 'auto',
  mode: 'overlay',
  state: 'live',
  device: 'microphone',
  quality: { id: 'small', height: 180 },
};
// @ts-expect-error a source that there is not
export const wrong: Source = 'window';

/** An entry of one element has that element's events. */
export const classes = [
  player.CastoViewersEvent,
  player.CastoRelayChangeEvent,
  player.CastoLineChangeEvent,
  player.CastoQualityChangeEvent,
  player.CastoBeforeShareEvent,
  broadcast.CastoBeforeEvent,
  broadcast.CastoSourceChangeEvent,
  broadcast.CastoMissingEvent,
  broadcast.CastoRecordingEvent,
  directory.CastoSelectEvent,
];
