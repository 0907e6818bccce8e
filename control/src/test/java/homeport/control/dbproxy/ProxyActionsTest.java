package homeport.control.dbproxy;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.control.instance.Addresses;
import homeport.control.testkit.Calls;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.rds.model.CreateDbProxyRequest;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbProxyResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxiesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbProxyTargetGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeEventsRequest;
import software.amazon.awssdk.services.rds.model.DescribeEventsResponse;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyResponse;
import software.amazon.awssdk.services.rds.model.Tag;

/** Source: RDS API reference, CreateDBProxy to DescribeDBProxies. */
class ProxyActionsTest {
    private final ProxyRig rig = new ProxyRig(false);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aNewProxyHasAwssDefaults() {
        DBProxy made = rig.create(ProxyRig.request("Web"));
        assertThat(made.dbProxyName()).isEqualTo("web");
        assertThat(made.dbProxyArn())
                .matches("arn:aws:rds:us-east-1:000000000000:db-proxy:prx-[0-9a-f]{17}");
        assertThat(made.statusAsString()).isEqualTo("creating");
        assertThat(made.engineFamily()).isEqualTo("POSTGRESQL");
        assertThat(made.vpcId()).isEqualTo("vpc-1");
        assertThat(made.vpcSecurityGroupIds()).containsExactly("sg-default");
        assertThat(made.vpcSubnetIds()).containsExactly("subnet-a", "subnet-b", "subnet-c");
        assertThat(made.defaultAuthScheme()).isEqualTo("NONE");
        assertThat(made.requireTLS()).isFalse();
        assertThat(made.idleClientTimeout()).isEqualTo(1800);
        assertThat(made.debugLogging()).isFalse();
        assertThat(made.endpoint()).startsWith("127.1.7.");
        assertThat(made.createdDate()).isEqualTo(Calls.NOW);
        assertThat(made.auth().getFirst().iamAuthAsString()).isEqualTo("DISABLED");
        assertThat(made.auth().getFirst().clientPasswordAuthTypeAsString())
                .isEqualTo("POSTGRES_SCRAM_SHA_256");
        ProxyRig.await("available", () -> rig.describe("web").statusAsString().equals("available"));
        assertThat(rig.told()).containsExactly("0203 RDS created DB proxy web.");
    }

