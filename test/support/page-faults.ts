import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const GRAVE = ['serious', 'critical'];

/** What axe-core finds that keeps people out, each with the elements that it is about. */
export async function graveFaults(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => GRAVE.includes(impact ?? ''))
    .map(({ id, help, nodes }) => {
      const places = nodes.map(({ target, failureSummary = '' }) => `${target}: ${failureSummary}`);
      return [`${id}: ${help}`, ...places].join('\n');
    });
}

/**
 * What cannot be read at this width without moving the page sideways, or at all. Boxes that scroll
 * by themselves, text that ends in an ellipsis and text for screen readers alone are as they should be.
 */
export async function cutElements(page: Page): Promise<string[]> {
  return page.locator('html, html *').evaluateAll((elements) => {
    type Element = (typeof elements)[number];
    const { documentElement: root, defaultView: view } = elements[0].ownerDocument;
    /** Lengths are rounded, each by itself. */
    const ROUNDING_PX = 1;
    /** Text for screen readers alone is in a box of that size. */
    const HIDDEN_PX = 1;

    const overflowOf = (element: Element) => view.getComputedStyle(element).overflowX;
    const nameOf = (element: Element) =>
      `<${element.localName} class="${element.getAttribute('class') ?? ''}"> ${element.textContent.trim().slice(0, 40)}`;

    function isInBox(element: Element): boolean {
      for (let box = element.parentElement; box !== null && box !== root; box = box.parentElement) {
        if (overflowOf(box) !== 'visible') return true;
      }
      return false;
    }

    function cutPx(element: Element): number {
      if (element === root) return root.scrollWidth - root.clientWidth;
      if (element.textContent.trim() === '' || !element.checkVisibility()) return 0;
      const { overflowX, textOverflow } = view.getComputedStyle(element);
      if (['hidden', 'clip'].includes(overflowX)) {
        const isMeant = textOverflow === 'ellipsis' || element.clientWidth <= HIDDEN_PX;
        return isMeant ? 0 : element.scrollWidth - element.clientWidth;
      }
      const { left, right } = element.getBoundingClientRect();
      // What is wholly outside is put there, as the link to the content is until it has the focus.
      if (right <= 0 || left >= root.clientWidth || isInBox(element)) return 0;
      return Math.max(-left, right - root.clientWidth);
    }

    return elements
      .map((element) => ({ element, px: cutPx(element) }))
      .filter(({ px }) => px > ROUNDING_PX)
      .map(({ element, px }) => `${Math.round(px)} px are cut of ${nameOf(element)}`);
  });
}
