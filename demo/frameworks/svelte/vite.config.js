import { svelte } from '@sveltejs/vite-plugin-svelte';
import { app } from '../vite.shared.js';

export default app('svelte', [svelte({ configFile: false })]);
