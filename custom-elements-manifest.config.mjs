/**
 * What the manifest tells (`npm run analyze` writes it to custom-elements.json; the build makes the
 * framework types and the editors' data from it): the public face of the elements only, at the paths
 * of the published files.
 */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

const DEFINE = /^components\/casto-(\w+)\.ts$/;
/** Methods that the browser or lit calls, and the typed overloads of what every element has. */
const NOT_FOR_AUTHORS = /^(connectedMoveCallback|addEventListener|removeEventListener)$/;

/** `@attr {type} name`: says more than the property's own type, which may be an alias. */
const ATTRIBUTE = /^\{(?<type>.+?)\}\s+(?<name>[\w-]+)/s;

/** class → attribute → type as its JSDoc has it */
const documented = new Map();

function readJsDoc(ts, node) {
  if (!ts.isClassDeclaration(node) || !node.name) return;
  const types = new Map();
  for (const { tags = [] } of node.jsDoc ?? []) {
    for (const { tagName, comment } of tags) {
      if (!/^attr(ibute)?$/.test(tagName.text) || typeof comment !== 'string') continue;
      const { type, name } = ATTRIBUTE.exec(comment)?.groups ?? {};
      if (name) types.set(name, type.replace(/\s*\|\s*/g, ' | '));
    }
  }
  documented.set(node.name.text, types);
}

/** Where an element's parts are told besides its own class: at each control of its bar. */
const CONTROL = /^components\/(?<room>[\w-]+)\/controls\/buttons\//;
/** `@csspart name - description` */
const PART = /^(?<name>[\w-]+)\s+-\s+(?<description>.+)$/s;

/** room of `components/` → the parts of its controls */
const partsOfControls = new Map();

function readParts(node, room) {
  const parts = partsOfControls.get(room) ?? [];
  for (const { tags = [] } of node.jsDoc ?? []) {
    for (const { tagName, comment } of tags) {
      const { name, description } = PART.exec(comment ?? '')?.groups ?? {};
      if (tagName.text === 'csspart' && name) parts.push({ description, name });
    }
  }
  partsOfControls.set(room, parts);
}

/** Below the part that every control has. */
function addParts({ cssParts }, parts) {
  const at = cssParts?.findIndex(({ name }) => name === 'control-button') ?? -1;
  if (at >= 0) cssParts.splice(at + 1, 0, ...parts);
}

function publicFace(declaration) {
  // The analyzer also guesses events from every dispatchEvent() call; those that no JSDoc names are
  // its mistakes.
  declaration.events = declaration.events?.filter((event) => event.name && event.description);
  declaration.members = declaration.members?.filter(
    (member) =>
      !member.name.startsWith('#') &&
      !member.static &&
      !NOT_FOR_AUTHORS.test(member.name) &&
      !['private', 'protected'].includes(member.privacy ?? 'public'),
  );
  for (const attribute of declaration.attributes ?? []) {
    const text = documented.get(declaration.name)?.get(attribute.name);
    if (text) attribute.type = { text };
  }
}

/** The guarded registration hides from the analyzer which module defines which tag. */
function addDefinition(module) {
  const name = DEFINE.exec(module.path)?.[1];
  // Its events are exported beside it.
  const element = module.exports?.find(
    (each) => each.name?.replace(/Element$/, '').toLowerCase() === `casto${name}`,
  );
  if (!name || !element) return;
  module.exports.push({
    kind: 'custom-element-definition',
    name: `casto-${name}`,
    declaration: { name: element.name, module: `components/${name}/${name}-element.ts` },
  });
}

/** Where the package has what `path` is compiled to; `from` is the module that names it. */
function published(path, from) {
  const full = /^\.{1,2}\//.test(path) ? posix.join(posix.dirname(from), path) : path;
  return /^(components|src)\//.test(full) ? `build/${full.replace(/\.ts$/, '.js')}` : full;
}

function publishPaths(value, from) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'module' && typeof child === 'string') value[key] = published(child, from);
    else publishPaths(child, from);
  }
}

const isPublic = ({ path, declarations = [] }) =>
  DEFINE.test(path) ||
  path === 'components/index.ts' ||
  path.startsWith('components/events/') ||
  declarations.some(({ tagName }) => tagName);

/** In the order of their names: the analyzer takes them as the disk answers, which differs by the run. */
const sources = ({ ts, globs }) =>
  [...globs]
    .sort()
    .map((path) =>
      ts.createSourceFile(
        path,
        readFileSync(new URL(path, import.meta.url), 'utf8'),
        ts.ScriptTarget.ES2015,
        true,
      ),
    );

export default {
  overrideModuleCreation: sources,
  plugins: [
    {
      name: 'public-face',
      analyzePhase({ ts, node, moduleDoc }) {
        readJsDoc(ts, node);
        const { room } = CONTROL.exec(moduleDoc.path)?.groups ?? {};
        if (room) readParts(node, room);
      },
      packageLinkPhase({ customElementsManifest: manifest }) {
        manifest.modules = manifest.modules.filter(isPublic);
        for (const module of manifest.modules) {
          for (const declaration of module.declarations ?? []) {
            if (declaration.kind !== 'class') continue;
            publicFace(declaration);
            const room = /^casto-(\w+)$/.exec(declaration.tagName)?.[1];
            addParts(declaration, partsOfControls.get(room) ?? []);
          }
          addDefinition(module);
        }
        for (const module of manifest.modules) {
          publishPaths(module, module.path);
          module.path = published(module.path, '');
        }
      },
    },
  ],
};
