package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.cli.CommandLineTool;
import homeport.server.stage.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.DBProxyStatus;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.IAMAuthMode;
import software.amazon.awssdk.services.rds.model.SourceType;

/**
 * The first part of the CLI section of the document that started Homeport, with Debian's AWS CLI.
 * As written but for one option that no AWS CLI has ({@code
 * --iam-database-authentication-enabled}), and a wait before the replica is promoted, which the
 * document leaves to who types it.
 */
class ReferenceDocumentIT {
    private static final Path CLI = Path.of("/usr/bin/aws");
    private static final String PROXY_NAME = "postgres-prod-proxy";
    private static final Duration USER_MAX = Duration.ofSeconds(30);
    private static final String SECTION =
            """
            set -e
            aws() { command %s --endpoint-url "$ENDPOINT" "$@"; }
            export DB_ID="postgres-prod" REGION="us-east-1"
            aws rds create-db-instance \\
              --db-instance-identifier "$DB_ID" --engine postgres --engine-version "16.3" \\
              --db-instance-class db.t3.large --allocated-storage 100 --storage-type gp3 --iops 3000 \\
              --storage-encrypted --multi-az --master-username pgadmin \\
              --master-user-password "$(aws secretsmanager get-random-password \\
                --password-length 16 --no-include-space --output text)" \\
              --backup-retention-period 7 --preferred-backup-window "03:00-04:00" \\
              --enable-performance-insights --enable-iam-database-authentication --region "$REGION"
            aws rds describe-db-instances --db-instance-identifier "$DB_ID" \\
              --query 'DBInstances[0].{Status:DBInstanceStatus,AZ:AvailabilityZone,SecondaryAZ:SecondaryAvailabilityZone,MultiAZ:MultiAZ}' \\
              --output table
            aws rds reboot-db-instance --db-instance-identifier "$DB_ID" --force-failover
            aws rds wait db-instance-available --db-instance-identifier "$DB_ID"
            aws rds describe-db-instances --db-instance-identifier "$DB_ID" \\
              --query 'DBInstances[0].{AZ:AvailabilityZone,SecondaryAZ:SecondaryAvailabilityZone}'
            aws rds create-db-instance-read-replica \\
              --db-instance-identifier "${DB_ID}-replica" --source-db-instance-identifier "$DB_ID" \\
              --db-instance-class db.t3.large --enable-performance-insights
            aws rds wait db-instance-available --db-instance-identifier "${DB_ID}-replica"
            aws rds promote-read-replica --db-instance-identifier "${DB_ID}-replica" \\
              --backup-retention-period 7 --preferred-backup-window "03:00-04:00"
            aws rds wait db-instance-available --db-instance-identifier "${DB_ID}-replica"
            """
                    .formatted(CLI);

    /**
     * What the document says of RDS Proxy. Changed: what no AWS CLI has ({@code SecretArn} of a
     * secret, a value after {@code --debug-logging}, the waiter), and identifiers of its examples.
     */
    private static final String PROXY =
            """
            aws secretsmanager create-secret --name "rds/postgres-prod/pgadmin" \\
              --secret-string '{"username":"pgadmin","password":"not-a-secret-1"}'
            export SECRET_ARN=$(aws secretsmanager describe-secret \\
              --secret-id "rds/postgres-prod/pgadmin" \\
              --query ARN --output text)
            export PROXY_ROLE_ARN="arn:aws:iam::123456789012:role/rds-proxy-role"
            export SUBNET_IDS=$(aws ec2 describe-subnets \\
              --query "join(',', Subnets[].SubnetId)" --output text)
            export SG_ID=$(aws ec2 describe-security-groups \\
              --query 'SecurityGroups[0].GroupId' --output text)
            aws rds create-db-proxy \\
              --db-proxy-name "${DB_ID}-proxy" \\
              --engine-family POSTGRESQL \\
              --auth "[{
                \\"AuthScheme\\": \\"SECRETS\\",
                \\"SecretArn\\": \\"$SECRET_ARN\\",
                \\"IAMAuth\\": \\"REQUIRED\\"
              }]" \\
              --role-arn "$PROXY_ROLE_ARN" \\
              --vpc-subnet-ids $SUBNET_IDS \\
              --vpc-security-group-ids "$SG_ID" \\
              --require-tls \\
              --idle-client-timeout 1800 \\
              --no-debug-logging
            aws rds register-db-proxy-targets \\
              --db-proxy-name "${DB_ID}-proxy" \\
              --db-instance-identifiers "$DB_ID"
            for i in $(seq 20); do
              STATUS=$(aws rds describe-db-proxies \\
                --db-proxy-name "${DB_ID}-proxy" \\
                --query 'DBProxies[0].{Endpoint:Endpoint,Status:Status}' --output text)
              case "$STATUS" in *available*) break;; esac
            done
            aws rds describe-db-proxy-targets \\
              --db-proxy-name "${DB_ID}-proxy" \\
              --query 'Targets[*].{TargetArn:TargetArn,RDSResourceId:RDSResourceId,State:TargetHealth.State,Reason:TargetHealth.Reason}'
            aws rds modify-db-proxy-target-group --target-group-name default \\
              --db-proxy-name "${DB_ID}-proxy" --connection-pool-config MaxIdleConnectionsPercent=20
            aws rds create-db-proxy-endpoint --db-proxy-name "${DB_ID}-proxy" \\
              --db-proxy-endpoint-name more --vpc-subnet-ids $SUBNET_IDS
            """;

    @TempDir Path home;

