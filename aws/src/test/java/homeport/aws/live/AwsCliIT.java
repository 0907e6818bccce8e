package homeport.aws.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Words are parted by spaces; those in single quotes may hold some. */
    private Program aws(String line) throws Exception {
        return aws(line, LiveServer.KEY, "");
    }

    private Program aws(String line, String key, String token) throws Exception {
        var command = new ArrayList<>(List.of(AWS, "--endpoint-url", server.uri().toString()));
        Matcher words = Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
        while (words.find()) command.add(words.group(words.group(1) == null ? 2 : 1));
        return Program.run(server, folder, command, key, token);
    }

    @Test
    void anInstanceIsCreatedListedAndAwaited() throws Exception {
        Program created =
                aws(
                        """
                        rds create-db-instance --db-instance-identifier db-1
                          --db-instance-class db.t3.micro --engine postgres
                          --vpc-security-group-ids sg-1 sg-2
                          --tags 'Key=a,Value="é 😀"' Key=b,Value=
                          --query 'DBInstance.[DBInstanceIdentifier,InstanceCreateTime,
                                   TagList[0].Value,VpcSecurityGroups[1].VpcSecurityGroupId]'
                          --output text
                        """);
        assertThat(created.output())
                .isEqualTo("db-1\t2026-11-24T10:20:30.456000+00:00\té 😀\tsg-2\n");
        Program listed =
                aws(
                        """
                        rds describe-db-instances --output json
                          --query DBInstances[].[DBInstanceStatus,ReadReplicaDBInstanceIdentifiers]
                        """);
        assertThat(listed.output().replaceAll("\\s", "")).isEqualTo("[[\"creating\",[]]]");
        assertThat(aws("rds wait db-instance-available").exit()).isZero();
    }

    @Test
    void errorsSayTheirCode() throws Exception {
        Program none = aws("rds describe-db-instances --db-instance-identifier none");
        assertThat(none.exit()).isEqualTo(254);
        assertThat(none.output())
                .contains("An error occurred (DBInstanceNotFound) when calling")
                .contains("DBInstance none not found.");
        assertThat(aws("sts get-caller-identity", "AKIANOBODY", "").output())
                .contains("(InvalidClientTokenId)")
                .contains("The security token included in the request is invalid.");
    }

    @Test
    void temporaryKeysEc2JsonAndMetricsAreSpoken() throws Exception {
        String who = "sts get-caller-identity --query UserId --output text";
        assertThat(aws(who, LiveServer.TEMPORARY, LiveServer.TOKEN).output())
                .isEqualTo(LiveServer.TEMPORARY + "\n");
        assertThat(
                        aws("ec2 describe-vpcs --filters Name=is-default,Values=true,none")
                                .output()
                                .replaceAll("\\s", ""))
                .isEqualTo("{\"Vpcs\":[]}");
        assertThat(aws("secretsmanager create-secret --name s --secret-string é").exit()).isZero();
        assertThat(
                        aws("""
                        secretsmanager get-secret-value --secret-id s
                          --query [SecretString,CreatedDate] --output text
                        """)
                                .output())
                .isEqualTo("é\t2026-11-24T10:20:30.456000+00:00\n");
        assertThat(
                        aws("""
                        cloudwatch put-metric-data --namespace N --metric-name m
                          --value 1.5 --timestamp 2026-11-24T00:00:00Z
                        """)
                                .output())
                .isEmpty();
    }
}
