package homeport.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Tag;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One service asks another one, with the members that the model names. */
class LocalCallsTest {
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");

    private final List<Object> asked = new ArrayList<>();
    private final LocalCalls calls =
            new LocalCalls(
                    new Actions(
                            List.of(
                                    new Service("rds")
                                            .on(
                                                    "CreateDBInstance",
                                                    CreateDbInstanceRequest::builder,
                                                    this::instance),
                                    new Service("secretsmanager")
                                            .on(
                                                    "CreateSecret",
                                                    CreateSecretRequest::builder,
                                                    this::secret))));
    private Permission permission = Permission.ALL;

    private CreateDbInstanceResponse instance(Call call, CreateDbInstanceRequest request) {
        asked.add(request);
        request.tags().forEach(tag -> asked.add(ReservedTags.refuses(tag.key())));
        DBInstance made =
                DBInstance.builder()
                        .dbInstanceIdentifier(request.dbInstanceIdentifier())
                        .instanceCreateTime(call.now())
                        .endpoint(e -> e.port(5432))
                        .multiAZ(request.multiAZ())
                        .build();
        return CreateDbInstanceResponse.builder().dbInstance(made).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private CreateSecretResponse secret(Call call, CreateSecretRequest request) {
        asked.add(request);
        return CreateSecretResponse.builder().build();
    }

    private ObjectNode call(String service, String action, String request) {
        Call call =
                new Call(
                        "eu-west-1",
                        "123456789012",
                        Call.Caller.NOBODY,
                        "request",
                        NOW,
                        (one, what) -> permission.check(one, what));
        return calls.call(
                call, service, action, (ObjectNode) JsonMapper.shared().readTree(request));
    }

    @Test
    void scalarsMayBeTextsAsInTemplates() {
        ObjectNode answer =
                call(
                        "rds",
                        "CreateDBInstance",
                        """
                        {"DBInstanceIdentifier": 7, "MultiAZ": "True", "AllocatedStorage": "100", "Port": 5432.0,
                         "VpcSecurityGroupIds": ["sg-1"], "DBInstanceClass": "db.t3.micro", "Engine": "postgres",
                         "DBName": null, "Tags": [{"Key": "aws:cloudformation:stack-name", "Value": "s"}]}
                        """);
        assertThat(asked)
                .containsExactly(
                        CreateDbInstanceRequest.builder()
                                .dbInstanceIdentifier("7")
                                .multiAZ(true)
                                .allocatedStorage(100)
                                .port(5432)
                                .vpcSecurityGroupIds("sg-1")
                                .dbInstanceClass("db.t3.micro")
                                .engine("postgres")
                                .tags(List.of(tag("aws:cloudformation:stack-name", "s")))
                                .build(),
                        false);
        assertThat(answer)
                .hasToString(
                        """
                        {"DBInstance":{"DBInstanceIdentifier":"7","Endpoint":{"Port":5432},\
                        "InstanceCreateTime":"2015-08-30T12:36:00Z","MultiAZ":true}}\
                        """);
        assertThat(ReservedTags.refuses("AWS:x")).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a member of no model          | rds  | CreateDBInstance | {"Egine": "x"}                     | ValidationError       | CreateDBInstance has no member Egine
                    one within a structure        | rds  | CreateDBInstance | {"Tags": [{"Kay": "x"}]}           | ValidationError       | CreateDBInstance.Tags.1 has no member Kay
                    a text that is no number      | rds  | CreateDBInstance | {"Port": "many"}                   | ValidationError       | CreateDBInstance.Port must be an integer of 32 bits
                    a number that is no integer   | rds  | CreateDBInstance | {"Port": 1.5}                      | ValidationError       | CreateDBInstance.Port must be an integer of 32 bits
                    a structure for a text        | rds  | CreateDBInstance | {"Engine": {}}                     | ValidationError       | CreateDBInstance.Engine must be a string
                    a text for a list             | rds  | CreateDBInstance | {"Tags": "a"}                      | ValidationError       | CreateDBInstance.Tags must be a list
                    the model does not allow it   | rds  | CreateDBInstance | {"DBInstanceIdentifier": "a"}      | MissingParameter      | The request must contain the parameter DBInstanceClass.
                    nor does that of a JSON one   | secretsmanager | CreateSecret | {"Name": "", "Tags": [{"Key": ""}]} | ValidationError | 2 validation errors detected: Value '' at 'name'
                    an action of no model         | rds  | CreateDatabase   | {}                                 | InvalidAction         | Could not find operation CreateDatabase of rds.
                    an action that is not here    | rds  | DeleteDBInstance | {}                                 | UnsupportedOperation  | Homeport does not support DeleteDBInstance of rds.
                    a service that is not here    | ec2  | CreateVpc        | {}                                 | InvalidAction         | Homeport does not offer the service ec2.
                    """)
    void whatCannotBeDoneIsTold(
            String story,
            String service,
            String action,
            String request,
            String code,
            String message) {
        AwsException told =
                catchThrowableOfType(AwsException.class, () -> call(service, action, request));
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.getMessage()).startsWith(message);
        assertThat(asked).isEmpty();
    }

    @Test
    void whoMayNotIsToldSoBeforeAnythingElse() {
        permission = Permission.NONE;
        AwsException told =
                catchThrowableOfType(
                        AwsException.class, () -> call("rds", "CreateDBInstance", "{}"));
        assertThat(told.code()).isEqualTo("AccessDenied");
        assertThat(asked).isEmpty();
    }
}
