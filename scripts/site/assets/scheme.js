/** Before the first paint: the scheme that the reader chose, else the system's. */
try {
  const chosen = localStorage.getItem('scheme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.scheme = chosen;
} catch {
  // Storage may be closed to this page; then the system's scheme it is.
}
