/**
 * `casto/react`: components for React 18 and older, which set attributes only and hear no event of a
 * custom element. One module an element, so that a bundler takes only those that are used.
 */
import { EVENT_OF, eventType, HEADER, handlerName, key } from './text.mjs';

const fileName = ({ tag }) => tag.replace(/^casto-/, '');
/** The files lie one folder deeper than the others. */
const deeper = (path) => `../${path}`;
const componentName = ({ className }) => className.replace(/Element$/, '');

function code(element) {
  const events = element.events
    .map(({ name }) => `    ${handlerName(name)}: '${name}',\n`)
    .join('');
  return `${HEADER}import { createComponent } from '@lit/react';
import * as React from 'react';
import { ${element.className} as Element } from '${deeper(element.entry)}';

/** \`<${element.tag}>\` as a React component. */
export const ${componentName(element)} = /* @__PURE__ */ createComponent({
  react: React,
  tagName: '${element.tag}',
  elementClass: Element,
  events: {
${events}  },
});
`;
}

function types(element) {
  const events = element.events
    .map(
      (event) => `    ${key(handlerName(event.name))}: EventName<${eventType(element, event)}>;\n`,
    )
    .join('');
  return `${HEADER}import type { EventName, ReactWebComponent } from '@lit/react';
import type { ${element.className} as Element } from '${deeper(element.entry)}';
${element.eventMap ? `import type { ${element.eventMap} } from '${deeper(element.module)}';\n` : ''}
${element.events.length > 0 ? EVENT_OF : ''}
/** ${element.description.split('\n')[0]} */
export declare const ${componentName(element)}: ReactWebComponent<
  Element,
  {
${events}  }
>;
`;
}

/** @returns {Map<string, string>} file name → text */
export function reactWrappers(elements) {
  const index = elements
    .map((element) => `export { ${componentName(element)} } from './${fileName(element)}.js';\n`)
    .join('');
  const files = new Map([
    ['index.js', HEADER + index],
    ['index.d.ts', HEADER + index],
  ]);
  for (const element of elements) {
    files.set(`${fileName(element)}.js`, code(element));
    files.set(`${fileName(element)}.d.ts`, types(element));
  }
  return files;
}
