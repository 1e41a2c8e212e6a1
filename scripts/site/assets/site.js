/** What the pages can do beside being read. Everything here is extra: without it the text is there. */
import { attachSearch } from './search.js';

const root = document.documentElement;

function scheme() {
  const button = document.querySelector('.tool.scheme');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === 'dark' : dark.matches);
  const name = () => {
    const text = isDark() ? 'Light colours' : 'Dark colours';
    button.setAttribute('aria-label', text);
    button.title = text;
  };
  button.addEventListener('click', () => {
    const next = isDark() ? 'light' : 'dark';
    root.dataset.scheme = next;
    try {
      localStorage.setItem('scheme', next);
    } catch {
      // It holds for this page, then.
    }
    name();
  });
  dark.addEventListener('change', name);
  name();
  button.hidden = false;
}

/** A box that scrolls sideways must be reachable by keyboard, and one that does not must not be. */
function scrollers() {
  const judge = (box) => {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute('role', 'region');
      box.setAttribute('aria-label', nameOf(box));
      return;
    }
    for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name);
  };
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) judge(target);
  });
  for (const box of document.querySelectorAll('.table, .code > pre')) {
    judge(box);
    sizes.observe(box);
  }
}

/** Which of the page's boxes it is: two regions of one name could not be told apart. */
function nameOf(box) {
  const kind = box.matches('.table') ? 'Table' : 'Code';
  const all = [...document.querySelectorAll(kind === 'Table' ? '.table' : '.code > pre')];
  return `${kind} ${all.indexOf(box) + 1}`;
}

function copyButtons() {
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    const status = document.createElement('span');
    status.className = 'hidden';
    status.setAttribute('role', 'status');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector('code').textContent);
        status.textContent = 'Copied';
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Not allowed';
      }
      setTimeout(() => {
        button.textContent = 'Copy';
        status.textContent = '';
      }, 2000);
    });
    block.append(button, status);
  }
}

/** Marks the part being read in the list beside it. */
function contents() {
  const links = new Map(
    [...document.querySelectorAll('.contents a')].map((link) => [link.hash.slice(1), link]),
  );
  if (links.size === 0) return;
  const headings = [...links.keys()].map((id) => document.getElementById(id));
  let waiting = false;
  const mark = () => {
    waiting = false;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 140);
    const current = passed.at(-1)?.id;
    for (const [id, link] of links) {
      if (id === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  addEventListener(
    'scroll',
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(mark);
    },
    { passive: true },
  );
  mark();
}

scheme();
scrollers();
copyButtons();
contents();
attachSearch();
