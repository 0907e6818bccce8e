package homeport.cloud.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.aws.AwsException;
import homeport.cloud.iam.World.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.LocationTrait;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;

/** What must be allowed for a request, by the resources that it names. */
class NeedsTest {
    private static final String RDS = "arn:aws:rds:us-east-1:000000000000:";
    private final World world = new World();
    private final Key jane = world.user("jane");

    /** What a statement's resource must match for the request to pass. */
    @ParameterizedTest(name = "{0} {1} needs {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rds | CreateDBInstance          | DBInstanceIdentifier=Orders,DBParameterGroupName=g | arn:aws:rds:us-east-1:000000000000:db:orders | arn:aws:rds:us-east-1:000000000000:pg:g
                    rds | DescribeDBInstances       |                                            | arn:aws:rds:us-east-1:000000000000:db:* | *
                    rds | DescribeEvents            |                                            | * | *
                    rds | AddTagsToResource         | ResourceName=arn:aws:rds:us-east-1:000000000000:pg:G | arn:aws:rds:us-east-1:000000000000:pg:g | *
                    rds | CreateDBInstance          | DBInstanceIdentifier=a,MonitoringRoleArn=arn:aws:iam::000000000000:role/m | arn:aws:rds:us-east-1:000000000000:db:a | arn:aws:iam::000000000000:role/m
                    cloudformation | CreateStack    | StackName=shop,RoleARN=arn:aws:iam::000000000000:role/d | arn:aws:cloudformation:us-east-1:000000000000:stack/shop/* | arn:aws:iam::000000000000:role/d
                    cloudformation | DescribeStacks | StackName=arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1 | arn:aws:cloudformation:us-east-1:000000000000:stack/shop/* | *
                    cloudformation | DescribeStacks |                                       | * | *
                    """)
    void aRequestNeedsWhatItNames(
            String service, String action, String members, String first, String second) {
        var request = request(members);
        world.allow("jane", on(first, second));
        world.gate(jane, service, action, request);
        for (String one : new String[] {first, second}) {
            if (one.equals("*")) continue;
            world.allow("jane", on(one, "arn:aws:none:::none"));
            if (first.equals(one) && second.equals("*")) world.gate(jane, service, action, request);
            else
                refused(
                        "on resource: " + (one.equals(first) ? second : first),
                        () -> world.gate(jane, service, action, request));
        }
    }

    /**
     * However a request names a database or what belongs to a DB proxy, its ARN decides. Sources:
     * Service Authorization Reference of RDS; RDS user guide, "RDS Proxy".
     */
    @ParameterizedTest(name = "{0} of {1}: {2}, {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    RestoreDBInstanceToPointInTime  | SourceDbiResourceId=db-X,TargetDBInstanceIdentifier=copy | db:copy                        | db:prod
                    RestoreDBInstanceToPointInTime  | SourceDBInstanceAutomatedBackupsArn=ARN:auto-backup:ab-1,TargetDBInstanceIdentifier=copy | db:copy | db:prod
                    RestoreDBClusterToPointInTime   | SourceDbClusterResourceId=cluster-X,DBClusterIdentifier=copy | cluster:copy               | cluster:sales
                    DeleteDBInstanceAutomatedBackup | DbiResourceId=db-X               | db:prod                                                | db:prod
                    DeleteDBProxy                   | DBProxyName=front                | db-proxy:prx-1                                         | db-proxy:prx-1
                    DeleteDBProxyEndpoint           | DBProxyEndpointName=read         | db-proxy-endpoint:prx-endpoint-1                       | db-proxy-endpoint:prx-endpoint-1
                    CreateDBProxyEndpoint           | DBProxyName=front,DBProxyEndpointName=new | db-proxy:prx-1                                | db-proxy-endpoint:*
                    ModifyDBProxyTargetGroup        | DBProxyName=front                | target-group:prx-tg-1                                  | target-group:prx-tg-1
                    DescribeDBProxyTargets          | DBProxyName=front                | db-proxy:prx-1                                         | target-group:prx-tg-1
                    RegisterDBProxyTargets          | DBProxyName=front,DBInstanceIdentifiers=prod | target-group:prx-tg-1                      | target-group:prx-tg-1
                    DescribeDBProxies               | DBProxyName=none                 | db-proxy:*                                             | db-proxy:*
                    """)
    void whatIsNamedOtherwiseIsJudgedByItsArn(
            String action, String members, String first, String second) {
        named();
        var request = request(members.replace("ARN:", RDS));
        world.allow("jane", on(RDS + first, RDS + second));
        world.gate(jane, "rds", action, request);
        if (first.equals(second)) world.allow("jane", on(RDS + "db:other", RDS + "db-proxy:front"));
        else world.allow("jane", on(RDS + first, RDS + "db:other"));
        refused(action, () -> world.gate(jane, "rds", action, request));
    }

    @ParameterizedTest(name = "{2} of {1} is denied")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    RestoreDBInstanceToPointInTime  | SourceDbiResourceId=db-X         | db:prod
                    CreateDBCluster                 | DBClusterIdentifier=copy,ReplicationSourceIdentifier=prod | db:prod
                    CreateDBCluster                 | DBClusterIdentifier=copy,ReplicationSourceIdentifier=ARN:db:prod | db:prod
                    ModifyDBInstance                | DBInstanceIdentifier=dev,NewDBInstanceIdentifier=Prod | db:prod
                    ModifyDBCluster                 | DBClusterIdentifier=dev,NewDBClusterIdentifier=prod | cluster:prod
                    DeleteDBInstance                | DBInstanceIdentifier=dev,FinalDBSnapshotIdentifier=kept | snapshot:kept
                    DeleteDBCluster                 | DBClusterIdentifier=dev,FinalDBSnapshotIdentifier=kept | cluster-snapshot:kept
                    RestoreDBInstanceToPointInTime  | SourceDBInstanceAutomatedBackupsArn=ARN:auto-backup:ab-1 | db:prod
                    RestoreDBInstanceToPointInTime  | SourceDBInstanceAutomatedBackupsArn=ARN:auto-backup:ab-1 | auto-backup:ab-1
                    DeleteDBInstanceAutomatedBackup | DBInstanceAutomatedBackupsArn=ARN:auto-backup:ab-1 | db:prod
                    RegisterDBProxyTargets          | DBProxyName=front,DBInstanceIdentifiers=prod | db:prod
                    RegisterDBProxyTargets          | DBProxyName=front,DBInstanceIdentifiers=prod | db-proxy:prx-1
                    """)
    void aDenyReachesItByEveryName(String action, String members, String resource) {
        named();
        var request = request(members.replace("ARN:", RDS));
        world.allow("jane", on("*", "*"));
        world.gate(jane, "rds", action, request);
        world.allow(
                "jane",
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                {"Effect":"Deny","Action":"rds:*","Resource":"%s"}]}
                """
                        .formatted(RDS + resource));
        refused("explicit deny", () -> world.gate(jane, "rds", action, request));
    }

    private void named() {
        world.rdsArns =
                Map.of(
                        "DATABASE_BY_RESOURCE_ID db-X",
                        RDS + "db:prod",
                        "DATABASE_BY_RESOURCE_ID cluster-X",
                        RDS + "cluster:sales",
                        "DATABASE_BY_BACKUPS " + RDS + "auto-backup:ab-1",
                        RDS + "db:prod",
                        "PROXY front",
                        RDS + "db-proxy:prx-1",
                        "PROXY_ENDPOINT read",
                        RDS + "db-proxy-endpoint:prx-endpoint-1",
                        "TARGET_GROUP front",
                        RDS + "target-group:prx-tg-1");
    }

    @ParameterizedTest(name = "{2} of {1} is denied")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    AttachInternetGateway   | InternetGatewayId=igw-1,VpcId=vpc-1        | internet-gateway/igw-1
                    AttachInternetGateway   | InternetGatewayId=igw-1,VpcId=vpc-1        | vpc/vpc-1
                    AssociateRouteTable     | RouteTableId=rtb-1,SubnetId=subnet-1       | route-table/rtb-1
                    AssociateRouteTable     | RouteTableId=rtb-1,SubnetId=subnet-1       | subnet/subnet-1
                    CreateTags              | Resources=sg-1                             | security-group/sg-1
                    DeleteTags              | Resources=subnet-1                         | subnet/subnet-1
                    DeleteVpcEndpoints      | VpcEndpointIds=vpce-1                      | vpc-endpoint/vpce-1
                    CreateNetworkInterface  | SubnetId=subnet-1,Groups=sg-1              | security-group/sg-1
                    ModifyVpcEndpoint       | VpcEndpointId=vpce-1,AddSubnetIds=subnet-1 | subnet/subnet-1
                    """)
    void aDenyReachesWhateverACallToEc2Names(String action, String members, String resource) {
        var request = request(members);
        world.allow("jane", on("*", "*"));
        world.gate(jane, "ec2", action, request);
        world.allow(
                "jane",
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                {"Effect":"Deny","Action":"ec2:*","Resource":"arn:aws:ec2:us-east-1:000000000000:%s"}]}
                """
                        .formatted(resource));
        refused("explicit deny", () -> world.gate(jane, "ec2", action, request));
    }

    /** Source: IAM API reference, "UpdateUser", "UpdateGroup". */
    @ParameterizedTest
    @CsvSource({
        "UpdateUser, UserName=jane;NewPath=/admins/, user/admins/jane",
        "UpdateUser, UserName=jane;NewUserName=root2, user/root2",
        "UpdateGroup, GroupName=team;NewGroupName=ops, group/ops",
    })
    void whoIsRenamedMustBeAllowedUnderBothNames(String action, String members, String resource) {
        world.root(
                CreateGroupResponse.class, CreateGroupRequest.builder().groupName("team").build());
        var request = request(members.replace(';', ','));
        String both =
                """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":
                ["arn:aws:iam::000000000000:user/jane","arn:aws:iam::000000000000:group/team"%s]}}
                """;
        world.allow("jane", both.formatted(",\"arn:aws:iam::000000000000:" + resource + "\""));
        world.gate(jane, "iam", action, request);
        world.allow("jane", both.formatted(""));
        refused(resource, () -> world.gate(jane, "iam", action, request));
    }

    @Test
    void tagsDecideWhereThePolicySaysSo() {
        world.allow(
                "jane",
                """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"rds:*","Resource":"*",
                "Condition":{"StringEquals":{"aws:ResourceTag/team":"db","rds:db-tag/team":"db"}}}}
                """);
        var request = request("DBInstanceIdentifier=orders");
        refused("rds:StopDBInstance", () -> world.gate(jane, "rds", "StopDBInstance", request));
        world.rdsTags = Map.of("team", "db");
        world.gate(jane, "rds", "StopDBInstance", request);
    }

    private static void refused(String because, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsException.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo("AccessDenied");
                            assertThat(refused).hasMessageContaining(because);
                        });
    }

    private static Object value(String[] pair) {
        boolean many = pair[0].endsWith("s") && !pair[0].startsWith("Tag");
        return many ? List.of(pair[1]) : pair[1];
    }

    /** A request of a service that is not here, by its members: {@code Name=value,…}. */
    private static SdkPojo request(String members) {
        var fields = new ArrayList<SdkField<?>>();
        for (String member : Optional.ofNullable(members).orElse("").split(",")) {
            String[] pair = member.split("=", 2);
            if (pair.length < 2) continue;
            fields.add(
                    SdkField.<Object>builder(MarshallingType.newType(Object.class))
                            .memberName(pair[0])
                            .getter(any -> value(pair))
                            .setter((any, value) -> {})
                            .traits(
                                    LocationTrait.builder()
                                            .location(MarshallLocation.PAYLOAD)
                                            .locationName(pair[0])
                                            .build())
                            .build());
        }
        return new SdkPojo() {
            @Override
            public List<SdkField<?>> sdkFields() {
                return fields;
            }

            @Override
            public Map<String, SdkField<?>> sdkFieldNameToField() {
                return Map.of();
            }
        };
    }

    static String on(String first, String second) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":[\"%s\",\"%s\"]}}"
                .formatted(first, second);
    }
}
