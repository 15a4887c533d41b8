/**
 * Encrypts and decrypts through the AWS wire while something happens to the containers. Every request is sent once: one
 * that fails fails the run.
 *
 *     node requests.js ENDPOINT KEY ROUNDS [COMMAND ARGUMENT...]
 *
 * COMMAND runs when a third of the rounds are done, and must succeed. Credentials and Region come from the environment.
 */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';

const CONCURRENT = 4;

const [endpoint = '', keyId = '', roundsText = '', ...command] = process.argv.slice(2);
const rounds = Number(roundsText);
const [program, ...programArguments] = command;
const kms = new KMSClient({ endpoint, maxAttempts: 1 });
let begun = 0;
let done = 0;
/** @type {Promise<unknown> | undefined} */
let event;

async function work() {
  while (begun < rounds) {
    const Plaintext = Buffer.from(`round ${String((begun += 1))}`);
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyId, Plaintext }));
    const answer = await kms.send(new DecryptCommand({ CiphertextBlob }));
    if (!Plaintext.equals(answer.Plaintext ?? Buffer.alloc(0))) throw new Error('decrypted to something else');
    done += 1;
    if (program !== undefined && done * 3 >= rounds) event ??= promisify(execFile)(program, programArguments);
  }
}

await Promise.all(Array.from({ length: CONCURRENT }, work));
await event;
process.stdout.write(`${String(done)} round trips\n`);
