/** Plural forms, by the rules of one language. */

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** A function that picks the form for a number, and puts the number where the form has `#`. */
export function plurals(lang: string): (count: number, forms: PluralForms) => string {
  let rules: Intl.PluralRules | undefined;
  let numbers: Intl.NumberFormat | undefined;
  return (count, forms) => {
    // Made when first needed: most pages never show most texts.
    rules ??= new Intl.PluralRules(lang);
    numbers ??= new Intl.NumberFormat(lang);
    return (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count));
  };
}
