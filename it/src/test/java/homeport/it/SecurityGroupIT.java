package homeport.it;

import static homeport.it.Databases.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.EngineFamily;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Security groups of an instance and of a DB proxy say who comes in, where loopback is not admitted
 * anyway. The VPC is a part of loopback, so that clients can have addresses of it.
 */
class SecurityGroupIT {
    private static final Duration MAX = Duration.ofSeconds(120);
    private static final String MEMBER = "127.9.1.20";
    private static final String STRANGER = "127.9.1.21";
    private static final IpPermission ANYWHERE = tcp().ipRanges(block("127.0.0.0/8")).build();

    @TempDir Path home;

    private Ec2Client ec2;
    private List<String> subnets;
    private String db;
    private String app;

    @Test
    void theRulesOfTheGroupsSayWhoComesIn() throws Exception {
        try (Stage stage = Stage.in(home, "--admit-loopback=false");
                RdsClient rds = stage.rds();
                Ec2Client opened = stage.client(Ec2Client.builder().region(Region.US_EAST_1))) {
            ec2 = opened;
            network();
            DBInstance orders = instance(stage, rds);
            String proxy = proxy(stage, rds);
            refused("127.0.0.1 to orders", () -> from("127.0.0.1", stage, orders));
            membersComeIn(stage, orders);
            blocksComeIn(stage, orders);
            proxyAsks(stage, proxy);
            otherGroupsSayOtherwise(stage, rds, orders, proxy);
            assertThat(Files.readString(log(stage)))
                    .contains("security groups decide who is admitted")
                    .contains("orders: no security group rule admits 127.0.0.1");
        }
    }

    private void membersComeIn(Stage stage, DBInstance orders) throws Exception {
        IpPermission members =
                tcp().userIdGroupPairs(UserIdGroupPair.builder().groupId(app).build()).build();
        ec2.authorizeSecurityGroupIngress(r -> r.groupId(db).ipPermissions(members));
        refused(MEMBER + " to orders", () -> from(MEMBER, stage, orders));
        ec2.createNetworkInterface(
                r -> r.subnetId(subnets.getFirst()).groups(app).privateIpAddress(MEMBER));
        isIn(from(MEMBER, stage, orders));
        refused(STRANGER + " to orders", () -> from(STRANGER, stage, orders));
        ec2.revokeSecurityGroupIngress(r -> r.groupId(db).ipPermissions(members));
        refused(MEMBER + " to orders", () -> from(MEMBER, stage, orders));
    }

    /** A change is for the next connection; who is in stays. */
    private void blocksComeIn(Stage stage, DBInstance orders) throws Exception {
        ec2.authorizeSecurityGroupIngress(r -> r.groupId(db).ipPermissions(ANYWHERE));
        try (Connection before = from(STRANGER, stage, orders)) {
            ec2.revokeSecurityGroupIngress(r -> r.groupId(db).ipPermissions(ANYWHERE));
            refused(STRANGER + " to orders", () -> from(STRANGER, stage, orders));
            assertThat(before.isValid(5)).isTrue();
        }
    }

    /** Who comes in gets as far as the password, which nobody has been given. */
    private void proxyAsks(Stage stage, String proxy) {
        ThrowingCallable come =
                () -> stage.connect(proxy, 5432, "postgres", "nobody", PASSWORD).close();
        refused("127.0.0.1 to orders-proxy", come);
        ec2.authorizeSecurityGroupIngress(r -> r.groupId(app).ipPermissions(ANYWHERE));
        assertThatThrownBy(come)
                .isInstanceOf(SQLException.class)
                .message()
                .doesNotContain("security group")
                .contains("nobody");
    }

    /** By now {@code app} lets everybody in, and {@code db} nobody. */
    private void otherGroupsSayOtherwise(
            Stage stage, RdsClient rds, DBInstance orders, String proxy) throws Exception {
        rds.modifyDBInstance(r -> r.dbInstanceIdentifier("orders").vpcSecurityGroupIds(app));
        Stage.await(
                "the instance has its new group",
                MAX,
                () -> {
                    isIn(from(STRANGER, stage, orders));
                    return true;
                });
        rds.modifyDBProxy(r -> r.dbProxyName("orders-proxy").securityGroups(db));
        Stage.await(
                "the proxy has its new group",
                MAX,
                () -> {
                    refused(
                            "127.0.0.1 to orders-proxy",
                            () ->
                                    stage.connect(proxy, 5432, "postgres", "nobody", PASSWORD)
                                            .close());
                    return true;
                });
    }

    private void network() {
        String vpc = ec2.createVpc(r -> r.cidrBlock("127.9.0.0/16")).vpc().vpcId();
        subnets =
                Stream.of("a", "b")
                        .map(zone ->
                                ec2.createSubnet(r ->
                                                r.vpcId(vpc)
                                                        .availabilityZone("us-east-1" + zone)
                                                        .cidrBlock(
                                                                zone.equals("a")
                                                                        ? "127.9.1.0/24"
                                                                        : "127.9.2.0/24"))
                                        .subnet()
                                        .subnetId())
                        .toList();
        db = group(vpc, "db");
        app = group(vpc, "app");
    }

    private String group(String vpc, String name) {
        return ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName(name).description(name))
                .groupId();
    }

    private DBInstance instance(Stage stage, RdsClient rds) throws Exception {
        rds.createDBSubnetGroup(
                r -> r.dbSubnetGroupName("own").dbSubnetGroupDescription("own").subnetIds(subnets));
        Databases.create(
                stage, "orders", MAX, r -> r.dbSubnetGroupName("own").vpcSecurityGroupIds(db));
        return stage.instance("orders");
    }

    private String proxy(Stage stage, RdsClient rds) throws Exception {
        String arn;
        try (SecretsManagerClient secrets = stage.secrets()) {
            String login = "{\"username\":\"pgadmin\",\"password\":\"%s\"}".formatted(PASSWORD);
            arn = secrets.createSecret(r -> r.name("login").secretString(login)).arn();
        }
        rds.createDBProxy(r ->
                r.dbProxyName("orders-proxy")
                        .engineFamily(EngineFamily.POSTGRESQL)
                        .roleArn("arn:aws:iam::000000000000:role/proxy")
                        .vpcSubnetIds(subnets)
                        .vpcSecurityGroupIds(app)
                        .auth(UserAuthConfig.builder().secretArn(arn).build()));
        Stage.await(
                "the proxy is available",
                MAX,
                () ->
                        rds.describeDBProxies(r -> r.dbProxyName("orders-proxy"))
                                .dbProxies()
                                .getFirst()
                                .statusAsString()
                                .equals("available"));
        return rds.describeDBProxies(r -> r.dbProxyName("orders-proxy"))
                .dbProxies()
                .getFirst()
                .endpoint();
    }

    private static Connection from(String address, Stage stage, DBInstance to) throws SQLException {
        return stage.connect(to, "pgadmin", PASSWORD, Map.of("localSocketAddress", address));
    }

    private static void isIn(Connection connection) throws SQLException {
        try (connection) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    private static void refused(String whom, ThrowingCallable come) {
        assertThatThrownBy(come)
                .hasMessageContaining("no security group rule admits " + whom)
                .hasFieldOrPropertyWithValue("SQLState", "28000");
    }

    private static Path log(Stage stage) throws IOException {
        try (Stream<Path> files = Files.walk(stage.data().resolve("log"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private static IpPermission.Builder tcp() {
        return IpPermission.builder().ipProtocol("tcp").fromPort(5432).toPort(5432);
    }

    private static IpRange block(String cidr) {
        return IpRange.builder().cidrIp(cidr).build();
    }
}
