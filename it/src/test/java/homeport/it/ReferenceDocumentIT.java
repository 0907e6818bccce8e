package homeport.it;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.server.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Event;

/**
 * The first part of the CLI section of the document that started Homeport, with Debian's AWS CLI.
 * As written but for one option that no AWS CLI has ({@code
 * --iam-database-authentication-enabled}), and a wait before the replica is promoted, which the
 * document leaves to who types it.
 */
class ReferenceDocumentIT {
    private static final Path CLI = Path.of("/usr/bin/aws");
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

    @TempDir Path home;

    @Test
    void itsMultiAzAndReadReplicaCommandsRun() throws Exception {
        boolean there = Files.isExecutable(CLI);
        if (!there && Boolean.parseBoolean(System.getenv("CI")))
            throw new AssertionError("install the Debian package awscli");
        Assumptions.assumeTrue(there, "needs /usr/bin/aws: install the Debian package awscli");
        try (Stage service = Stage.in(home)) {
            Path out = home.resolve("section.txt");
            ProcessBuilder script = new ProcessBuilder("bash", "-c", SECTION);
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
            assertThat(run.waitFor(240, TimeUnit.SECONDS)).isTrue();
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
            }
        }
    }
}
