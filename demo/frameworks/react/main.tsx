import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { App } from './App.js';

const place = document.getElementById('app');
// What a server has rendered is there already, with the player.
const rendered = place?.hasChildNodes() ?? false;
const app = (
  <StrictMode>
    <App watchAtOnce={rendered} />
  </StrictMode>
);
if (place && rendered) hydrateRoot(place, app);
else if (place) createRoot(place).render(app);