    @Test
    void itsPlanSaysWhatTheProxyDoes() {
        rig.made("web");
        ProxyPlan plan = rig.runtime.planOf("web");
        assertThat(plan.arn()).isEqualTo(rig.describe("web").dbProxyArn());
        assertThat(plan.endpoints()).hasSize(1);
        ProxyPlan.Endpoint endpoint = plan.endpoints().getFirst();
        assertThat(endpoint.name()).isEqualTo("default");
        assertThat(endpoint.address()).isEqualTo(rig.describe("web").endpoint());
        assertThat(endpoint.port()).isEqualTo(5432);
        assertThat(endpoint.host())
                .matches("web\\.proxy-c[a-z0-9]{11}\\.us-east-1\\.rds\\.amazonaws\\.com");
        assertThat(plan.auth().getFirst().secretArn()).isEqualTo(ProxyRig.SECRET);
        assertThat(plan.idleClientMax()).isEqualTo(Duration.ofMinutes(30));
        assertThat(plan.pool()).isEqualTo(PoolConfig.DEFAULT);
        assertThat(plan.target()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    family=MYSQL          | InvalidParameterValue: Invalid EngineFamily: MYSQL. Homeport has POSTGRESQL.
                    role=admin            | InvalidParameterValue: RoleArn is 'admin', and must be the ARN of an IAM role.
                    subnets=subnet-a      | InvalidSubnet: A proxy needs subnets in at least 2 Availability Zones. These are in: us-east-1a.
                    subnets=subnet-a subnet-a2 | InvalidSubnet: A proxy needs subnets in at least 2 Availability Zones. These are in: us-east-1a.
                    subnets=subnet-a subnet-q  | InvalidSubnet: The subnet ID 'subnet-q' does not exist
                    subnets=subnet-a subnet-x  | InvalidSubnet: The subnets are in different VPCs; they must be in one.
                    group=sg-q            | InvalidParameterValue: Invalid security group , groupId= sg-q, groupName=.
                    group=sg-x            | InvalidParameterCombination: The proxy is in vpc-1 and the EC2 security group sg-x is in vpc-2.
                    idle=0                | InvalidParameterValue: IdleClientTimeout is 0, allowed 1 to 28800.
                    idle=28801            | InvalidParameterValue: IdleClientTimeout is 28801, allowed 1 to 28800.
                    auth=none             | InvalidParameterCombination: Auth must have an entry unless DefaultAuthScheme is IAM_AUTH.
                    auth=201              | InvalidParameterValue: Auth has 201 entries, allowed 200.
                    secret=orders         | InvalidParameterValue: SecretArn is 'orders', and must be the ARN of a secret in AWS Secrets Manager.
                    iam=ENABLED           | InvalidParameterValue: IAMAuth ENABLED isn't supported for engine family POSTGRESQL. Allowed: DISABLED, REQUIRED.
                    client=MYSQL_NATIVE_PASSWORD | InvalidParameterValue: ClientPasswordAuthType MYSQL_NATIVE_PASSWORD isn't supported for engine family POSTGRESQL.
                    network=DUAL          | InvalidParameterValue: The network type DUAL isn't available. Homeport has IPV4.
                    """)
    void refuses(String change, String expected) {
        CreateDbProxyRequest.Builder request = ProxyRig.request("web");
        String value = change.substring(change.indexOf('=') + 1);
        switch (change.substring(0, change.indexOf('='))) {
            case "family" -> request.engineFamily(value);
            case "role" -> request.roleArn(value);
            case "subnets" -> request.vpcSubnetIds(value.split(" "));
            case "group" -> request.vpcSecurityGroupIds(value);
            case "idle" -> request.idleClientTimeout(Integer.valueOf(value));
            case "secret" -> request.auth(ProxyRig.entry().secretArn(value).build());
            case "iam" -> request.auth(ProxyRig.entry().iamAuth(value).build());
            case "client" -> request.auth(ProxyRig.entry().clientPasswordAuthType(value).build());
            case "network" -> request.endpointNetworkType(value);
            case "auth" ->
                    request.auth(
                            value.equals("none")
                                    ? List.of()
                                    : Collections.nCopies(201, ProxyRig.entry().build()));
            default -> throw new IllegalArgumentException(change);
        }
        assertThat(Calls.error(() -> rig.create(request))).isEqualTo(expected);
    }

    @Test
    void tokensOnBothSidesNeedNoSecret() {
        DBProxy made =
                rig.create(ProxyRig.request("web").auth(List.of()).defaultAuthScheme("IAM_AUTH"));
        assertThat(made.defaultAuthScheme()).isEqualTo("IAM_AUTH");
        assertThat(made.auth()).isEmpty();
        rig.made("other");
        ModifyDbProxyRequest.Builder none =
                ModifyDbProxyRequest.builder().dbProxyName("other").auth(List.of());
        assertThat(Calls.error(() -> modify(none)))
                .isEqualTo(
                        "InvalidParameterCombination: Auth must have an entry unless DefaultAuthScheme is IAM_AUTH.");
    }

    @Test
    void subnetsMayComeAsOneText() {
        DBProxy made =
                rig.create(ProxyRig.request("web").vpcSubnetIds("subnet-a,subnet-b,subnet-c"));
        assertThat(made.vpcSubnetIds()).containsExactly("subnet-a", "subnet-b", "subnet-c");
    }

    @Test
    void toAwsOneTextIsOneSubnet() {
        try (ProxyRig strict = new ProxyRig(true)) {
            assertThat(
                            Calls.error(() ->
                                    strict.create(
                                            ProxyRig.request("web")
                                                    .vpcSubnetIds("subnet-a,subnet-b"))))
                    .isEqualTo("InvalidSubnet: The subnet ID 'subnet-a,subnet-b' does not exist");
        }
    }

    @Test
    void aNameIsTakenOnceWhateverItsCase() {
        rig.create(ProxyRig.request("web"));
        assertThat(Calls.error(() -> rig.create(ProxyRig.request("WEB"))))
                .isEqualTo("DBProxyAlreadyExistsFault: DBProxy web already exists.");
    }

    @Test
    void thereAreTwentyInARegion() {
        for (int i = 0; i < 20; i++) rig.create(ProxyRig.request("web" + i));
        assertThat(Calls.error(() -> rig.create(ProxyRig.request("web20"))))
                .isEqualTo("DBProxyQuotaExceededFault: 20 DB proxies, allowed 20.");
    }

    @Test
    void aZoneThatIsFullHasNoAddressForAnEndpoint() {
        var addresses = new Addresses(rig.store, 7);
        rig.store.commit(addresses.take("us-east-1a", 127, "x").ops()).orElseThrow();
        rig.store.commit(addresses.take("us-east-1a", 127, "y").ops()).orElseThrow();
        assertThat(Calls.error(() -> rig.create(ProxyRig.request("web"))))
                .startsWith("InsufficientAvailableIPsInSubnetFault: Zone us-east-1a");
        rig.create(ProxyRig.request("web").vpcSubnetIds("subnet-b", "subnet-c"));
    }

    @Test
    void theListComesInPages() {
        for (int i = 10; i < 30; i++) rig.create(ProxyRig.request("web" + i));
        DescribeDbProxiesRequest.Builder page = DescribeDbProxiesRequest.builder().maxRecords(20);
        assertThat(list(page).marker()).isNull();
        assertThat(list(page).dbProxies()).hasSize(20);
        assertThat(list(page).dbProxies().getFirst().dbProxyName()).isEqualTo("web10");
        assertThat(Calls.error(() -> list(DescribeDbProxiesRequest.builder().maxRecords(19))))
                .startsWith("InvalidParameterValue: Invalid value 19 for MaxRecords.");
        assertThat(
                        Calls.error(() ->
                                list(
                                        DescribeDbProxiesRequest.builder()
                                                .filters(
                                                        Filter.builder()
                                                                .name("x")
                                                                .values("y")
                                                                .build()))))
                .startsWith("InvalidParameterValue: Unrecognized filter name: x.");
        assertThat(Calls.error(() -> rig.describe("nobody")))
                .isEqualTo("DBProxyNotFoundFault: DBProxy nobody not found.");
    }

    private DescribeDbProxiesResponse list(DescribeDbProxiesRequest.Builder request) {
        return rig.call("DescribeDBProxies", request.build(), DescribeDbProxiesResponse.class);
    }

    private DBProxy modify(ModifyDbProxyRequest.Builder request) {
        return rig.call("ModifyDBProxy", request.build(), ModifyDbProxyResponse.class).dbProxy();
    }

    @Test
    void aModificationIsInForceWhenTheRuntimeHasIt() {
        rig.made("web");
        DBProxy changed =
                modify(
                        ModifyDbProxyRequest.builder()
                                .dbProxyName("web")
                                .newDBProxyName("web") // as Terraform does
                                .requireTLS(true)
                                .idleClientTimeout(60)
                                .securityGroups("sg-1", "sg-2"));
        assertThat(changed.statusAsString()).isEqualTo("modifying");
        ProxyRig.await("available", () -> rig.describe("web").statusAsString().equals("available"));
        DBProxy is = rig.describe("web");
        assertThat(is.requireTLS()).isTrue();
        assertThat(is.vpcSecurityGroupIds()).containsExactly("sg-1", "sg-2");
        assertThat(is.auth()).hasSize(1);
        assertThat(rig.runtime.planOf("web").idleClientMax()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rig.told()).contains("0204 RDS modified DB proxy web.");
    }

    @Test
    void aRenamedProxyKeepsItsIdAndFreesItsName() {
        DBProxy made = rig.made("web");
        rig.made("other");
        ModifyDbProxyRequest.Builder toOther =
                ModifyDbProxyRequest.builder().dbProxyName("web").newDBProxyName("other");
        assertThat(Calls.error(() -> modify(toOther)))
                .isEqualTo("DBProxyAlreadyExistsFault: DBProxy other already exists.");
        modify(ModifyDbProxyRequest.builder().dbProxyName("web").newDBProxyName("shop"));
        assertThat(rig.describe("shop").dbProxyArn()).isEqualTo(made.dbProxyArn());
        assertThat(rig.describe("shop").endpoint()).isEqualTo(made.endpoint());
        assertThat(Calls.error(() -> rig.describe("web"))).startsWith("DBProxyNotFoundFault");
        rig.create(ProxyRig.request("web"));
    }

    @Test
    void aProxyThatIsBeingMadeCannotBeChanged() {
        rig.runtime.hold();
        rig.create(ProxyRig.request("web"));
        ModifyDbProxyRequest.Builder change =
                ModifyDbProxyRequest.builder().dbProxyName("web").requireTLS(true);
        assertThat(Calls.error(() -> modify(change)))
                .isEqualTo(
                        "InvalidDBProxyStateFault: DB Proxy web is in an unsupported state - CREATING, needs to be in [AVAILABLE, MODIFYING]");
        assertThat(Calls.error(() -> rig.createEndpoint("web", "more", "READ_WRITE")))
                .startsWith("InvalidDBProxyStateFault");
    }

    @Test
    void anAddressThatCannotBeListenedOnIsToldAndTriedAgain() {
        rig.runtime.say(new ProxyRuntime.Listening.Refused("127.1.7.1 is taken"));
        rig.create(ProxyRig.request("web"));
        ProxyRig.await(
                "refused",
                () -> rig.describe("web").statusAsString().equals("incompatible-network"));
        assertThat(rig.all.proxies().list(Calls.REGION).getFirst().seen().troubles())
                .containsValue("127.1.7.1 is taken");
        rig.runtime.say(new ProxyRuntime.Listening.Open());
        ProxyRig.await("available", () -> rig.describe("web").statusAsString().equals("available"));
    }

    /** Source: RDS user guide, "Monitoring RDS Proxy": enhanced logging ends after 24 hours. */
    @Test
    void debugLoggingSwitchesItselfOff() {
        rig.create(ProxyRig.request("web").debugLogging(true));
        assertThat(rig.describe("web").debugLogging()).isTrue();
        DescribeDbProxiesRequest all = DescribeDbProxiesRequest.builder().build();
        DBProxy later =
                rig.callAt(
                                Calls.NOW.plus(Duration.ofHours(24)),
                                "DescribeDBProxies",
                                all,
                                DescribeDbProxiesResponse.class)
                        .dbProxies()
                        .getFirst();
        assertThat(later.debugLogging()).isFalse();
    }

    @Test
    void aDeletedProxyLeavesNothing() {
        List<String> before = rig.keys();
        rig.made("web");
        rig.createEndpoint("web", "more", "READ_WRITE");
        DBProxy gone =
                rig.call(
                                "DeleteDBProxy",
                                DeleteDbProxyRequest.builder().dbProxyName("web").build(),
                                DeleteDbProxyResponse.class)
                        .dbProxy();
        assertThat(gone.statusAsString()).isEqualTo("deleting");
        ProxyRig.await("gone", () -> rig.all.proxies().list(Calls.REGION).isEmpty());
        assertThat(rig.runtime.plans).isEmpty();
        assertThat(rig.keys().stream().filter(key -> !key.contains("/event/")))
                .containsExactlyElementsOf(before);
        assertThat(rig.told()).contains("0205 RDS deleted DB proxy web.");
    }

    /** Source: RDS user guide, "RDS Proxy events". */
    @Test
    void refusedClientsAreToldOf() {
        rig.made("web");
        rig.runtime.throttled = 3;
        rig.runtime.say(new ProxyRuntime.Listening.Open());
        String told =
                "0275 RDS refused client connections to DB proxy web: more asked at once than may.";
        ProxyRig.await("told", () -> rig.told().contains(told));
        rig.runtime.throttled = 4;
        rig.runtime.say(new ProxyRuntime.Listening.Open());
        assertThat(rig.told()).as("once in an hour").containsOnlyOnce(told);
    }

    @Test
    void whatItIsInIsInUse() {
        rig.create(ProxyRig.request("web").vpcSecurityGroupIds("sg-1"));
        assertThat(rig.all.proxies().usesNetwork(Calls.REGION, "subnet-c")).isTrue();
        assertThat(rig.all.proxies().usesNetwork(Calls.REGION, "sg-1")).isTrue();
        assertThat(rig.all.proxies().usesNetwork(Calls.REGION, "sg-2")).isFalse();
        assertThat(rig.all.proxies().usesNetwork("eu-west-1", "sg-1")).isFalse();
    }

    @Test
    void proxiesGroupsAndEndpointsCarryTags() {
        DBProxy made =
                rig.create(
                        ProxyRig.request("web")
                                .tags(Tag.builder().key("team").value("shop").build()));
        assertThat(tags(made.dbProxyArn())).containsExactly("team=shop");
        ProxyRig.await("available", () -> rig.describe("web").statusAsString().equals("available"));
        String group =
                rig.call(
                                "DescribeDBProxyTargetGroups",
                                DescribeDbProxyTargetGroupsRequest.builder()
                                        .dbProxyName("web")
                                        .build(),
                                DescribeDbProxyTargetGroupsResponse.class)
                        .targetGroups()
                        .getFirst()
                        .targetGroupArn();
        String endpoint = rig.createEndpoint("web", "more", "READ_WRITE").dbProxyEndpointArn();
        for (String arn : List.of(group, endpoint)) {
            rig.call(
                    "AddTagsToResource",
                    AddTagsToResourceRequest.builder()
                            .resourceName(arn)
                            .tags(Tag.builder().key("of").value(arn).build())
                            .build(),
                    AddTagsToResourceResponse.class);
            assertThat(tags(arn)).containsExactly("of=" + arn);
        }
        assertThat(tags(made.dbProxyArn())).containsExactly("team=shop");
        assertThat(Calls.error(() -> tags(Calls.arn("db-proxy", "prx-0"))))
                .startsWith("DBProxyNotFoundFault");
        assertThat(Calls.error(() -> tags(Calls.arn("target-group", "prx-tg-0"))))
                .startsWith("DBProxyTargetGroupNotFoundFault");
    }

    private List<String> tags(String arn) {
        return rig
                .call(
                        "ListTagsForResource",
                        ListTagsForResourceRequest.builder().resourceName(arn).build(),
                        ListTagsForResourceResponse.class)
                .tagList()
                .stream()
                .map(tag -> tag.key() + "=" + tag.value())
                .toList();
    }

    /** Source: RDS user guide, "RDS Proxy events": a proxy's events have its name in their ARN. */
    @Test
    void itsEventsAreFoundByItsName() {
        rig.made("web");
        var events =
                rig.call(
                                "DescribeEvents",
                                DescribeEventsRequest.builder()
                                        .sourceType("db-proxy")
                                        .sourceIdentifier("web")
                                        .build(),
                                DescribeEventsResponse.class)
                        .events();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().sourceArn()).isEqualTo(Calls.arn("db-proxy", "web"));
        assertThat(events.getFirst().eventCategories()).containsExactly("creation");
        assertThat(events.getFirst().sourceTypeAsString().toLowerCase(Locale.ROOT))
                .isEqualTo("db-proxy");
    }
}
