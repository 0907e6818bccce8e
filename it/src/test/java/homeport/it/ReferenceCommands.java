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
     * All of the document's {@code pi} and {@code cloudwatch} commands. As written; where they are
     * for macOS's {@code date}, or never end, functions stand in for that program. Left out: what
     * turns advanced mode on, by an option that Debian's CLI has not.
     */
    static final String INSIGHTS =
            """
            set -e -o pipefail
            aws() { command %s --endpoint-url "$ENDPOINT" "$@"; }
            date() {
              case "$2" in
                -v-*M) local n=${2#-v-}; command date -u -d "${n%%M} minutes ago" "$3";;
                -v-*H) local n=${2#-v-}; command date -u -d "${n%%H} hours ago" "$3";;
                *) command date "$@";;
              esac
            }
            watch() { eval "$3"; }
            export DB_ID="postgres-prod" REGION="us-east-1"
            echo "== lag"
            watch -n 30 "aws cloudwatch get-metric-statistics \\
              --namespace AWS/RDS \\
              --metric-name ReplicaLag \\
              --dimensions Name=DBInstanceIdentifier,Value=${DB_ID}-replica \\
              --start-time \\$(date -u -v-10M +%%Y-%%m-%%dT%%H:%%M:%%SZ) \\
              --end-time \\$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ) \\
              --period 60 \\
              --statistics Average \\
              --query 'sort_by(Datapoints,&Timestamp)[-1].Average'"
            DB_RESOURCE_ID=$(aws rds describe-db-instances \\
              --db-instance-identifier "$DB_ID" \\
              --query 'DBInstances[0].DbiResourceId' \\
              --output text)
            echo "Resource ID: $DB_RESOURCE_ID"
            echo "== load"
            aws pi get-resource-metrics \\
              --service-type RDS \\
              --identifier db:$DB_RESOURCE_ID \\
              --metric-queries '[{"Metric":"db.load.avg","GroupBy":{"Group":"db.sql","Limit":5}}]' \\
              --start-time "$(date -u -v-1H +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --end-time   "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --period-in-seconds 60
            echo "== queries"
            aws pi get-resource-metrics \\
              --service-type RDS \\
              --identifier "db:${DB_RESOURCE_ID}" \\
              --metric-queries '[{
                "Metric": "db.load.avg",
                "GroupBy": {
                  "Group": "db.sql",
                  "Dimensions": ["db.sql.statement", "db.sql.db_id"],
                  "Limit": 5
                }
              }]' \\
              --start-time "$(date -u -v-1H +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --end-time   "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --period-in-seconds 300 \\
              --query 'MetricList[].{SQL:Key.Dimensions."db.sql.statement",Load:DataPoints[-1].Value}' \\
              --output table
            echo "== waits"
            aws pi get-resource-metrics \\
              --service-type RDS \\
              --identifier "db:${DB_RESOURCE_ID}" \\
              --metric-queries '[{
                "Metric": "db.load.avg",
                "GroupBy": {
                  "Group": "db.wait_event",
                  "Dimensions": ["db.wait_event.name", "db.wait_event.type"],
                  "Limit": 10
                }
              }]' \\
              --start-time "$(date -u -v-1H +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --end-time   "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --period-in-seconds 300 \\
              --output json | python3 -c "
            import json, sys
            data = json.load(sys.stdin)
            for m in data['MetricList']:
              dims = m['Key'].get('Dimensions', {})
              event = dims.get('db.wait_event.name', 'N/A')
              wtype = dims.get('db.wait_event.type', 'N/A')
              dps = m.get('DataPoints', [])
              avg = sum(d['Value'] for d in dps) / len(dps) if dps else 0
              print(f'{avg:.3f} AAS | {wtype} | {event}')
            " | sort -rn
            echo "== counters"
            aws pi get-resource-metrics \\
              --service-type RDS \\
              --identifier "db:${DB_RESOURCE_ID}" \\
              --metric-queries '[
                {"Metric": "db.io.blks_read.avg"},
                {"Metric": "db.io.blks_hit.avg"},
                {"Metric": "db.transactions.xact_commit.avg"}
              ]' \\
              --start-time "$(date -u -v-30M +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --end-time   "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)" \\
              --period-in-seconds 60 \\
              --output json | python3 -c "
            import json, sys
            data = json.load(sys.stdin)
            for m in data['MetricList']:
              metric = m['Key']['Metric']
              dps = m.get('DataPoints', [])
              if dps:
                latest = sorted(dps, key=lambda x: x['Timestamp'])[-1]
                print(f'{metric}: {latest[\\"Value\\"]:.2f}')
            "
            """
                    .formatted(CLI);

    /**
     * Asks what the module can ask, reads where it says that is well, and runs it as a program.
     * Boto3 is told where AWS is; Debian's takes no hint of it. Nobody made the table of {@link
     * #MODULE_WRITER} at the promoted replica.
     */
    static final String MODULE_ASKER =
            """
            import boto3, contextlib, io, json, os, runpy, sys
            client = boto3.client
            boto3.client = lambda name, **more: client(
                name, endpoint_url=os.environ["ENDPOINT"], **more)
            import reference as app
            top = app.get_top_sql_by_db_load(sys.argv[1])
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                runpy.run_module("reference", run_name="__main__")
            print(json.dumps({
                "printed": printed.getvalue(),
                "read": app.route_query("SELECT to_regclass('visits') IS NULL AS at_replica"),
                "top": top,
                "lag": app.get_replica_lag_seconds("postgres-prod-replica")}))
            """;

    /**
     * What a program does that has the document's module: it writes and reads through the proxy,
     * and goes on when its connection was closed. One token serves for all of it.
     */
    static final String MODULE_WRITER =
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
            print("written")
            """;

    /** What it does then at the replica, whose host wants a token of its own. */
    static final String MODULE_READER =
            """
            assert app.reader_conn.execute("SELECT current_user AS who") == [{"who": "pgadmin"}]
            assert app.reader_conn.token_mgr.get_token() != token
            print("read")
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
