'use client';
/**
 * A component where there is no document: its tag as a server sends it. A page then has its player before a script
 * has run, and `createComponent()` of @lit/react, which takes over there, sets the same again as properties.
 */
import * as React from 'react';

/** What an attribute says; undefined where there is to be none. */
const textOf = (value) => {
  if (value === true) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

/**
 * @param {string} tag
 * @param {Record<string, string | null>} properties the attribute of each; null: it has none
 * @param {Record<string, string>} events by the name of their handler
 */
export function markupOf(tag, properties, events) {
  const Component = React.forwardRef((props, _ref) => {
    const given = {};
    for (const [name, value] of Object.entries(props)) {
      if (Object.hasOwn(events, name)) continue;
      if (!Object.hasOwn(properties, name)) {
        // React leaves it as it is in a tag that it does not know.
        given[name === 'className' ? 'class' : name] = value;
        continue;
      }
      const text = properties[name] === null ? undefined : textOf(value);
      if (text !== undefined) given[properties[name]] = text;
    }
    return React.createElement(tag, given);
  });
  Component.displayName = tag;
  return Component;
}
