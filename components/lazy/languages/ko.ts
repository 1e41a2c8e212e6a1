/** 한국어 */
import { plurals } from '../../i18n/plurals.js';
import type { PartialDictionary } from '../../i18n/texts.js';

const plural = plurals('ko');

const korean: PartialDictionary = {
  common: {
    live: '라이브',
    paused: '일시정지됨',
    tryAgain: '다시 시도',
    justStarted: '방금 시작',
    viewers: (viewers) => plural(viewers, { other: '시청자 #명' }),
  },
  errors: {
    'no-star': {
      title: '연결 지점이 없습니다',
      hint: '이 페이지에 피어끼리 만나는 서버(스타)가 지정되어 있지 않습니다. 페이지 작성자가 star="…"로 추가할 수 있습니다.',
    },
    'star-unreachable': {
      title: '연결 지점에 닿을 수 없습니다',
      hint: '스타가 응답하지 않습니다. 인터넷 연결을 확인한 뒤 다시 시도해 보세요.',
    },
    'star-invalid': {
      title: '잘못된 연결 지점입니다',
      hint: 'star로 지정된 주소가 응답했지만 스타가 아닙니다.',
    },
    'permission-denied': {
      title: '권한이 거부되었습니다',
      hint: '주소창에서 카메라와 마이크(또는 화면 공유)를 허용한 뒤 다시 시도하세요.',
    },
    'device-missing': {
      title: '카메라나 소스가 없습니다',
      hint: '카메라를 연결하거나 다른 소스를 선택한 뒤 다시 시도하세요.',
    },
    'device-busy': {
      title: '카메라가 사용 중입니다',
      hint: '다른 프로그램이 카메라를 쓰고 있습니다. 그 프로그램을 닫고 다시 시도하세요.',
    },
    unsupported: {
      title: '이 브라우저에서는 할 수 없습니다',
      hint: '최신 브라우저와 보안(https) 페이지가 필요합니다.',
    },
    'bad-channel': {
      title: '그런 채널 이름은 없습니다',
      hint: '지정된 채널이 채널 이름도 채널 ID도 아닙니다.',
    },
    'channel-taken': {
      title: '이미 다른 곳에서 방송 중입니다',
      hint: '다른 페이지에서 이 채널을 방송하고 있습니다. 그 방송을 멈추거나 다른 이름을 쓰세요.',
    },
    'codec-unsupported': {
      title: '지원하지 않는 영상 형식입니다',
      hint: '이 브라우저는 이 방송의 형식을 재생할 수 없습니다.',
    },
    'no-parent': {
      title: '지금은 전달해 줄 상대가 없습니다',
      hint: '채널은 라이브 중이지만 모두 자리가 찼습니다. 다시 시도해 보세요.',
    },
    protocol: { title: '연결 문제', hint: '상대가 잘못된 데이터를 보냈습니다.' },
    aborted: { title: '취소되었습니다', hint: '시작하기 전에 중단되었습니다.' },
    closed: { title: '중지되었습니다', hint: '이미 중지되었습니다.' },
    internal: { title: '문제가 발생했습니다', hint: '다시 시도하면 해결될 수 있습니다.' },
  },
  player: {
    states: {
      connecting: { title: '연결 중…' },
      waiting: { title: '아직 방송 전입니다', hint: '방송이 시작되면 여기서 자동으로 재생됩니다.' },
      reconnecting: { title: '다시 연결하는 중…', hint: '연결이 끊어졌습니다.' },
      ended: { title: '방송이 끝났습니다', hint: '시청해 주셔서 감사합니다.' },
    },
    start: '재생',
    play: '라이브로 돌아가기',
    pause: '일시정지',
    mute: '음소거',
    unmute: '음소거 해제',
    tapToUnmute: '눌러서 소리 켜기',
    volume: '음량',
    fullscreen: '전체 화면',
    exitFullscreen: '전체 화면 종료',
    pictureInPicture: 'PIP 모드',
  },
  broadcast: {
    states: {
      idle: { title: '방송할 준비가 되었습니다' },
      requesting: { title: '권한을 기다리는 중…', hint: '브라우저의 물음에서 허용해 주세요.' },
      connecting: { title: '방송을 시작하는 중…' },
      reconnecting: {
        title: '다시 연결하는 중…',
        hint: '이미 보고 있는 시청자에게는 영향이 없습니다.',
      },
      ended: { title: '방송을 마쳤습니다' },
    },
    goLive: '방송 시작',
    goLiveAgain: '다시 방송하기',
    stop: '방송 종료',
    preview: '내 방송 미리보기',
  },
  directory: {
    states: {
      loading: { title: '라이브 채널을 찾는 중…' },
      empty: {
        title: '지금은 라이브 방송이 없습니다',
        hint: '방송이 시작되면 채널이 여기에 나타납니다.',
      },
    },
    channels: '라이브 채널',
  },
};

export default korean;
