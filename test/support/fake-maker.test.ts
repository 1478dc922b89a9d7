import { videoMakerContract } from '../jobs/video-maker.contract.ts';
import { createFakeMaker } from './fake-maker.ts';

videoMakerContract('the fake of the tests', async () => createFakeMaker(() => 0));
