/** Colours of code, put in when the site is built: the page itself needs no script for them. */
import core from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import nginx from 'highlight.js/lib/languages/nginx';
import php from 'highlight.js/lib/languages/php';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { escapeHtml } from './html.mjs';

const LANGUAGES = {
  bash,
  css,
  dockerfile,
  ini,
  javascript,
  json,
  nginx,
  php,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(LANGUAGES)) core.registerLanguage(name, language);
core.registerAliases(['vue', 'svelte'], { languageName: 'xml' });

/** HTML of a piece of code; of an unknown language, the plain text. */
export function highlight(code, language) {
  if (!language || !core.getLanguage(language)) return escapeHtml(code);
  return core.highlight(code, { language, ignoreIllegals: true }).value;
}
