import { expect, it } from 'vitest';
import { describeInBrowser } from '../../support/chromium.ts';
import { finished, rendering, startPagesService } from './pages-service.ts';

const LAPTOP = { viewport: { width: 1_280, height: 720 } };
/** The videos of these answers are not there. */
const NO_VIDEO = [/404/];

describeInBrowser('the thread page', (visit) => {
  it('shows a finished video whole, also above a composer that is open', async () => {
    const jobs = [finished('web-1'), rendering('web-2')];
    const draft = { portrait: { name: 'woman.jpg', url: '/samples/woman' } };
    const service = await startPagesService({ jobs, draft });
    const page = await visit(service.url, { ...LAPTOP, forgives: NO_VIDEO });
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    service.tell('job', finished('web-2'));
    const answer = page.locator('.answered').last();
    await answer.locator('video').waitFor();
    await expect.poll(async () => (await answer.boundingBox())?.y).toBeCloseTo(12, 0);
    const { y = 0, height = 0 } = (await answer.boundingBox()) ?? {};
    expect(y + height).toBeLessThan(LAPTOP.viewport.height);
  });

  it('makes one video of a double click', async () => {
    const service = await startPagesService();
    const page = await visit(service.url);
    await page.getByRole('button', { name: 'Try it with a sample' }).dblclick();
    await page.getByRole('article').waitFor();
    expect(service.wishes).toEqual(['POST /api/draft/sample', 'POST /api/jobs']);
  });

  it('leaves whoever works by keyboard in the field where a button has gone', async () => {
    const service = await startPagesService();
    const page = await visit(service.url);
    await page.getByRole('button', { name: 'Sample picture: Woman' }).press('Enter');
    await page.getByRole('button', { name: 'Remove the picture' }).press('Enter');
    await page.getByRole('button', { name: 'Sample picture: Woman' }).waitFor();
    const isFocused = page.getByLabel('Choose a picture').and(page.locator(':focus'));
    await isFocused.waitFor();
  });
});
