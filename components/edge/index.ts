/** `casto` at the edge: the SDK as it is, which asks for a browser only when it is used. */
export * from '../../src/index.js';
export * from '../events/index.js';
export { registerTexts } from '../i18n/registry.js';
export * from './elements.js';
