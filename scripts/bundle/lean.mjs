/**
 * Rollup plugin that leaves out of the page's bundle what a page cannot reach in the packages it is
 * made of. Four means, none of which changes what the bundle does:
 *
 * - modules that a page never calls are replaced by the small ones in ./stand-ins/;
 * - libp2p's Prometheus metrics: a page never configures any, so `….metrics` is undefined;
 * - libp2p's `log.trace(…)`: per-packet output for libp2p's own developers, off even under
 *   `localStorage.debug = '*'`. Its log and error lines stay;
 * - the streaming half of libp2p's protobuf codecs (`….stream()`), which libp2p itself never calls.
 *
 * Node (the star) runs the packages as they are.
 */
import { fileURLToPath } from 'node:url';
import { children } from './syntax.mjs';

const standIn = (name) => fileURLToPath(new URL(`./stand-ins/${name}.mjs`, import.meta.url));

/** What the tail of a resolved module's path is replaced by. */
const REPLACED = new Map([
  // CASTO makes Ed25519 keys only.
  ...['ecdsa/ecdsa', 'ecdsa/index', 'ecdsa/utils']
    .concat(['rsa/der', 'rsa/index.browser', 'rsa/utils'])
    .concat(['secp256k1/index.browser', 'secp256k1/utils'])
    .map((file) => [`/@libp2p/crypto/dist/src/keys/${file}.js`, standIn('ed25519-only')]),
  // src/network/libp2p/libp2p.ts sets `resolvers: {}`.
  ['/libp2p/dist/src/connection-manager/resolvers/dnsaddr.js', standIn('no-dnsaddr')],
  // libp2p asks only whether a range of IP addresses contains one, by two packages.
  ['/netmask/dist/netmask.js', standIn('ip-range')],
  ['/@chainsafe/netmask/dist/src/index.js', standIn('ip-range')],
  // gossipsub's score needs a plain queue.
  ['/denque/index.js', standIn('queue')],
  ['/@libp2p/utils/dist/src/filters/scalable-cuckoo-filter.js', standIn('exact-filter')],
  ...['ip-mappings', 'dns-mappings', 'observed-addresses'].map((file) => [
    `/libp2p/dist/src/address-manager/${file}.js`,
    standIn('no-mappings'),
  ]),
  ...['peer-routing', 'content-routing', 'random-walk'].map((file) => [
    `/libp2p/dist/src/${file}.js`,
    standIn('no-routing'),
  ]),
  ['/@libp2p/circuit-relay-v2/dist/src/transport/discovery.js', standIn('known-relays')],
  ['/libp2p/dist/src/connection-manager/reconnect-queue.js', standIn('no-redial')],
  ['/weald/dist/src/browser.js', standIn('plain-debug')],
  ['/@multiformats/multiaddr-to-uri/dist/src/index.js', standIn('websocket-uri')],
  ['/mortice/dist/src/workers/channel.js', standIn('no-worker-locks')],
  // 256 emoji, as an encoding of bytes.
  ['/multiformats/dist/src/bases/base256emoji.js', standIn('nothing')],
]);

