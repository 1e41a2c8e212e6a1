/** The random histories of test/unit/overlay, as many as a night has room for. */
process.env.CASTO_HISTORIES = '10000';
process.env.CASTO_FIGURES = '1000';
await import('../unit/overlay/histories.test.js');
await import('../unit/overlay/figures.test.js');
