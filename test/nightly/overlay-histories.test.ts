/** The random histories of test/unit/overlay/histories.test.ts, as many as a night has room for. */
process.env.CASTO_HISTORIES = '10000';
await import('../unit/overlay/histories.test.js');
