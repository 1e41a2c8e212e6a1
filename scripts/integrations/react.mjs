/**
 * `casto/react`: components for React 18 and older, which set attributes only and hear no event of a
 * custom element, and for pages that a server renders. One module an element, so that a bundler takes
 * only those that are used.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { EVENT_OF, eventType, HEADER, handlerName, key } from './text.mjs';

const fileName = ({ tag }) => tag.replace(/^casto-/, '');
/** The files lie one folder deeper than the others. */
const deeper = (path) => `../${path}`;
const componentName = ({ className }) => className.replace(/Element$/, '');

/** Before anything else in a file: frameworks with server components then render it in the page as well. */
const CLIENT = `'use client';\n${HEADER}`;

const object = (entries, indent) =>
  `{\n${entries.map(([name, value]) => `${indent}  ${key(name)}: ${value},\n`).join('')}${indent}}`;

const eventsOf = (element, indent) =>
  object(
    element.events.map(({ name }) => [handlerName(name), `'${name}'`]),
    indent,
  );

/** Properties with their attributes, as they are written in JSX. */
const propertiesOf = (element, indent) =>
  object(
    element.props.map(({ attribute, property }) => [
      property ?? attribute,
      attribute === null ? 'null' : `'${attribute}'`,
    ]),
    indent,
  );

/**
 * The element comes by the package's own name, so that each side has what its export conditions say: the page the
 * element, a server at the edge the stand-in. (Next takes the very file that a server component has found into the page.)
 */
const entryOf = (element) => `casto/${fileName(element)}`;

function code(element) {
  return `${CLIENT}import { createComponent } from './create-component.js';
import * as React from 'react';
import { ${element.className} as Element } from '${entryOf(element)}';
import { markupOf } from './markup.js';

const make = () => {
  const events = ${eventsOf(element, '  ')};
  // On a server @lit/react writes the bare tag.
  if (typeof document === 'undefined') {
    return markupOf('${element.tag}', ${propertiesOf(element, '    ')}, events);
  }
  return createComponent({ react: React, tagName: '${element.tag}', elementClass: Element, events });
};

/** \`<${element.tag}>\` as a React component. */
export const ${componentName(element)} = /* @__PURE__ */ make();
`;
}

function types(element) {
  const events = element.events
    .map(
      (event) => `    ${key(handlerName(event.name))}: EventName<${eventType(element, event)}>;\n`,
    )
    .join('');
  return `${HEADER}import type { EventName, ReactWebComponent } from './create-component.js';
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

/** A file of @lit/react as it is. The package itself would bring React's types to everybody who installs CASTO. */
const litReact = (file) =>
  readFileSync(join(root, 'node_modules/@lit/react', file), 'utf8').replace(
    /^\/\/# sourceMappingURL=.*$/m,
    '',
  );

/** @returns {Map<string, string>} file name → text */
export function reactWrappers(elements) {
  const index = elements
    .map((element) => `export { ${componentName(element)} } from './${fileName(element)}.js';\n`)
    .join('');
  const files = new Map([
    ['index.js', CLIENT + index],
    ['index.d.ts', HEADER + index],
    ['create-component.js', `'use client';\n${litReact('create-component.js')}`],
    ['create-component.d.ts', litReact('development/create-component.d.ts')],
    ['markup.js', readFileSync(new URL('react-markup.js', import.meta.url), 'utf8')],
  ]);
  for (const element of elements) {
    files.set(`${fileName(element)}.js`, code(element));
    files.set(`${fileName(element)}.d.ts`, types(element));
  }
  return files;
}
