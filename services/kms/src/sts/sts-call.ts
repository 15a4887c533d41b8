/** One request to STS, as its action sees it. */
import type { Caller } from '../identity/principal.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import type { Parameters } from './parameters.js';
import type { XmlElement } from './xml.js';

export interface StsCall {
  readonly services: Services;
  readonly requestId: string;
  readonly caller: Caller;
  readonly region: RegionRuntime;
  readonly parameters: Parameters;
  /** IP address without port. */
  readonly sourceAddress: string;
  readonly userAgent: string;
}

/** Answers what stands in `<NAMEResult>`, after its event was committed. */
export type StsAction = (call: StsCall) => Promise<readonly XmlElement[]>;
