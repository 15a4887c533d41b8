/**
 * The continuous health tests of NIST SP 800-90B §4.4 over an entropy source whose samples are bytes.
 *
 * The source is the operating system's, conditioned already, so its bytes are near full entropy; claiming only H = 4
 * bits per byte still finds a source that is stuck or heavily biased, and with α = 2^-40 a healthy fleet never sees a
 * false alarm.
 */
import { HsmError } from '@strongroom/core/errors.js';
import type { EntropySource } from './ctr-drbg.js';

/** §4.4.1: C = 1 + ⌈-log2 α ÷ H⌉ = 1 + 40 ÷ 4. */
export const REPETITION_CUTOFF = 11;
/** §4.4.2: window for alphabets larger than binary. */
export const PROPORTION_WINDOW = 512;
/** §4.4.2: C = 1 + CRITBINOM(512, 2^-4, 1 - 2^-40). */
export const PROPORTION_CUTOFF = 78;
/** §4.3 item 10: at least 1,024 consecutive samples before the first output. */
export const STARTUP_SAMPLES = 1024;

/** Passes on only entropy that went through both tests. A failure is latched: the HSM enters its error state. */
export class HealthTestedEntropy implements EntropySource {
  readonly #source: EntropySource;
  #failed = false;
  #last = -1;
  #repetitions = 0;
  #windowSample = -1;
  #windowCount = 0;
  #windowPosition = 0;

  /** Runs the start-up test. @throws HsmError DEVICE_ERROR */
  constructor(source: EntropySource) {
    this.#source = source;
    this.bytes(STARTUP_SAMPLES).fill(0);
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** @throws HsmError DEVICE_ERROR, now and ever after, once a test has failed or the source itself has thrown */
  bytes(length: number): Uint8Array {
    if (this.#failed) throw new HsmError('DEVICE_ERROR', 'the entropy source has failed');
    let samples: Uint8Array;
    try {
      samples = this.#source.bytes(length);
    } catch (error) {
      this.#failed = true;
      throw new HsmError('DEVICE_ERROR', 'the entropy source has failed', { cause: error });
    }
    for (const sample of samples) {
      if (this.#repeats(sample) || this.#dominates(sample)) {
        this.#failed = true;
        samples.fill(0);
        throw new HsmError('DEVICE_ERROR', 'the entropy source fails its health tests');
      }
    }
    return samples;
  }

  /** Repetition Count Test. */
  #repeats(sample: number): boolean {
    if (sample !== this.#last) {
      this.#last = sample;
      this.#repetitions = 1;
      return false;
    }
    this.#repetitions++;
    return this.#repetitions >= REPETITION_CUTOFF;
  }

  /** Adaptive Proportion Test. */
  #dominates(sample: number): boolean {
    if (this.#windowPosition === 0) {
      this.#windowSample = sample;
      this.#windowCount = 1;
    } else if (sample === this.#windowSample) {
      this.#windowCount++;
    }
    this.#windowPosition = (this.#windowPosition + 1) % PROPORTION_WINDOW;
    return this.#windowCount >= PROPORTION_CUTOFF;
  }
}
