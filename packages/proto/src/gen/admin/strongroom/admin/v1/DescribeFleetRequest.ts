// Original file: proto/strongroom/admin/v1/admin.proto


export interface DescribeFleetRequest {
}

export interface DescribeFleetRequest__Output {
}