/** What a page gives none of, … */
const ABSENT = new Set(['metrics', 'metricsRegister']);
/** … read from where libp2p hands over its configuration. */
const GIVERS = new Set(['init', 'options', 'components']);
/** `(void 0).name` and the like, no call as in `f(void 0).name`. */
const USE_OF_ABSENT =
  /(?:[^\w$)\]]|\b(?:return|throw|await|yield|typeof|case|in|of))\(void 0\)[.[(].{0,60}/;
/** What a module has that is worth parsing it for. */
const TOUCHED = /\btrace\b|\bmetrics|\bstreamMessage\b/;

const named = (node) => (node.computed ? undefined : node.property?.name);

/** `this.log.trace(…)`, `log?.trace(…)`, `stream.log.trace(…)` */
function isTrace(statement) {
  const { expression } = statement;
  const call = expression.type === 'ChainExpression' ? expression.expression : expression;
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const { object } = call.callee;
  return named(call.callee) === 'trace' && (object.name === 'log' || named(object) === 'log');
}

/** Arguments that do something, as `i++` does, would be lost with the call. */
function assertHarmless(node, id) {
  if (['AssignmentExpression', 'UpdateExpression', 'AwaitExpression'].includes(node.type)) {
    throw new Error(`A log.trace() with a side effect must stay: ${id}, offset ${node.start}`);
  }
  for (const child of children(node)) assertHarmless(child, id);
}

/**
 * `components.metrics`, `this.components.metrics`, `init.metrics`. Not `this.metrics`, which is an
 * object of its own in some classes, as in libp2p's Upgrader.
 */
function isAbsent(node) {
  if (node?.type !== 'MemberExpression' || !ABSENT.has(named(node))) return false;
  return GIVERS.has(node.object.name ?? named(node.object));
}

/** `a.metrics?.b.c()`: with `?.`, `this.metrics` too is what the constructor was not given. */
function startsAbsent(chain) {
  for (let node = chain.expression; node; node = node.object ?? node.callee) {
    const before = node.object ?? node.callee;
    if (!node.optional || before?.type !== 'MemberExpression') continue;
    if (isAbsent(before)) return true;
    if (before.object.type === 'ThisExpression' && named(before) === 'metrics') return true;
  }
  return false;
}

/** The generator in protons' `message(encode, decode, function* …)`. */
function streamDecoder(node) {
  if (node.type !== 'CallExpression' || node.callee.name !== 'message') return undefined;
  return node.arguments.find(({ type, generator }) => type === 'FunctionExpression' && generator);
}

/** @returns {{start: number, end: number, text: string}[]} what to write over `code` */
function edits(ast, id) {
  const found = [];
  const replace = ({ start, end }, text) => found.push({ start, end, text });
  const visit = (node) => {
    const decoder = streamDecoder(node);
    if (decoder) {
      replace(decoder, 'void 0');
      for (const argument of node.arguments) if (argument !== decoder) visit(argument);
    } else if (node.type === 'ExpressionStatement' && isTrace(node)) {
      assertHarmless(node, id);
      replace(node, ';');
    } else if (node.type === 'ChainExpression' && startsAbsent(node)) {
      replace(node, 'void 0');
    } else if (isAbsent(node)) {
      replace(node, '(void 0)');
    } else if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
      // What is assigned to is no reading of it.
      visit(node.right);
    } else {
      for (const child of children(node)) visit(child);
    }
  };
  visit(ast);
  return found;
}

/** Keeps every other character where it was, and so the source map that the module has. */
function overwrite(code, { start, end, text }) {
  const gap = code.slice(start + text.length, end).replace(/[^\n]/g, ' ');
  return code.slice(0, start) + text + gap + code.slice(end);
}

/** @returns {import('rollup').Plugin} */
export function lean() {
  const unused = new Set(REPLACED.keys());
  return {
    name: 'casto-lean',
    resolveId: {
      order: 'pre',
      async handler(source, importer, options) {
        if (!importer) return null;
        const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
        if (!resolved || resolved.external) return resolved;
        // The CommonJS plugin wraps a path as `\0<path>?commonjs-es-import`.
        const path = resolved.id.replace(/^\0|\?commonjs-.*$/g, '').replaceAll('\\', '/');
        for (const [tail, replacement] of REPLACED) {
          if (!path.endsWith(`/node_modules${tail}`)) continue;
          unused.delete(tail);
          return replacement;
        }
        return resolved;
      },
    },
    transform(code, id) {
      if (!/node_modules[\\/](?:@?libp2p|uint8arraylist)[\\/]/.test(id)) return null;
      if (!TOUCHED.test(code)) return null;
      const leaner = edits(this.parse(code), id).reduce(overwrite, code);
      return leaner === code ? null : { code: leaner, map: null };
    },
    generateBundle(_options, bundle) {
      for (const { fileName, code } of Object.values(bundle)) {
        // What was taken for absent was used without asking, so it is there.
        const use = code?.match(USE_OF_ABSENT)?.[0];
        if (use) this.error(`${fileName} uses what was taken out: ${use}`);
      }
    },
    buildEnd(error) {
      if (error || unused.size === 0) return;
      this.error(`No longer part of the bundle, so nothing to replace: ${[...unused].join(', ')}`);
    },
  };
}
