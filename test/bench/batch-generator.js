/**
 * Load for the batch stream over bare node:http2: one frame, encoded once, sent again and again; of the answers only
 * the number is read. A child of the bench, so that its CPU can be told from the rest.
 *
 * @typedef {{
 *   readonly url: string, readonly path: string, readonly token: string, readonly connections: number,
 *   readonly inFlight: number, readonly frameOperations: number, readonly frameBase64: string,
 * }} Plan `inFlight` operations per connection; each connection carries one stream
 * @typedef {{ readonly seconds: number, readonly p50Ms: number, readonly p99Ms: number }} Report
 */
import { connect } from 'node:http2';
import process from 'node:process';
import { quantile } from './h2load.js';

const ENTRY_TAG = 0x0a;
const PREFIX_BYTES = 5;
const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

class Stream {
  /** @type {import('node:http2').ClientHttp2Stream} */
  #stream;
  /** @type {import('node:http2').ClientHttp2Session} */
  #session;
  /** @type {Plan} */
  #plan;
  /** @type {Buffer} */
  #frame;
  /** @type {Buffer | undefined} */
  #rest;
  #inFlight = 0;
  #left = 0;
  #answered = 0;
  #ended = 0;
  /** When the frames in flight were sent. @type {number[]} */
  #sent = [];
  /** @type {number[]} */
  latencies = [];
  /** @type {() => void} */
  #done = () => undefined;

  /** @param {Plan} plan */
  constructor(plan) {
    this.#plan = plan;
    const message = Buffer.from(plan.frameBase64, 'base64');
    this.#frame = Buffer.alloc(PREFIX_BYTES + message.length);
    this.#frame.writeUInt32BE(message.length, 1);
    message.copy(this.#frame, PREFIX_BYTES);
    // The bench measures the server that it has just started on this machine; who that is needs no proof.
    this.#session = connect(plan.url, {
      rejectUnauthorized: false,
      settings: { initialWindowSize: STREAM_WINDOW_BYTES },
    });
    this.#session.on('connect', () => {
      this.#session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    });
    this.#stream = this.#session.request({
      ':method': 'POST',
      ':path': plan.path,
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: `Bearer ${plan.token}`,
    });
    this.#stream.on('data', (/** @type {Buffer} */ chunk) => {
      this.#receive(chunk);
    });
    this.#stream.on('trailers', (trailers) => {
      if (this.#inFlight > 0) throw new Error(`the batch stream ended: ${String(trailers['grpc-message'])}`);
    });
  }

  /** Sends `operations` operations and resolves when all are answered. @param {number} operations */
  run(operations) {
    this.#left = operations;
    this.#answered = 0;
    this.#ended = 0;
    this.latencies = [];
    return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      this.#done = resolve;
      this.#send();
    });
  }

  close() {
    this.#session.destroy();
  }

  #send() {
    const { inFlight, frameOperations } = this.#plan;
    while (this.#left > 0 && this.#inFlight + frameOperations <= inFlight) {
      this.#inFlight += frameOperations;
      this.#left -= frameOperations;
      this.#sent.push(performance.now());
      this.#stream.write(this.#frame);
    }
    if (this.#inFlight === 0 && this.#left <= 0) this.#done();
  }

  /** @param {Buffer} chunk */
  #receive(chunk) {
    let data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    while (data.length >= PREFIX_BYTES) {
      const end = PREFIX_BYTES + data.readUInt32BE(1);
      if (data.length < end) break;
      const results = countEntries(data, PREFIX_BYTES, end);
      this.#inFlight -= results;
      this.#answered += results;
      data = data.subarray(end);
    }
    this.#rest = data.length === 0 ? undefined : data;
    const now = performance.now();
    // A frame counts as answered when as many answers have come as it and its forerunners hold.
    while (this.#answered - this.#ended >= this.#plan.frameOperations) {
      this.#ended += this.#plan.frameOperations;
      this.latencies.push(now - (this.#sent.shift() ?? now));
    }
    this.#send();
  }
}

/** @param {Buffer} bytes @param {number} start @param {number} end */
function countEntries(bytes, start, end) {
  let count = 0;
  let at = start;
  while (at < end) {
    if (bytes[at] !== ENTRY_TAG) throw new Error('a batch response holds something else than results');
    at += 1;
    let length = 0;
    let byte;
    let shift = 0;
    do {
      byte = bytes[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
    at += length;
    count += 1;
  }
  return count;
}

/** @type {Stream[]} */
let streams = [];

/** @param {{ readonly plan?: Plan, readonly operations?: number }} message */
async function handle({ plan, operations }) {
  if (plan !== undefined) {
    for (const stream of streams) stream.close();
    streams = Array.from({ length: plan.connections }, () => new Stream(plan));
    await Promise.all(streams.map((stream) => stream.run(plan.frameOperations)));
    process.send?.({ ready: true });
    return;
  }
  const each = Math.ceil((operations ?? 0) / streams.length);
  const began = performance.now();
  await Promise.all(streams.map((stream) => stream.run(each)));
  const seconds = (performance.now() - began) / 1000;
  const latencies = streams.flatMap((stream) => stream.latencies).sort((a, b) => a - b);
  process.send?.({ seconds, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) });
}

process.on('message', (/** @type {{ plan?: Plan, operations?: number }} */ message) => {
  handle(message).catch((/** @type {unknown} */ error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => {
  process.exit(0);
});
