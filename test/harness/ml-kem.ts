/** ML-KEM without the service. */
import { ml_kem1024, ml_kem512, ml_kem768 } from '@noble/post-quantum/ml-kem.js';

/** Spec, implementation, length of the ciphertext (FIPS 203, table 3). */
export const ML_KEM = [
  ['ML_KEM_512', ml_kem512, 768],
  ['ML_KEM_768', ml_kem768, 1088],
  ['ML_KEM_1024', ml_kem1024, 1568],
] as const;
