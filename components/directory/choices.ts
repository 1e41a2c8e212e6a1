/** What an author may choose for a long list; the first is what it is without a choice. */
export const SEARCHES = ['auto', 'on', 'off'] as const;
export const ORDERS = ['viewers', 'newest'] as const;

export type DirectorySearch = (typeof SEARCHES)[number];
export type DirectoryOrder = (typeof ORDERS)[number];
