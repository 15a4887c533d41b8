/// <reference path="../harness/aws4.d.ts" />
/** The requests of the bench: one Encrypt of 256 bytes, in each form that goes over a wire. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import aws4 from 'aws4';
import { encodeBatchRequest } from '@strongroom/proto/batch-codec.js';
import { encodeRequest } from '@strongroom/proto/kms-codec.js';

export const PLAINTEXT_BYTES = 256;
export const KMS_PATH = '/strongroom.kms.v1.KeyManagementService';
const TARGET = 'TrentService.Encrypt';
const CONTENT_TYPE = 'application/x-amz-json-1.1';

/**
 * @typedef {import('./h2load.js').Target} Target
 * @typedef {{ readonly keyId: string, readonly plaintext: Uint8Array }} Request
 */

/** @param {string} keyId @returns {Request} */
export function newRequest(keyId) {
  return { keyId, plaintext: new Uint8Array(randomBytes(PLAINTEXT_BYTES)) };
}

/** @param {Request} request @param {string} folder @returns {string} a file with the gRPC message */
export function grpcBodyFile(request, folder) {
  const message = encodeRequest('Encrypt', request);
  const body = Buffer.alloc(5 + message.length);
  body.writeUInt32BE(message.length, 1);
  body.set(message, 5);
  const file = join(folder, 'encrypt.bin');
  writeFileSync(file, body);
  return file;
}

/** @param {Request} request @param {number} operations @returns {string} one BatchRequest, base64 */
export function batchFrameBase64(request, operations) {
  const payload = encodeRequest('Encrypt', request);
  const entries = Array.from({ length: operations }, (_, id) => ({
    id,
    operation: /** @type {const} */ ('Encrypt'),
    payload,
  }));
  return Buffer.from(encodeBatchRequest(entries)).toString('base64');
}

/** @param {Request} request */
export function jsonBody({ keyId, plaintext }) {
  return JSON.stringify({ KeyId: keyId, Plaintext: Buffer.from(plaintext).toString('base64') });
}

/** @param {string} url @param {string} bodyFile @param {string} token @returns {Target} */
export function grpcTarget(url, bodyFile, token) {
  const headers = { 'content-type': 'application/grpc', te: 'trailers', authorization: `Bearer ${token}` };
  return { url, http1: false, bodyFile, headers: () => headers };
}

/**
 * Signed anew for each run. @param {string} url @param {string} body @param {string} bodyFile
 * @param {{ readonly accessKeyId: string, readonly secretAccessKey: string }} credentials @param {string} region
 * @returns {Target}
 */
export function awsJsonTarget(url, body, bodyFile, credentials, region) {
  const headers = () => {
    const signed = aws4.sign(
      {
        host: new URL(url).host,
        method: 'POST',
        path: '/',
        service: 'kms',
        region,
        body,
        headers: { 'Content-Type': CONTENT_TYPE, 'X-Amz-Target': TARGET },
      },
      credentials,
    );
    const sent = Object.entries(signed.headers ?? {}).filter(([name]) => !/^(host|content-length)$/i.test(name));
    return Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), String(value)]));
  };
  return { url, http1: true, bodyFile, headers };
}
