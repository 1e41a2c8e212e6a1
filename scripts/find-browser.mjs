/**
 * Finds the browsers that tests and benches drive. Node built-ins only: it runs before `npm ci`.
 *
 * Chromium: `CHROME_PATH`, then the usual names on `PATH`, then the usual places.
 * Firefox: `FIREFOX_PATH`, then the same.
 * Headless shell: Chromium's engine without its windows, toolbars and menus; by its names on `PATH`.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  firefox: ['firefox-esr', 'firefox'],
  'headless-shell': ['chromium-headless-shell', 'chrome-headless-shell'],
};

const PLACES = {
  chromium: [
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
  firefox: [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
  'headless-shell': [],
};

const VARIABLES = { chromium: 'CHROME_PATH', firefox: 'FIREFOX_PATH' };

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The full path of a program on `PATH`, or null. */
export function which(name) {
  const ending = process.platform === 'win32' ? '.exe' : '';
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name + ending);
    if (folder && executable(path)) return path;
  }
  return null;
}

/**
 * @param {'chromium' | 'firefox' | 'headless-shell'} kind
 * @returns {string | null} full path, or null when there is none
 */
export function findBrowser(kind = 'chromium') {
  const named = VARIABLES[kind] && process.env[VARIABLES[kind]];
  if (named) {
    if (executable(named)) return named;
    throw new Error(`${VARIABLES[kind]} names ${named}, which is not an executable file`);
  }
  for (const name of NAMES[kind]) {
    const path = which(name);
    if (path) return path;
  }
  return PLACES[kind].find(executable) ?? null;
}

/**
 * What the tests drive. A page of the whole browser costs about 4 s of CPU before it shows anything, most of it for
 * the browser's own toolbar; one of the headless shell costs 0.7 s, and the engine is the same. `CHROME_PATH` wins.
 */
export function findTestChromium() {
  const shell = process.env[VARIABLES.chromium] ? null : findBrowser('headless-shell');
  return shell ?? findBrowser('chromium');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(findBrowser(process.argv[2] === 'firefox' ? 'firefox' : 'chromium') ?? '');
}
