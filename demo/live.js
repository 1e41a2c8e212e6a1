/** Chooses the source, and shows the link once the broadcast is live. */
import { capture } from '/dist/casto.js';
import { fileSource } from './file-source.js';

const $ = (id) => document.getElementById(id);
const broadcast = $('broadcast');
const note = $('note');
const file = $('file');

let playing = null;

function say(text) {
  note.textContent = text;
}

/** What is shown from now on; the source before it is stopped. */
function show(next) {
  broadcast.source = 'none';
  broadcast.srcObject = next.stream;
  playing?.stop();
  playing = next;
}

/** Camera and screen are captured by the element itself; on air, a captured stream is swapped in. */
async function useDevice(source) {
  const onAir = broadcast.state === 'live' || broadcast.state === 'reconnecting';
  say(
    `The browser will ask ${source === 'screen' ? 'which screen or window' : 'for camera and microphone'}.`,
  );
  if (!onAir) {
    if (playing) broadcast.srcObject = null;
    playing?.stop();
    playing = null;
    broadcast.source = source;
    return;
  }
  if (!playing) {
    broadcast.source = source;
    return;
  }
  try {
    const stream = await capture(source);
    show({ stream, stop: () => stream.getTracks().forEach((track) => void track.stop()) });
    say('');
  } catch (error) {
    say(error.message);
  }
}

/** A file plays in a hidden video whose picture and sound become the source. */
async function useFile(urlOrFile, name) {
  say(`Opening ${name}…`);
  try {
    show(await fileSource(urlOrFile));
    say(`${name} plays in a loop.`);
  } catch (error) {
    say(error.message);
  }
}

for (const radio of document.querySelectorAll('input[name=source]')) {
  // Clicking "file" again must open the picker again, which change events would not tell.
  radio.addEventListener('click', () => {
    if (radio.value === 'file') file.click();
    else if (radio.value === 'sample') void useFile('media/city-cc0.webm', 'The sample clip');
    else void useDevice(radio.value);
  });
}
file.addEventListener('change', () => {
  const [chosen] = file.files;
  if (chosen) void useFile(chosen, chosen.name);
  file.value = '';
});

// Drag and drop.
const drop = $('drop');
addEventListener('dragover', (event) => {
  if (![...event.dataTransfer.types].includes('Files')) return;
  event.preventDefault();
  drop.hidden = false;
});
addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) drop.hidden = true;
});
addEventListener('drop', (event) => {
  event.preventDefault();
  drop.hidden = true;
  const dropped = [...event.dataTransfer.files].find((each) => each.type.startsWith('video/'));
  if (!dropped) {
    say('That is not a video file.');
    return;
  }
  document.querySelector('input[value=file]').checked = true;
  void useFile(dropped, dropped.name);
});

$('title').addEventListener('input', () => {
  broadcast.label = $('title').value;
});
$('channel').addEventListener('input', () => {
  if ($('channel').checkValidity() && $('channel').value) broadcast.channel = $('channel').value;
});

broadcast.addEventListener('casto-statechange', ({ detail: { to } }) => {
  const live = to === 'live' || to === 'reconnecting';
  $('share').hidden = !live;
  $('channel').disabled = live || to === 'connecting';
  if (!live) return;
  const link = new URL('watch.html', location.href);
  link.searchParams.set('channel', broadcast.channelId);
  $('link').value = link.href;
  $('open').href = link.href;
});
$('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText($('link').value);
    $('copy').textContent = 'Copied';
    setTimeout(() => {
      $('copy').textContent = 'Copy';
    }, 1500);
  } catch {
    $('link').select();
  }
});

// live.html?sample: ready to go with the sample clip, for a first try without a camera.
if (new URLSearchParams(location.search).has('sample'))
  document.querySelector('input[value=sample]').click();
