/** Search over headings and texts, in an index that is fetched when the search is first opened. */

const LIMIT = 12;

/** Higher is better; 0: no match. Every word must be somewhere. */
export function score(entry, words) {
  const heading = entry.heading.toLowerCase();
  const page = entry.page.toLowerCase();
  const text = entry.text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (heading.startsWith(word)) sum += 12;
    else if (heading.includes(word)) sum += 8;
    else if (page.includes(word)) sum += 4;
    else if (text.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

export function find(entries, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, score: score(entry, words) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, LIMIT)
    .map(({ entry }) => entry);
}

export function attachSearch() {
  const dialog = document.querySelector('.finder');
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('ul');
  const status = dialog.querySelector('[role=status]');
  const opener = document.querySelector('.tool.search');
  let entries = null;

  const show = () => {
    const found = entries ? find(entries, input.value) : [];
    list.replaceChildren(...found.map(result));
    const asked = entries && input.value.trim();
    status.textContent = asked ? `${found.length || 'Nothing'} found` : '';
  };

  async function open() {
    dialog.showModal();
    input.select();
    if (entries) return;
    try {
      entries = await (await fetch('search.json')).json();
      show();
    } catch {
      status.textContent = 'The index could not be loaded.';
    }
  }

  /** Up and down go through the field and the links below it; Enter in the field takes the first. */
  const step = (by) => {
    const stops = [input, ...list.querySelectorAll('a')];
    const at = stops.indexOf(document.activeElement);
    stops[(at + by + stops.length) % stops.length].focus();
  };

  input.addEventListener('input', show);
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Enter' && event.target === input) list.querySelector('a')?.click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target.closest('a')) dialog.close();
  });
  opener.addEventListener('click', open);
  addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey)
      return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  const apple = /Mac|iPhone|iPad/.test(navigator.platform);
  opener.querySelector('kbd').textContent = apple ? '⌘K' : 'Ctrl K';
  opener.hidden = false;
}

function result({ url, page, heading, text }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = url;
  const title = document.createElement('strong');
  title.textContent = heading;
  const about = document.createElement('span');
  about.textContent = heading === page ? text : `${page}: ${text}`;
  link.append(title, about);
  item.append(link);
  return item;
}
