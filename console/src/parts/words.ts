/** Names of the buttons that appear where tabs do not fit. */
export const SCROLL = { scrollLeftAriaLabel: 'Scroll the tabs left', scrollRightAriaLabel: 'Scroll the tabs right' };
