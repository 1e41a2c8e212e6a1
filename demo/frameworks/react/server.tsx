/** The app rendered where there is no DOM. */
import { renderToString } from 'react-dom/server';
import { App } from './App.js';

export const render = (): string => renderToString(<App watchAtOnce />);
