package homeport.aws.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI as Debian packages it. A call takes it about a second, so each says much. */
class AwsCliIT {
    private static final String AWS = "/usr/bin/aws";

    @TempDir private Path folder;
    private final LiveServer server = LiveServer.with(new Instances());

    @BeforeAll
    static void isInstalled() throws Exception {
        Program.require("install the AWS CLI (Debian: the package awscli)", AWS, "--version");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Program aws(String... words) throws Exception {
        return Program.run(server, folder, command(words));
    }

    private List<String> command(String... words) {
        var command = new ArrayList<>(List.of(AWS, "--endpoint-url", server.uri().toString()));
        command.addAll(List.of(words));
        return command;
    }

    @Test
    void anInstanceIsCreatedAwaitedAndListed() throws Exception {
        Program created =
                aws(
                        "rds",
                        "create-db-instance",
                        "--db-instance-identifier",
                        "db-1",
                        "--db-instance-class",
                        "db.t3.micro",
                        "--engine",
                        "postgres",
                        "--vpc-security-group-ids",
                        "sg-1",
                        "sg-2",
                        "--tags",
                        "Key=a,Value=\"é 😀\"",
                        "Key=b,Value=",
                        "--query",
                        "DBInstance.[DBInstanceIdentifier,InstanceCreateTime,TagList[0].Value,"
                                + "VpcSecurityGroups[1].VpcSecurityGroupId]",
                        "--output",
                        "text");
        assertThat(created.output())
                .isEqualTo("db-1\t2026-11-24T10:20:30.456000+00:00\té 😀\tsg-2\n");
        aws("rds", "describe-db-instances"); // from now on it is available
        assertThat(aws("rds", "wait", "db-instance-available").exit()).isZero();
        Program listed =
                aws(
                        "rds",
                        "describe-db-instances",
                        "--query",
                        "DBInstances[].[DBInstanceStatus,ReadReplicaDBInstanceIdentifiers]",
                        "--output",
                        "json");
        assertThat(listed.output().replaceAll("\\s", "")).isEqualTo("[[\"available\",[]]]");
    }

    @Test
    void errorsSayTheirCode() throws Exception {
        Program none = aws("rds", "describe-db-instances", "--db-instance-identifier", "none");
        assertThat(none.exit()).isEqualTo(254);
        assertThat(none.output())
                .contains("An error occurred (DBInstanceNotFound) when calling")
                .contains("DBInstance none not found.");
        Program unknown =
                Program.run(
                        server, folder, command("sts", "get-caller-identity"), "AKIANOBODY", "");
        assertThat(unknown.output())
                .contains("(InvalidClientTokenId)")
                .contains("The security token included in the request is invalid.");
    }

    @Test
    void temporaryKeysAndEc2AreSpoken() throws Exception {
        Program session =
                Program.run(
                        server,
                        folder,
                        command("sts", "get-caller-identity", "--output", "text"),
                        LiveServer.TEMPORARY,
                        LiveServer.TOKEN);
        assertThat(session.output())
                .isEqualTo(
                        "123456789012\tarn:aws:iam::123456789012:root\t"
                                + LiveServer.TEMPORARY
                                + "\n");
        assertThat(
                        aws("ec2", "describe-vpcs", "--filters", "Name=is-default,Values=true,none")
                                .output()
                                .replaceAll("\\s", ""))
                .isEqualTo("{\"Vpcs\":[]}");
    }

    @Test
    void jsonMetricsAndTopicsAreSpoken() throws Exception {
        assertThat(
                        aws(
                                        "secretsmanager",
                                        "create-secret",
                                        "--name",
                                        "s",
                                        "--secret-string",
                                        "é")
                                .exit())
                .isZero();
        assertThat(
                        aws(
                                        "secretsmanager",
                                        "get-secret-value",
                                        "--secret-id",
                                        "s",
                                        "--query",
                                        "[SecretString,CreatedDate]",
                                        "--output",
                                        "text")
                                .output())
                .isEqualTo("é\t2026-11-24T10:20:30.456000+00:00\n");
        assertThat(
                        aws(
                                        "cloudwatch",
                                        "put-metric-data",
                                        "--namespace",
                                        "N",
                                        "--metric-name",
                                        "m",
                                        "--value",
                                        "1.5",
                                        "--timestamp",
                                        "2026-11-24T00:00:00Z")
                                .output())
                .isEmpty();
        assertThat(
                        aws(
                                        "sns",
                                        "get-topic-attributes",
                                        "--topic-arn",
                                        "arn:t",
                                        "--query",
                                        "Attributes.DisplayName",
                                        "--output",
                                        "text")
                                .output())
                .startsWith("a<b>&\"c\"\r\n");
    }
}
