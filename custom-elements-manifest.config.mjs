/**
 * What `npm run analyze` writes into custom-elements.json: the public face of the elements only.
 * The analyzer also guesses events from every dispatchEvent() call; those that no JSDoc names are
 * its mistakes.
 */
const DEFINE = /^components\/casto-(\w+)\.ts$/;

function publicFace(declaration) {
  declaration.events = declaration.events?.filter((event) => event.name && event.description);
  declaration.members = declaration.members?.filter(
    (member) =>
      !member.name.startsWith('#') &&
      !['private', 'protected'].includes(member.privacy ?? 'public'),
  );
}

/** The guarded registration hides from the analyzer which module defines which tag. */
function addDefinition(module) {
  const name = DEFINE.exec(module.path)?.[1];
  const element = module.exports?.find((each) => each.kind === 'js');
  if (!name || !element) return;
  module.exports.push({
    kind: 'custom-element-definition',
    name: `casto-${name}`,
    declaration: { name: element.name, module: `components/${name}/${name}-element.ts` },
  });
}

export default {
  plugins: [
    {
      name: 'public-face',
      packageLinkPhase({ customElementsManifest }) {
        for (const module of customElementsManifest.modules) {
          for (const declaration of module.declarations ?? []) {
            if (declaration.kind === 'class') publicFace(declaration);
          }
          addDefinition(module);
        }
      },
    },
  ],
};
