import vue from '@vitejs/plugin-vue';
import { app } from '../vite.shared.js';

// Without this, Vue warns that it cannot resolve a component of that name.
const isCustomElement = (tag) => tag.startsWith('casto-');

export default app('vue', [vue({ template: { compilerOptions: { isCustomElement } } })]);
