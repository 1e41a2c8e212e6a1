/** Shows the channel named in the address; picking another one stays on this page. */
const $ = (id) => document.getElementById(id);
const player = $('player');

function show(channel) {
  player.channel = channel;
  $('about').textContent = channel ? '' : 'Pick a channel below.';
}

function fromAddress() {
  show(new URLSearchParams(location.search).get('channel') ?? '');
}

$('directory').addEventListener('casto-select', (event) => {
  event.preventDefault();
  const { channelId } = event.detail;
  history.pushState(null, '', `?channel=${encodeURIComponent(channelId)}`);
  show(channelId);
  player.scrollIntoView({ block: 'nearest' });
});
addEventListener('popstate', fromAddress);
// The player's own switch: what was decided once holds for the next visit.
player.relay = localStorage.getItem('relay') === 'off' ? 'off' : 'auto';
player.addEventListener('casto-relaychange', ({ detail }) => {
  localStorage.setItem('relay', detail.relay);
});
player.addEventListener('casto-parentchange', ({ detail: { reason, gapMs } }) => {
  if (reason !== 'first')
    $('about').textContent =
      `Changed parent (${reason}): ${Math.round(gapMs)} ms without a new frame.`;
});
fromAddress();
