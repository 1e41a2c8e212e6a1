/** Runs before the elements are registered: the player begins as soon as it has a channel. */
const channel = new URLSearchParams(location.search).get('channel') ?? '';
document.querySelector('#player').setAttribute('channel', channel);
