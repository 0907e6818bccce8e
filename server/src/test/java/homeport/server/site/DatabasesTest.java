package homeport.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.access.RootKey;
import homeport.cloud.sns.delivery.MailSettings;
import homeport.control.backup.BackupLimits;
import homeport.proxy.loop.LoopKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.rds.model.RebootDbInstanceRequest;

/** The path of a request down to a real PostgreSQL and back through the door. */
class DatabasesTest {
    private static final String PASSWORD = "correct horse battery".replace(' ', '-');

    @TempDir Path folder;

    @Test
    void anInstanceIsMadeServesOutlivesTheServiceRebootsAndGoes() throws Exception {
        String address;
        try (Databases databases = open()) {
            Instant asked = Instant.now();
            call(
                    databases,
                    "CreateDBInstance",
                    CreateDbInstanceRequest.builder()
                            .dbInstanceIdentifier("Orders")
                            .engine("postgres")
                            .dbInstanceClass("db.t3.micro")
                            .allocatedStorage(20)
                            .dbName("shop")
                            .masterUsername("pgadmin")
                            .masterUserPassword(PASSWORD)
                            .build());
            await(() -> status(databases).equals("available"));
            address = instance(databases).orElseThrow().endpoint().address();
            System.out.println("available after " + Duration.between(asked, Instant.now()));
            assertThat(query(address, "select current_user || ' ' || current_database()"))
                    .isEqualTo("pgadmin shop");
            query(address, "create table kept as select 42 as answer");
        }
        try (Databases databases = open()) {
            await(() -> status(databases).equals("available"));
            await(() -> answers(address));
            assertThat(query(address, "select answer::text from kept")).isEqualTo("42");
            call(
                    databases,
                    "RebootDBInstance",
                    RebootDbInstanceRequest.builder().dbInstanceIdentifier("orders").build());
            assertThat(status(databases)).isEqualTo("rebooting");
            await(() -> status(databases).equals("available"));
            assertThat(query(address, "select answer::text from kept")).isEqualTo("42");
            call(
                    databases,
                    "DeleteDBInstance",
                    DeleteDbInstanceRequest.builder()
                            .dbInstanceIdentifier("orders")
                            .skipFinalSnapshot(true)
                            .build());
            await(() -> instance(databases).isEmpty());
        }
        try (var left = Files.list(folder.resolve("data/nodes"))) {
            assertThat(left).isEmpty();
        }
    }

    /** Temporary folders are closed to the account that engines of root run under. */
    @BeforeEach
    void letEnginesIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectory(folder.resolve("data"));
    }

    private Databases open() throws Exception {
        return Databases.open(
                new Databases.Options(
                        folder.resolve("data"),
                        "000000000000",
                        5432,
                        Duration.ofSeconds(3),
                        BackupLimits.DEFAULT,
                        Duration.ofMinutes(5),
                        "http://127.0.0.1:4566",
                        Optional.empty(),
                        Optional.empty(),
                        new RootKey("AKIAROOT", "not-a-secret"),
                        LoopKind.AUTO,
                        false,
                        MailSettings.NONE));
    }

    private static String status(Databases databases) {
        return instance(databases).map(DBInstance::dbInstanceStatus).orElse("none");
    }

    private static Optional<DBInstance> instance(Databases databases) {
        DescribeDbInstancesResponse reply =
                (DescribeDbInstancesResponse)
                        call(
                                databases,
                                "DescribeDBInstances",
                                DescribeDbInstancesRequest.builder().build());
        return reply.dbInstances().stream().findFirst();
    }

    private static Object call(Databases databases, String action, Object request) {
        Service rds = databases.services().getFirst();
        Call call =
                new Call(
                        "us-east-1",
                        "000000000000",
                        new Call.Caller("AKIA", "arn:aws:iam::000000000000:root", "000000000000"),
                        "request",
                        Instant.now());
        return rds.actions().get(action).handler().handle(call, request);
    }

    private static boolean answers(String address) {
        try {
            return query(address, "select 'yes'").equals("yes");
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static String query(String address, String sql) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", "pgadmin");
        login.setProperty("password", PASSWORD);
        login.setProperty("sslmode", "require");
        String url = "jdbc:postgresql://" + address + "/shop";
        try (Connection connection = DriverManager.getConnection(url, login);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) return "";
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(180));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("deadline").isBefore(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
