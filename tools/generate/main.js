/**
 * Writes everything that is generated: from the facts of the KMS API, the .proto files, the operations' declarations
 * and the error table. Nothing needs a build.
 *
 *     npm run generate              writes
 *     npm run generate -- --check   writes nothing; fails when a committed output differs
 */
import { descriptorsTs } from './descriptors.js';
import { grpcTypes } from './grpc-types.js';
import { kmsModelTs } from './kms-model-ts.js';
import { kmsProto } from './kms-proto.js';
import { kmsTypesTs } from './kms-types-ts.js';
import { loadModel } from './model.js';
import { Outputs } from './outputs.js';
import { errorsPage, operationsPage } from './pages.js';
import { registryTs } from './registry-ts.js';
import { errorFacts, operationDeclarations, OPERATIONS_FOLDER } from './sources.js';

const KMS_PROTO = 'proto/strongroom/kms/v1/kms.proto';
const GEN = 'packages/proto/src/gen';

const outputs = new Outputs({ check: process.argv.includes('--check') });
const model = loadModel();
outputs.file(KMS_PROTO, kmsProto(model));
outputs.file('tools/generate/field-numbers.json', `${JSON.stringify(model.numbers.lock, null, 2)}\n`);
outputs.file(`${GEN}/kms-model.ts`, kmsModelTs(model));
outputs.file(`${GEN}/kms-types.ts`, kmsTypesTs(model));
outputs.file(`${GEN}/descriptors.ts`, descriptorsTs());
for (const [directory, files] of grpcTypes()) outputs.directory(`${GEN}/${directory}`, files);
const declarations = operationDeclarations();
outputs.file(`${OPERATIONS_FOLDER}/registry.gen.ts`, registryTs(declarations));
outputs.file('docs/OPERATIONS.md', operationsPage(model, declarations));
outputs.file('docs/ERRORS.md', errorsPage(await errorFacts()));
process.exitCode = outputs.finish();
