/**
 * Known answers for CTR_DRBG AES-256. Each is a script: what the entropy source gives, what is called, what each
 * request returns.
 */
import { fromHex, toHex, utf8 } from '@strongroom/core/bytes.js';
import { CtrDrbg } from '../ctr-drbg.js';
import type { BlockCipherEngine } from '../engine.js';

export interface DrbgVector {
  readonly name: string;
  readonly source: string;
  readonly derivationFunction: boolean;
  /** Hexadecimal, drawn in this order: entropy (and nonce) of instantiation, then of every reseed. */
  readonly entropy: readonly string[];
  readonly personalization: string;
  readonly calls: readonly {
    readonly call: 'generate' | 'generate with prediction resistance' | 'reseed';
    readonly additional: string;
    readonly length: number;
  }[];
  /** What the last request returns (CAVP), or all of them one after the other. */
  readonly returned: string;
}

const CAVP = 'NIST CAVP drbgvectors_no_reseed, CTR_DRBG.rsp, first vector of the group';
/** EVP_RAND "CTR-DRBG" over "TEST-RAND", called through libcrypto.so.3 with the inputs of this table. */
const OPENSSL = 'OpenSSL 3.0.19 EVP_RAND CTR-DRBG over TEST-RAND';

const REQUEST_64 = { call: 'generate', additional: '', length: 64 } as const;
const RESEED_CALLS: DrbgVector['calls'] = [
  { call: 'generate', additional: '', length: 40 },
  { call: 'reseed', additional: 'more input', length: 0 },
  { call: 'generate', additional: 'additional', length: 40 },
  { call: 'generate with prediction resistance', additional: 'again', length: 40 },
];

/** `length` bytes that count up from `first`. */
function counting(first: number, length: number): string {
  return toHex(Uint8Array.from({ length }, (_, index) => first + index));
}

export const DRBG_VECTORS: readonly DrbgVector[] = [
  {
    name: 'with derivation function, no reseed',
    source: CAVP,
    derivationFunction: true,
    entropy: ['36401940fa8b1fba91a1661f211d78a0b9389a74e5bccfece8d766af1a6d3b14', '496f25b0f1301b4f501be30380a137eb'],
    personalization: '',
    calls: [REQUEST_64, REQUEST_64],
    returned:
      '5862eb38bd558dd978a696e6df164782ddd887e7e9a6c9f3f1fbafb78941b535' +
      'a64912dfd224c6dc7454e5250b3d97165e16260c2faf1cc7735cb75fb4f07e1d',
  },
  {
    name: 'without derivation function, no reseed',
    source: CAVP,
    derivationFunction: false,
    entropy: ['df5d73faa468649edda33b5cca79b0b05600419ccb7a879ddfec9db32ee494e5531b51de16a30f769262474c73bec010'],
    personalization: '',
    calls: [REQUEST_64, REQUEST_64],
    returned:
      'd1c07cd95af8a7f11012c84ce48bb8cb87189e99d40fccb1771c619bdf82ab22' +
      '80b1dc2f2581f39164f7ac0c510494b3a43c41b7db17514c87b107ae793e01c5',
  },
  {
    name: 'with derivation function, reseeds, additional input',
    source: OPENSSL,
    derivationFunction: true,
    entropy: [counting(0, 32), counting(0xa0, 16), counting(0x40, 32), counting(0x80, 32)],
    personalization: 'strongroom',
    calls: RESEED_CALLS,
    returned:
      'b190a692aa4afbbdaf4a5210e1caec38ea4cf30aaed985d522e17fbb524158a9bcbd51f1bc020dd0' +
      '2f874f0837a1858dd0b9975744556b8a44d3c9e9deda0f5bc2cfdd7e9599a450546689a200b6e10b' +
      '78e48553404e15f8489768efa3c7b3c007052199384aa52fa4654d91ca047e478b23394ef52b4384',
  },
  {
    name: 'without derivation function, reseeds, additional input',
    source: OPENSSL,
    derivationFunction: false,
    entropy: [counting(0, 48), counting(0x40, 48), counting(0x80, 48)],
    personalization: 'strongroom',
    calls: RESEED_CALLS,
    returned:
      '5020c8f2ce65e2f13549341a32a97fb9e250ffc6ded3003f216497d92bfbea4082a0a377ba798231' +
      'd7196a09b4353508f43f54c342b367653717d721c1804ea7472d346b60db5ad3c5ca114eaa9ef62f' +
      '4e18b5be6db1be070c0e79bcb90e5dbdea295b60f9866ff16b9329b261a4d0e5b28a8c86a5937128',
  },
];

/** Plays the script of a vector on a new instance and returns as many of the last bytes as the vector knows. */
export function playDrbgVector(engine: BlockCipherEngine, vector: DrbgVector): Uint8Array {
  const entropy = vector.entropy.map(fromHex);
  const drbg = new CtrDrbg({
    engine,
    entropy: { bytes: () => entropy.shift() ?? new Uint8Array(0) },
    personalization: utf8(vector.personalization),
    derivationFunction: vector.derivationFunction,
    entropyBytes: 32,
  });
  let returned = '';
  for (const { call, additional, length } of vector.calls) {
    const additionalInput = utf8(additional);
    if (call === 'reseed') drbg.reseed(additionalInput);
    else {
      const predictionResistance = call === 'generate with prediction resistance';
      returned += toHex(drbg.generate(length, { predictionResistance, additionalInput }));
    }
  }
  drbg.uninstantiate();
  return fromHex(returned.slice(-vector.returned.length));
}
