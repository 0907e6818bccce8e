package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import homeport.aws.Actions;
import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.LocalCalls;
import homeport.aws.Permission;
import homeport.cloud.iam.access.RootKey;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.backup.BackupLimits;
import homeport.proxy.loop.Inheritance;
import homeport.proxy.loop.LoopKind;
import homeport.server.site.DataPath;
import homeport.server.site.Databases;
import homeport.server.stage.Stage;
import homeport.stack.type.Api;
import homeport.stack.type.Made;
import homeport.stack.type.Place;
import homeport.stack.type.ResourceType;
import homeport.stack.type.ResourceTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The types of RDS, over databases that run: made, copied, changed, reached, and gone. */
class DatabaseTypesIT {
    private static final String ACCOUNT = "000000000000";
    private static final Duration MAX = Duration.ofSeconds(120);
    private static final String PLAIN =
            """
            "Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": "20",
            "MasterUsername": "pgadmin"
            """;

    @TempDir Path home;

    private Api api;
    private int number;

    @Test
    void databasesOfATemplate() throws Exception {
        Path data = Files.createDirectory(home.resolve("data"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        try (DataPath path = DataPath.open(data, LoopKind.AUTO, false, true, Inheritance.none());
                Databases databases = Databases.open(options(data), path)) {
            LocalCalls calls = new LocalCalls(new Actions(databases.services()));
            api = (service, action, request) -> calls.call(root(), service, action, request);
            try {
                story();
                aCluster();
            } finally {
                databases.stopServers();
            }
        }
    }

    private static Databases.Options options(Path data) {
        return new Databases.Options(
                data,
                ACCOUNT,
                5432,
                Duration.ofSeconds(3),
                new BackupLimits(1, 0),
                Duration.ofMinutes(5),
                "http://127.0.0.1:4566",
                Optional.empty(),
                Optional.of(Path.of(System.getProperty("homeport.dist"), "engines")),
                new RootKey("AKIAROOT", "not-a-secret"),
                LoopKind.AUTO,
                false,
                MailSettings.NONE);
    }

    private static Call root() {
        String arn = "arn:aws:iam::" + ACCOUNT + ":root";
        return new Call(
                "us-east-1",
                ACCOUNT,
                new Call.Caller("AKIAROOT", arn, ACCOUNT),
                "request",
                Instant.now(),
                Permission.ALL);
    }

    /** One resource. */
    private final class Life {
        final ResourceType type;
        Made made;

        /** Made twice with one token, as after a crash: there is one of it. */
        Life(String name, String properties) {
            type = ResourceTypes.types().get(name);
            ObjectNode asked = json(properties);
            assertThat(type.properties().keySet()).containsAll(asked.propertyNames());
            Place place = place(++number);
            String id = type.create(api, place, asked);
            made = new Made(place, id, asked);
            assertThat(type.create(api, place, asked)).isEqualTo(id);
        }

        Life ready() throws IOException, TimeoutException {
            Stage.await(type.name() + " is ready", MAX, () -> type.ready(api, made));
            return this;
        }

        String ref() {
            return type.ref(api, made);
        }

        String get(String attribute) {
            return type.attribute(api, made, attribute);
        }

        /** Twice, as after a crash; what RDS is not ready for is asked again. */
        void update(String properties) throws IOException, TimeoutException {
            ObjectNode wanted = json(properties);
            persist(() -> type.update(api, made, wanted));
            persist(() -> type.update(api, made, wanted));
            made = new Made(made.place(), made.id(), wanted);
            ready();
            assertThat(type.current(api, made)).isEqualTo(wanted);
        }

        void delete() throws IOException, TimeoutException {
            persist(() -> type.delete(api, made));
            persist(() -> type.delete(api, made));
            Stage.await(made.id() + " is gone", MAX, () -> type.gone(api, made));
            type.delete(api, made);
        }
    }

    private static void persist(Runnable request) throws IOException, TimeoutException {
        Stage.await(
                "a request is taken",
                MAX,
                () -> {
                    request.run();
                    return true;
                });
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }

    private static Place place(int number) {
        String token = HexFormat.of().toHexDigits(number).repeat(4);
        String stack = "arn:aws:cloudformation:us-east-1:%s:stack/app/1".formatted(ACCOUNT);
        return new Place(
                "us-east-1",
                ACCOUNT,
                stack,
                "app",
                "Logical" + number,
                token,
                Map.of("aws:cloudformation:stack-id", stack));
    }

    private void story() throws Exception {
        String main =
                "{" + PLAIN + ", \"MasterUserPassword\": \"first-one\", \"DBName\": \"shop\", %s}";
        Life source =
                new Life("AWS::RDS::DBInstance", main.formatted("\"BackupRetentionPeriod\": 1"));
        source.ready();
        assertThat(source.ref()).startsWith("app-logical1-");
        assertThat(source.get("Endpoint.Port")).isEqualTo("5432");
        assertThat(source.get("DBInstanceArn")).endsWith(":db:" + source.ref());
        assertThat(ask(source, "first-one", "shop", "SELECT current_user")).isEqualTo("pgadmin");
        assertThat(api.call("rds", "DescribeDBInstances", json("{}")).path("DBInstances"))
                .hasSize(1);
        Life secret =
                new Life(
                        "AWS::SecretsManager::Secret",
                        "{\"SecretString\": \"{\\\"username\\\":\\\"pgadmin\\\",\\\"password\\\":\\\"first-one\\\"}\"}");
        attach(secret, source);
        Life proxy = proxy(secret, source);
        Life replica =
                new Life(
                        "AWS::RDS::DBInstance",
                        """
                        {"SourceDBInstanceIdentifier": "%s", "DBInstanceClass": "db.t3.micro", "Engine": "postgres",
                         "StorageEncrypted": false, "PreferredMaintenanceWindow": "sun:13:00-sun:14:00"}
                        """
                                .formatted(source.ref()));
        replica.ready();
        assertThat(ask(replica, "first-one", "shop", "SELECT pg_is_in_recovery()")).isEqualTo("t");
        changes(source, main);
        promoted(replica);
        proxy.delete();
        restored(replica);
        managed(source, main);
        source.delete();
        secret.delete();
    }

    private void attach(Life secret, Life source) throws Exception {
        Life attachment =
                new Life(
                        "AWS::SecretsManager::SecretTargetAttachment",
                        """
                        {"SecretId": "%s", "TargetId": "%s", "TargetType": "AWS::RDS::DBInstance"}
                        """
                                .formatted(secret.ref(), source.ref()));
        assertThat(attachment.ready().ref()).isEqualTo(secret.ref());
        ObjectNode value =
                api.call(
                        "secretsmanager",
                        "GetSecretValue",
                        json("{\"SecretId\": \"%s\"}".formatted(secret.ref())));
        assertThat(json(value.path("SecretString").asString()))
                .isEqualTo(
                        json(
                                """
                                {"username": "pgadmin", "password": "first-one", "host": "%s", "port": 5432,
                                 "engine": "postgres", "dbInstanceIdentifier": "%s", "dbname": "shop"}
                                """
                                        .formatted(source.get("Endpoint.Address"), source.ref())));
    }

    private Life proxy(Life secret, Life source) throws Exception {
        String subnets =
                api.call("ec2", "DescribeSubnets", json("{}"))
                        .path("Subnets")
                        .valueStream()
                        .map(subnet -> "\"" + subnet.path("SubnetId").asString() + "\"")
                        .toList()
                        .toString();
        String asked =
                """
                {"DBProxyName": "shop-proxy", "EngineFamily": "POSTGRESQL", "RequireTLS": false,
                 "RoleArn": "arn:aws:iam::000000000000:role/proxy", "VpcSubnetIds": %s, "IdleClientTimeout": %s,
                 "Auth": [{"AuthScheme": "SECRETS", "IAMAuth": "DISABLED", "SecretArn": "%s"}]}
                """;
        Life proxy = new Life("AWS::RDS::DBProxy", asked.formatted(subnets, "600", secret.ref()));
        proxy.ready();
        String group =
                """
                {"DBProxyName": "%s", "TargetGroupName": "default", "DBInstanceIdentifiers": [%s],
                 "ConnectionPoolConfigurationInfo": {"MaxConnectionsPercent": "%s", "ConnectionBorrowTimeout": 60}}
                """;
        String target = "\"" + source.ref() + "\"";
        Life targets =
                new Life(
                        "AWS::RDS::DBProxyTargetGroup", group.formatted(proxy.ref(), target, "50"));
        targets.ready();
        assertThat(targets.get("TargetGroupArn")).contains(":target-group:prx-tg-");
        Life endpoint =
                new Life(
                        "AWS::RDS::DBProxyEndpoint",
                        """
                        {"DBProxyName": "%s", "DBProxyEndpointName": "shop-more", "TargetRole": "READ_WRITE",
                         "VpcSubnetIds": %s}
                        """
                                .formatted(proxy.ref(), subnets));
        assertThat(endpoint.ready().get("Endpoint")).isNotEqualTo(proxy.get("Endpoint"));
        assertThat(query(proxy.get("Endpoint"), "shop", "first-one", "SELECT 1")).isEqualTo("1");
        proxy.update(asked.formatted(subnets, "900", secret.ref()));
        targets.update(group.formatted(proxy.ref(), target, "60"));
        endpoint.delete();
        targets.delete();
        return proxy;
    }

    private void changes(Life source, String main) throws Exception {
        source.update(
                main.formatted(
                        "\"BackupRetentionPeriod\": \"2\", \"DeletionProtection\": \"true\""));
        AwsException refused =
                catchThrowableOfType(
                        AwsException.class, () -> source.type.delete(api, source.made));
        assertThat(refused.code()).isEqualTo("InvalidParameterCombination");
        source.update(
                main.formatted(
                        """
                        "BackupRetentionPeriod": 2, "DeletionProtection": false, "EnableIAMDatabaseAuthentication": true,
                        "EnableCloudwatchLogsExports": ["postgresql"], "Tags": [{"Key": "a", "Value": "b"}]
                        """));
    }

    private void promoted(Life replica) throws Exception {
        replica.update(
                "{\"DBInstanceClass\": \"db.t3.micro\", \"PreferredMaintenanceWindow\": \"sun:13:00-sun:14:00\"}");
        assertThat(ask(replica, "first-one", "shop", "SELECT pg_is_in_recovery()")).isEqualTo("f");
    }

    /** The replica's last snapshot becomes an instance with another password. */
    private void restored(Life replica) throws Exception {
        String snapshot = replica.type.snapshot(api, replica.made);
        assertThat(replica.type.snapshot(api, replica.made)).isEqualTo(snapshot);
        replica.delete();
        Life again =
                new Life(
                        "AWS::RDS::DBInstance",
                        """
                        {"DBInstanceIdentifier": "Again", "DBSnapshotIdentifier": "%s", "DBInstanceClass": "db.t3.micro",
                         "MasterUserPassword": "second-one", "BackupRetentionPeriod": "3"}
                        """
                                .formatted(snapshot));
        again.ready();
        assertThat(again.ref()).isEqualTo("again");
        assertThat(ask(again, "second-one", "shop", "SELECT 2")).isEqualTo("2");
        assertThat(again.type.current(api, again.made)).isEqualTo(again.made.properties());
        again.delete();
    }

    /** RDS takes the password over, and rotates it on a schedule. */
    private void managed(Life source, String main) throws Exception {
        String plain =
                main.replace(
                        "\"MasterUserPassword\": \"first-one\"",
                        "\"ManageMasterUserPassword\": true");
        source.update(plain.formatted("\"BackupRetentionPeriod\": 2"));
        String secret = source.get("MasterUserSecret.SecretArn");
        Life schedule =
                new Life(
                        "AWS::SecretsManager::RotationSchedule",
                        """
                        {"SecretId": "%s", "RotationRules": {"AutomaticallyAfterDays": "30"},
                         "RotateImmediatelyOnUpdate": false}
                        """
                                .formatted(secret));
        assertThat(schedule.ref()).isEqualTo(secret);
    }

    private void aCluster() throws Exception {
        Life cluster =
                new Life(
                        "AWS::RDS::DBCluster",
                        """
                        {"Engine": "postgres", "DBClusterInstanceClass": "db.m5d.large", "AllocatedStorage": 100,
                         "MasterUsername": "pgadmin", "MasterUserPassword": "first-one", "StorageType": "io1",
                         "Iops": "1000", "PerformanceInsightsEnabled": false}
                        """);
        cluster.ready();
        assertThat(query(cluster.get("Endpoint.Address"), "postgres", "first-one", "SELECT 1"))
                .isEqualTo("1");
        assertThat(cluster.get("ReadEndpoint.Address"))
                .isNotEqualTo(cluster.get("Endpoint.Address"));
        cluster.delete();
    }

    private static String ask(Life database, String password, String name, String sql)
            throws SQLException {
        return query(database.get("Endpoint.Address"), name, password, sql);
    }

    private static String query(String host, String database, String password, String sql)
            throws SQLException {
        String url = "jdbc:postgresql://%s:5432/%s?sslmode=require".formatted(host, database);
        try (Connection connection = DriverManager.getConnection(url, "pgadmin", password);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
