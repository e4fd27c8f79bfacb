/**
 * Types without a price per piece. A type that is neither here nor in the list of priced types is a finding: it may
 * cost something, and nothing is ever taken for free by default.
 */

/** Types that cost what their use costs: what the program says does not decide it. */
export const USAGE_BASED: Readonly<Record<string, readonly string[]>> = {
    "aws:cloudwatch/logGroup:LogGroup": ["log data taken in and kept (CloudWatch Logs)"],
    "aws:ec2/flowLog:FlowLog": ["flow log data taken in (vended logs)"],
    "aws:s3/bucket:Bucket": ["objects kept and requests (S3)"],
    "aws:s3/bucketV2:BucketV2": ["objects kept and requests (S3)"],
    "aws:ecr/repository:Repository": ["images kept (ECR)"],
    "aws:rds/snapshot:Snapshot": ["snapshots kept beyond the database's own size (RDS)"],
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": ["replicated backups (RDS)"],
};

const FREE_TYPES: ReadonlySet<string> = new Set([
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/route:Route",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/eipAssociation:EipAssociation",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:kms/alias:Alias",
    "aws:kms/grant:Grant",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    // AWS's own add-ons cost nothing; those of the Marketplace are no part of this program.
    "aws:eks/addon:Addon",
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:elasticache/parameterGroup:ParameterGroup",
    "aws:elasticache/user:User",
    "aws:elasticache/userGroup:UserGroup",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:lb/listener:Listener",
    "aws:lb/listenerRule:ListenerRule",
    "aws:lb/targetGroup:TargetGroup",
    "kubernetes:karpenter.sh/v1:NodeOverlay",
    "kubernetes:monitoring.coreos.com/v1:ServiceMonitor",
    "kubernetes:monitoring.coreos.com/v1:PodMonitor",
    "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
    // What makes no cloud object of its own; eks.Cluster's children are priced one by one.
    "pulumi:pulumi:Stack",
    "pulumi:pulumi:StackReference",
]);

/**
 * Families of types that are free as a whole: IAM, settings of S3 buckets, components (their children are priced), and
 * the API groups of Kubernetes and of the controllers that cause no cloud object. Nodes that workloads need are priced
 * by the NodePools.
 */
const FREE_FAMILIES: readonly RegExp[] = [
    /^aws:iam\//,
    /^aws:s3\/bucket(?:Policy|PublicAccessBlock|OwnershipControls|Acl|Versioning|Logging|LifecycleConfiguration|ServerSideEncryptionConfiguration)(?:V2)?:/,
    /^leanvibe:platform:/,
    /^eks:index:/,
    /^pulumi:providers:/,
    /^kubernetes:(?:core|apps|batch|autoscaling|policy|events\.k8s\.io|coordination\.k8s\.io|discovery\.k8s\.io)\/v\w+:/,
    /^kubernetes:(?:rbac\.authorization|networking|storage|scheduling|node|apiextensions|admissionregistration|apiregistration)(?:\.k8s\.io)?\/v\w+:/,
    /^kubernetes:gateway\.networking\.k8s\.io\/v\w+:/,
    /^kubernetes:eks\.amazonaws\.com\/v\w+:/,
];

/** Whether this type is known to cost nothing by itself. Priced types must be looked up first. */
export function isFree(type: string): boolean {
    return FREE_TYPES.has(type) || FREE_FAMILIES.some((family) => family.test(type));
}
