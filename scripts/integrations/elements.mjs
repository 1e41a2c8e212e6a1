/** What the generators need of the manifest, element by element. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';

/** Compiled modules as the generated files in build/frameworks/ see them. */
const fromFrameworks = (path) => path.replace(/^build\//, '../');

/** The interface of an element's events, by its convention; null when it has none of its own. */
function eventMapOf(className, module) {
  const types = join(root, module.replace(/\.js$/, '.d.ts'));
  const name = `${className.replace(/Element$/, '')}EventMap`;
  const text = existsSync(types) ? readFileSync(types, 'utf8') : '';
  return new RegExp(`export interface ${name}\\b`).test(text) ? name : null;
}

/** Attributes and the properties that can be set, each once: the attribute names its property. */
function propsOf({ attributes = [], members = [] }) {
  const fields = new Map(
    members.filter(({ kind, readonly }) => kind === 'field' && !readonly).map((f) => [f.name, f]),
  );
  const props = attributes.map(({ name, fieldName, type, description }) => {
    const field = fields.get(fieldName);
    if (field) fields.delete(fieldName);
    return { attribute: name, property: field ? fieldName : null, type: type?.text, description };
  });
  for (const { name, type, description } of fields.values()) {
    props.push({ attribute: null, property: name, type: type?.text, description });
  }
  return props;
}

/**
 * @param manifest a Custom Elements Manifest of the published paths
 * @returns elements in the order of their names
 */
export function readElements(manifest) {
  const entries = new Map();
  for (const { path, exports = [] } of manifest.modules) {
    for (const { kind, name } of exports) {
      if (kind === 'custom-element-definition' && /\/casto-\w+\.js$/.test(path)) {
        entries.set(name, path);
      }
    }
  }
  return manifest.modules
    .flatMap(({ path, declarations = [] }) =>
      declarations
        .filter(({ tagName }) => entries.has(tagName))
        .map((declaration) => ({
          tag: declaration.tagName,
          className: declaration.name,
          description: declaration.description ?? '',
          entry: fromFrameworks(entries.get(declaration.tagName)),
          module: fromFrameworks(path),
          eventMap: eventMapOf(declaration.name, path),
          props: propsOf(declaration),
          events: (declaration.events ?? []).map(({ name, description = '' }) => ({
            name,
            description,
          })),
        })),
    )
    .sort((a, b) => a.tag.localeCompare(b.tag, 'en'));
}
