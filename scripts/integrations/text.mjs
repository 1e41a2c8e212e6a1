/** Pieces that the generated files have in common. */

export const HEADER = '// Made from custom-elements.json by scripts/integrations.mjs.\n';

/** A JSDoc comment of one text. */
export function doc(text, indent = '  ') {
  const lines = text.replaceAll('*/', '*\\/').trim().split('\n');
  if (lines[0] === '') return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** A name as an object key. */
export const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);

/** `import type` lines of the elements' classes and of their event maps. */
export function typeImports(elements) {
  return elements
    .flatMap(({ className, eventMap, entry, module }) => [
      `import type { ${className} } from '${entry}';`,
      ...(eventMap ? [`import type { ${eventMap} } from '${module}';`] : []),
    ])
    .join('\n');
}

/** `EventOf<…>` gives the type of an element's event by its name. */
export const EVENT_OF =
  'type EventOf<Map, Name extends string> = Name extends keyof Map ? Map[Name] : Event;\n';

export const eventType = ({ eventMap }, { name }) =>
  `EventOf<${eventMap ?? 'HTMLElementEventMap'}, '${name}'>`;

/** A property has the type that the class gives it; an attribute alone, what its JSDoc says. */
function typeOf({ className }, { attribute, property, type = 'string' }, name) {
  const own = property ? `${className}['${property}']` : type;
  const marked = name.startsWith('attr:');
  if (marked && /\bboolean\b/.test(type)) return "''";
  // Markup writes numbers as text: max-children="2".
  const written = (marked || name === attribute) && /\bnumber\b/.test(type);
  return written ? `${own} | \`\${number}\`` : own;
}

/** Lines `name?: type | undefined;` for all names that `namesOf(prop)` gives. */
export function propLines(element, namesOf) {
  return element.props
    .flatMap((prop) =>
      namesOf(prop).map(
        (name) =>
          `${doc(prop.description ?? '')}  ${key(name)}?: ${typeOf(element, prop, name)} | undefined;\n`,
      ),
    )
    .join('');
}

/** The attribute's name, and the property's where it is another. */
export const bothNames = ({ attribute, property }) => [
  ...new Set([attribute, property].filter((name) => name !== null)),
];

/** Lines `name?: (event: …) => void;` for all names that `namesOf(event)` gives. */
export function eventLines(element, namesOf) {
  return element.events
    .flatMap((event) =>
      namesOf(event.name).map(
        (name) =>
          `${doc(event.description)}  ${key(name)}?: ((event: ${eventType(element, event)}) => void) | undefined;\n`,
      ),
    )
    .join('');
}

/** `casto-statechange` → `onCastoStatechange` */
export const handlerName = (event) =>
  `on${event.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())}`;
