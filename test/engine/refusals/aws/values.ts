/** Values that the specimens of AWS share. */
export const everywhere = "0.0.0.0/0";
export const ssh = { protocol: "tcp", fromPort: 22, toPort: 22 };
export const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
export const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
export const allBlocked = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
};

export const assumeRolePolicy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
});

export function allow(Action: string, Resource: string): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
}
export const roleArn = "arn:aws:iam::111111111111:role/some";
export const keyArn = "arn:aws:kms:us-east-1:111111111111:key/00000000-0000-4000-a000-000000000000";
export const inside = "10.10.0.0/16";
export const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
export const insideOnly = {
    subnetIds: ["subnet-1", "subnet-2"],
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
};
