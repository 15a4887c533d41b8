/**
 * Exceptions that no test of the doors raises, and why: checks/exceptions.js.
 * @type {Readonly<Record<string, string>>}
 */
export const UNTESTED_EXCEPTIONS = {
  // Custom key stores of type AWS_CLOUDHSM: CreateCustomKeyStore, UpdateCustomKeyStore, ConnectCustomKeyStore know no
  // cluster yet.
  CloudHsmClusterInUseException: 'there are no clusters yet',
  CloudHsmClusterInvalidConfigurationException: 'there are no clusters yet',
  CloudHsmClusterNotActiveException: 'there are no clusters yet',
  CloudHsmClusterNotRelatedException: 'there are no clusters yet',
  IncorrectTrustAnchorException: 'there are no clusters yet',
  // External key stores behind a VPC endpoint service, which this service does not have: CreateCustomKeyStore.
  XksProxyUriEndpointInUseException: 'endpoint services do not exist here',
  XksProxyVpcEndpointServiceInUseException: 'endpoint services do not exist here',
  XksProxyVpcEndpointServiceInvalidConfigurationException: 'endpoint services do not exist here',
  ServiceUnavailableException: 'only while a front end stops; batch-door.test.ts sees its status',
};
