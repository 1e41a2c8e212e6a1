import { app } from '../vite.shared.js';

// Vite compiles JSX by itself.
export default app('react');