    @Test
    void itsMultiAzReadReplicaAndProxyCommandsRun() throws Exception {
        boolean there = Files.isExecutable(CLI);
        if (!there && Boolean.parseBoolean(System.getenv("CI")))
            throw new AssertionError("install the Debian package awscli");
        Assumptions.assumeTrue(there, "needs /usr/bin/aws: install the Debian package awscli");
        try (Stage service = Stage.in(home)) {
            Path out = home.resolve("section.txt");
            ProcessBuilder script = new ProcessBuilder("bash", "-c", SECTION + PROXY);
            script.environment()
                    .putAll(
                            Map.of(
                                    "ENDPOINT",
                                    service.api(),
                                    "AWS_ACCESS_KEY_ID",
                                    service.key().accessKeyId(),
                                    "AWS_SECRET_ACCESS_KEY",
                                    service.key().secretAccessKey(),
                                    "AWS_DEFAULT_REGION",
                                    "us-east-1",
                                    "AWS_PAGER",
                                    ""));
            Process run = script.redirectErrorStream(true).redirectOutput(out.toFile()).start();
            assertThat(run.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as(Files.readString(out)).isZero();
            DBInstance instance = service.instance("postgres-prod");
            assertThat(instance.dbInstanceStatus()).isEqualTo("available");
            assertThat(instance.engineVersion()).isEqualTo("16.3");
            assertThat(instance.iops()).isEqualTo(3000);
            assertThat(instance.multiAZ()).isTrue();
            assertThat(instance.secondaryAvailabilityZone())
                    .isNotNull()
                    .isNotEqualTo(instance.availabilityZone());
            assertThat(instance.pendingModifiedValues().multiAZ()).isNull();
            assertThat(instance.readReplicaDBInstanceIdentifiers()).isEmpty();
            DBInstance promoted = service.instance("postgres-prod-replica");
            assertThat(promoted.dbInstanceStatus()).isEqualTo("available");
            assertThat(promoted.backupRetentionPeriod()).isEqualTo(7);
            assertThat(promoted.performanceInsightsEnabled()).isTrue();
            assertThat(promoted.storageEncrypted()).isTrue();
            assertThat(promoted.statusInfos()).isEmpty();
            try (RdsClient rds = service.rds()) {
                assertThat(rds.describeEvents().events().stream().map(Event::message))
                        .contains("Multi-AZ instance failover completed");
                theProxyIsThere(service, rds);
                itsUserIsInTheDatabaseUntilItIsDeleted(service, rds, instance);
            }
        }
    }

    private static void theProxyIsThere(Stage service, RdsClient rds) throws Exception {
        DBProxy proxy = rds.describeDBProxies(r -> {}).dbProxies().getFirst();
        assertThat(proxy.status()).isEqualTo(DBProxyStatus.AVAILABLE);
        assertThat(proxy.requireTLS()).isTrue();
        assertThat(proxy.vpcSubnetIds()).hasSize(3);
        assertThat(proxy.auth().getFirst().iamAuth()).isEqualTo(IAMAuthMode.REQUIRED);
        DBProxyTarget target =
                rds.describeDBProxyTargets(r -> r.dbProxyName(PROXY_NAME)).targets().getFirst();
        assertThat(target.rdsResourceId()).isEqualTo("postgres-prod");
        assertThat(target.targetHealth().state()).isNotNull();
        assertThat(
                        rds.describeDBProxyTargetGroups(r -> r.dbProxyName(PROXY_NAME))
                                .targetGroups()
                                .getFirst()
                                .connectionPoolConfig()
                                .maxIdleConnectionsPercent())
                .isEqualTo(20);
        assertThat(rds.describeDBProxyEndpoints(r -> {}).dbProxyEndpoints()).hasSize(1);
        assertThat(rds.listTagsForResource(r -> r.resourceName(proxy.dbProxyArn())).tagList())
                .isEmpty();
        StringWriter list = new StringWriter();
        CommandLineTool.run(
                new PrintWriter(list),
                List.of("proxy", "list", "--data", service.data().toString()));
        assertThat(list.toString())
                .contains(PROXY_NAME, proxy.endpoint() + ":5432", "more", "HEALTH");
    }

    /** The document: "Do not delete or modify the permissions of this user". */
    private static void itsUserIsInTheDatabaseUntilItIsDeleted(
            Stage service, RdsClient rds, DBInstance instance) throws Exception {
        String known = "not-a-secret-1";
        rds.modifyDBInstance(
                r -> r.dbInstanceIdentifier("postgres-prod").masterUserPassword(known));
        Stage.await(
                "the proxy's user is there",
                USER_MAX,
                () -> mayProxiesSignIn(service, instance, known).equals("t"));
        rds.deleteDBProxy(r -> r.dbProxyName(PROXY_NAME));
        Stage.await(
                "the proxy and its user are gone",
                USER_MAX,
                () ->
                        rds.describeDBProxies(r -> {}).dbProxies().isEmpty()
                                && mayProxiesSignIn(service, instance, known).isEmpty());
        assertThat(
                        rds
                                .describeEvents(r ->
                                        r.sourceType(SourceType.DB_PROXY)
                                                .sourceIdentifier(PROXY_NAME))
                                .events()
                                .stream()
                                .map(Event::message))
                .contains(
                        "RDS created DB proxy %s.".formatted(PROXY_NAME),
                        "RDS deleted DB proxy %s.".formatted(PROXY_NAME));
    }

    /** Empty: there is no such user. */
    private static String mayProxiesSignIn(Stage service, DBInstance instance, String password)
            throws SQLException {
        try (Connection session = service.connect(instance, "pgadmin", password);
                Statement sql = session.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'rdsproxyadmin'")) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
