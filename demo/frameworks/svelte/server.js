/** The app rendered where there is no DOM. */
import { render as renderComponent } from 'svelte/server';
import App from './App.svelte';

export const render = () => renderComponent(App, { props: { watchAtOnce: true } }).body;
