/** The three spellings of a name: AWS's PascalCase, protobuf's snake_case and our camelCase. */

/** `CloudHsmClusterId` → `cloud_hsm_cluster_id`, `AWSAccountId` → `aws_account_id`. @param {string} pascal */
export function snakeCase(pascal) {
  return pascal
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** As protobufjs does it, so that clients which load the .proto files see the same names. @param {string} snake */
export function camelCase(snake) {
  return snake.replace(/_([a-z])(?=[a-z]|$)/g, (_, letter) => letter.toUpperCase());
}
