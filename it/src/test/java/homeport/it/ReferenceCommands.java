package homeport.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The CLI section of the document that started Homeport, as far as it is about instances, replicas
 * and RDS Proxy. As written but for what each constant says.
 */
final class ReferenceCommands {
    static final Path CLI = Path.of("/usr/bin/aws");

    /** Waiters of Debian's AWS CLI. */
    private static final Path WAITERS =
            Path.of(
                    "/usr/lib/python3/dist-packages/awscli/botocore/data/rds/2014-10-31/waiters-2.json");

    /**
     * Changed: one option that no AWS CLI has ({@code --iam-database-authentication-enabled}), and
     * a wait before the replica is promoted, which the document leaves to who types it.
     */
    static final String SECTION =
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
     * Changed: what no AWS CLI has ({@code SecretArn} of a secret, a value after {@code
     * --debug-logging}, the waiter), and identifiers of its examples. The secret is made here.
     */
    static final String PROXY =
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

    /** Changed: the name of the host, which is looked up. */
    static final String TOKEN =
            """
            set -e
            aws() { command %s --endpoint-url "$ENDPOINT" "$@"; }
            export DB_ID="postgres-prod" REGION="us-east-1"
            PROXY_HOST=$(aws rds describe-db-proxies --db-proxy-name "${DB_ID}-proxy" \\
              --query 'DBProxies[0].Endpoint' --output text)
            TOKEN=$(aws rds generate-db-auth-token \\
              --hostname "$PROXY_HOST" \\
              --port 5432 \\
              --username pgadmin \\
              --region "$REGION")

            PGPASSWORD="$TOKEN" psql \\
              --host="$PROXY_HOST" \\
              --port=5432 \\
              --username=pgadmin \\
              --dbname=postgres \\
              --no-password \\
              -c "SELECT current_user, inet_server_addr(), version();"
            """
                    .formatted(CLI);

    /**
     * What a program does that has the document's module: it writes through the proxy, reads at the
     * promoted replica, and goes on when its connection was closed. One token serves for all of one
     * host.
     */
    static final String MODULE_USER =
            """
            import reference as app
            app.writer_conn.execute("CREATE TABLE visits (n int)")
            assert app.route_query("INSERT INTO visits VALUES (%s)", (7,)) == []
            token = app.writer_conn.token_mgr.get_token()
            rows = app.writer_conn.execute("SELECT n, current_user AS who FROM visits")
            assert rows == [{"n": 7, "who": "pgadmin"}], rows
            app.writer_conn._conn.close()
            assert app.writer_conn.execute("SELECT %s AS one", (1,)) == [{"one": 1}]
            assert app.writer_conn.token_mgr.get_token() == token
            with app.writer_conn.get_connection().cursor() as cursor:
                cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            assert app.writer_conn._conn.info.ssl_in_use
            assert app.reader_conn.execute("SELECT current_user AS who") == [{"who": "pgadmin"}]
            assert app.reader_conn.token_mgr.get_token() != token
            print("good")
            """;

    private ReferenceCommands() {}

    /**
     * A folder for {@code AWS_DATA_PATH} in which the CLI's own waiters ask every 2 s instead of
     * every 30 s, and are the same otherwise; empty when they are not where Debian has them.
     */
    static Optional<Path> quickWaiters(Path folder) throws IOException {
        if (!Files.isReadable(WAITERS)) return Optional.empty();
        Path own = folder.resolve("rds").resolve("2014-10-31");
        Files.createDirectories(own);
        String quick = Files.readString(WAITERS).replaceAll("\"delay\": \\d+", "\"delay\": 2");
        Files.writeString(own.resolve("waiters-2.json"), quick);
        return Optional.of(folder);
    }
}
