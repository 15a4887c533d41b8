// Original file: proto/strongroom/hsm/v1/appliance.proto


export interface SelfTestResult {
  'name'?: (string);
  'passed'?: (boolean);
}

export interface SelfTestResult__Output {
  'name'?: (string);
  'passed'?: (boolean);
}
