/**
 * Types of the elements for React 19 (JSX), Vue, Svelte and Solid. Own generators, because the public ones
 * wrap event classes twice (`CustomEvent<CastoStateChangeEvent>`), import what no module exports, and
 * offer read-only properties as props.
 */
import {
  bothNames,
  EVENT_OF,
  eventLines,
  eventType,
  HEADER,
  handlerName,
  key,
  propLines,
  typeImports,
} from './text.mjs';

const propsName = ({ className }) => `${className.replace(/Element$/, '')}Props`;
const union = (names) => names.map((name) => `'${name}'`).join(' | ') || 'never';

/** A type per element, and one that maps tags to them. */
const map = (elements, line, indent) =>
  elements.map((element) => `${indent}'${element.tag}': ${line(element)};\n`).join('');

/**
 * React 19 sets what is a property of the element as a property, and takes `on` + the event's name.
 * Its own handlers of the same events (`onError`) never fire on these elements, so they are left out.
 */
export function jsxTypes(elements) {
  const types = elements.map(
    (element) => `/** What \`<${element.tag}>\` takes in JSX. */
export type ${propsName(element)} = Host<
  ${element.className},
  ${union(element.events.map(({ name }) => `on${name}`))}
> & {
${propLines(element, bothNames)}${eventLines(element, (name) => [`on${name}`])}};
`,
  );
  return `${HEADER}import type { ClassAttributes, HTMLAttributes } from 'react';
${typeImports(elements)}

${EVENT_OF}type Host<Element, Own extends string> = ClassAttributes<Element> & {
  [Key in keyof HTMLAttributes<Element> as Lowercase<Key> extends Own
    ? never
    : Key]: HTMLAttributes<Element>[Key];
};

${types.join('\n')}
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${map(elements, propsName, '      ')}    }
  }
}
`;
}

/** As https://vuejs.org/guide/extras/web-components.html#non-vue-web-components-and-typescript */
export function vueTypes(elements) {
  const types = elements.map(
    (element) => `/** What \`<${element.tag}>\` takes in a template. */
export type ${propsName(element)} = Host<${union(element.events.map(({ name }) => handlerName(name)))}> & {
${propLines(element, bothNames)}${eventLines(element, (name) => [handlerName(name)])}};

export type ${element.className}Component = new () => ${element.className} & {
  /** @deprecated For templates only; never there on the element. */
  $props: ${propsName(element)};
  /** @deprecated For templates only; never there on the element. */
  $emit: EmitFn<{
${element.events.map((event) => `    ${key(event.name)}: (event: ${eventType(element, event)}) => void;\n`).join('')}  }>;
};
`,
  );
  return `${HEADER}import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
${typeImports(elements)}

${EVENT_OF}type Host<Own extends string> = PublicProps & {
  [Key in keyof HTMLAttributes as Lowercase<Key> extends Lowercase<Own>
    ? never
    : Key]: HTMLAttributes[Key];
};

${types.join('\n')}
declare module 'vue' {
  interface GlobalComponents {
${map(elements, ({ className }) => `${className}Component`, '    ')}  }
}
`;
}

/** `prop:`, `attr:`, `bool:` and `on:` of Solid 1.9; a bare name is the property, as Solid sets it. */
export function solidTypes(elements) {
  const names = ({ attribute, property, type = '' }) => [
    ...(property ? [property, `prop:${property}`] : []),
    ...(attribute ? [`attr:${attribute}`] : []),
    ...(attribute && /\bboolean\b/.test(type) ? [`bool:${attribute}`] : []),
  ];
  const own = ({ props, events }) => [
    ...props.flatMap(names),
    ...events.map(({ name }) => `on:${name}`),
  ];
  const types = elements.map(
    (element) => `/** What \`<${element.tag}>\` takes in Solid's JSX. */
export type ${propsName(element)} = Host<
  ${element.className},
  ${union(own(element))}
> & {
${propLines(element, names)}${eventLines(element, (name) => [`on:${name}`])}};
`,
  );
  return `${HEADER}import type { JSX as Solid } from 'solid-js';
${typeImports(elements)}

${EVENT_OF}type Host<Element, Own extends string> = Omit<Solid.HTMLAttributes<Element>, Own>;

${types.join('\n')}
declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
${map(elements, propsName, '      ')}    }
  }
}
`;
}

/** \`oncasto-statechange={…}\` of Svelte 5, and \`on:casto-statechange={…}\` of Svelte 4. */
export function svelteTypes(elements) {
  const names = (name) => [`on${name}`, `on:${name}`];
  const types = elements.map(
    (element) => `/** What \`<${element.tag}>\` takes in a component's markup. */
export type ${propsName(element)} = Host<
  ${element.className},
  ${union(element.events.flatMap(({ name }) => names(name)))}
> & {
${propLines(element, bothNames)}${eventLines(element, names)}};
`,
  );
  return `${HEADER}import type { HTMLAttributes } from 'svelte/elements';
${typeImports(elements)}

${EVENT_OF}type Host<Element extends EventTarget, Own extends string> = {
  [Key in keyof HTMLAttributes<Element> as Key extends Own
    ? never
    : Key]: HTMLAttributes<Element>[Key];
};

${types.join('\n')}
declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${map(elements, propsName, '    ')}  }
}
`;
}
