/** Title, channel and a clip to try with; the rest is the element's own. */
const $ = (id) => document.getElementById(id);
const broadcast = $('broadcast');

$('title').addEventListener('input', () => {
  broadcast.label = $('title').value;
});
$('channel').addEventListener('input', () => {
  if ($('channel').checkValidity() && $('channel').value) broadcast.channel = $('channel').value;
});

/** The clip plays in a loop; on air it takes over from what is shown. */
function playSample() {
  broadcast.file = 'media/city-cc0.webm';
  broadcast.source = 'file';
  // What goes wrong is shown over the stage.
  if (!broadcast.srcObject) broadcast.openPreview().catch(() => {});
}
$('sample').addEventListener('click', playSample);

broadcast.addEventListener('casto-statechange', ({ detail: { to } }) => {
  const live = to === 'live' || to === 'reconnecting';
  $('open').hidden = !live;
  $('channel').disabled = live || to === 'connecting';
  if (!live) return;
  const link = new URL('watch.html', location.href);
  link.searchParams.set('channel', broadcast.channelId);
  $('open').href = link.href;
});

// live.html?sample: ready to go with the sample clip, for a first try without a camera.
if (new URLSearchParams(location.search).has('sample')) {
  customElements.whenDefined('casto-broadcast').then(playSample);
}
