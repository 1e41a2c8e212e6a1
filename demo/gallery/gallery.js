/** Puts every element in every state on the page. The settings are in the address, for screenshots. */
import { setEngineLoader } from '/dist/casto.js';
import { engine } from './engine.js';
import { audioTrack, still, videoTrack } from './picture.js';
import { states } from './states.js';

const form = document.getElementById('settings');
const gallery = document.getElementById('gallery');
const root = document.documentElement;

setEngineLoader(async () => engine);

// The camera does what the state that is being made says.
let camera = 'gives';
let asked = () => {};
navigator.mediaDevices.getUserMedia = ({ video, audio }) => {
  asked();
  if (camera === 'asks') return new Promise(() => {});
  const blocked =
    camera === 'refuses' ||
    (video && camera === 'no camera') ||
    (audio && camera === 'no microphone');
  if (blocked) return Promise.reject(new DOMException('refused', 'NotAllowedError'));
  const tracks = [...(video ? [videoTrack()] : []), ...(audio ? [audioTrack()] : [])];
  return Promise.resolve(new MediaStream(tracks));
};

navigator.mediaDevices.getDisplayMedia = async () => {
  asked();
  return new MediaStream([videoTrack({ bright: true })]);
};

function followSettings() {
  const { lang, scheme, dir, page, box } = Object.fromEntries(new FormData(form));
  root.lang = lang;
  root.dataset.scheme = scheme;
  root.dataset.page = page;
  const [width, height] = box.split('x');
  root.classList.toggle('boxed', box !== '');
  root.style.setProperty('--box-width', width ? `${width}px` : '');
  root.style.setProperty('--box-height', height ? `${height}px` : 'auto');
  const own = lang === 'ar' ? 'rtl' : 'ltr';
  root.dir = dir || own;
}

/** A box that is not on the list joins it; anything else that is unknown is left out. */
function fromAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (!field?.options) continue;
    const known = [...field.options].some((option) => option.value === value);
    if (!known && !(name === 'box' && /^\d{2,4}(x\d{2,4})?$/.test(value))) continue;
    if (!known) field.add(new Option(value.replace('x', ' × '), value));
    field.value = value;
  }
}

form.addEventListener('change', () => {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, '', `?${query}`);
  followSettings();
  show();
});

const pictures = { $still: await still(), $bright: await still(true) };

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, pictures[value] ?? value);
  }
}

function figure(state) {
  const box = document.createElement('figure');
  box.classList.toggle('wide', state.wide === true);
  box.classList.toggle('narrow', state.narrow === true);
  box.classList.toggle('left-alone', state.alone === true);
  const caption = document.createElement('figcaption');
  caption.textContent = state.name;
  const shown = document.createElement('div');
  shown.className = 'shown';
  box.append(caption, shown);
  return { box, shown };
}

function addCaptions(player) {
  for (const [srclang, label] of [
    ['en', 'English'],
    ['ko', '한국어'],
  ]) {
    player.append(
      Object.assign(document.createElement('track'), { kind: 'captions', srclang, label }),
    );
  }
}

/** At most so long until a state has asked for its source, and until it has asked for what is left of it. */
const ASKED_MS = 1500;
const ASKED_AGAIN_MS = 100;
let measured = 0;

/** Statistics need somebody to measure, out of sight save where they lie over it. */
function measuredPlayer(channel, seen) {
  const player = document.createElement('casto-player');
  player.id = `measured-${++measured}`;
  setAttributes(player, { channel, autoplay: '', muted: '' });
  player.hidden = !seen;
  return player;
}

function build(kind, state) {
  const { box, shown } = figure(state);
  const element = document.createElement(`casto-${kind}`);
  const controls = kind === 'player' || kind === 'broadcast' ? { controls: '' } : {};
  setAttributes(element, { ...controls, ...state.attributes });
  if (kind === 'player') addCaptions(element);
  if (state.of) {
    const player = measuredPlayer(state.of, state.seen);
    shown.append(player);
    element.setAttribute('for', player.id);
  }
  state.before?.(element);
  shown.append(element);
  gallery.lastElementChild.lastElementChild.append(box);
  camera = state.camera ?? 'gives';
  // What opens the devices is loaded first: the camera has to answer for this state until then.
  const answered = new Promise((resolve) => {
    asked = () => setTimeout(resolve, ASKED_AGAIN_MS);
    setTimeout(resolve, state.start ? ASKED_MS : 0);
  });
  if (state.start) element.start().catch(() => {});
  state.after?.(element);
  return answered;
}

/** Controls hide when nobody is there: somebody is, except where a state says otherwise. */
function stayBeside(element) {
  element.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, composed: true }));
}
setInterval(() => {
  for (const element of gallery.querySelectorAll('casto-player, casto-broadcast')) {
    if (!element.closest('.left-alone')) stayBeside(element);
  }
  if (root.dataset.page === 'doubled') doubleText();
}, 1000);

/** As a browser that makes text alone larger. */
const doubled = new WeakSet();
function doubleText() {
  for (const element of gallery.querySelectorAll('[controls], casto-stats, casto-directory')) {
    const fresh = [...(element.shadowRoot?.querySelectorAll('*') ?? [])].filter(
      (each) => each.style && !doubled.has(each),
    );
    const sizes = fresh.map((each) => {
      const size = Number.parseFloat(getComputedStyle(each).fontSize);
      // What comes into a doubled parent by inheritance has it already.
      return each.parentElement && doubled.has(each.parentElement) ? size : 2 * size;
    });
    fresh.forEach((each, i) => {
      each.style.fontSize = `${sizes[i]}px`;
      doubled.add(each);
    });
  }
}

async function openPanel(element, name) {
  const seen = (part) => {
    const found = element.shadowRoot.querySelector(`[part~="${part}"]`);
    return found?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && found;
  };
  const button = seen(`${name}-button`);
  if (button) button.click();
  else if (seen('more-button')) {
    // A small player has it one step further.
    seen('more-button').click();
    await element.updateComplete;
    seen(`${name}-item`)?.click();
  }
}

/** Until a state is reached its buttons are not there. */
const STATES_REACHED_MS = 2500;
let opening;

/** The panel of this name, wherever there is one. A studio's closes that of another. */
function openPanels(name) {
  clearTimeout(opening);
  if (!name) return;
  opening = setTimeout(() => {
    for (const element of gallery.querySelectorAll('casto-player, casto-broadcast')) {
      openPanel(element, name);
    }
  }, STATES_REACHED_MS);
}

async function show() {
  const { only, open } = Object.fromEntries(new FormData(form));
  gallery.replaceChildren();
  for (const [kind, list] of Object.entries(states)) {
    if (only && only !== kind) continue;
    const section = document.createElement('section');
    const heading = document.createElement('h2');
    heading.textContent = `<casto-${kind}>`;
    const grid = document.createElement('div');
    grid.className = 'states';
    section.append(heading, grid);
    gallery.append(section);
    for (const state of list) {
      // One after another: the camera answers for the state at hand.
      await build(kind, state);
    }
  }
  openPanels(open);
  root.dataset.ready = '';
}

fromAddress();
followSettings();
await show();
