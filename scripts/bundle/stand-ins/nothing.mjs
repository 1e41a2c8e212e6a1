/** Stands in for modules whose every export may be missing. */
export {};
