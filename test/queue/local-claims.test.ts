import { createLocalClaims } from '../../src/queue/local-claims.ts';
import { claimsContract } from './claims.contract.ts';

claimsContract('local', createLocalClaims);
