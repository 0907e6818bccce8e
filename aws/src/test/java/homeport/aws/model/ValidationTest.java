package homeport.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Entity;
import software.amazon.awssdk.services.cloudwatch.model.EntityMetricData;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.rds.model.ConnectionPoolConfiguration;
import software.amazon.awssdk.services.rds.model.CreateCustomDbEngineVersionRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyEndpointRequest;
import software.amazon.awssdk.services.rds.model.CreateDbProxyRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.ModifyDbProxyTargetGroupRequest;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** What the published models do not allow. Each fault names the member, the value, the rule. */
class ValidationTest {
    private static final String NAME = "Must be between 1 and 512 characters long";

    static Stream<Arguments> rules() {
        return Stream.of(
                row("a good request has no faults", secret("a").build(), ""),
                row(
                        "a required member is missing",
                        CreateSecretRequest.builder().build(),
                        "Name missing"),
                row("an empty string is too short", secret("").build(), "Name=: " + NAME),
                row("the longest name", secret("a".repeat(512)).build(), ""),
                row(
                        "one character more; the message shows a hundred",
                        secret("a".repeat(513)).build(),
                        "Name=" + "a".repeat(100) + "…: " + NAME),
                row("a character beyond U+FFFF counts once", secret("😀".repeat(512)).build(), ""),
                row(
                        "a pattern wants the whole string",
                        secret("a")
                                .addReplicaRegions(
                                        ReplicaRegionType.builder().region("eu-west-1x").build())
                                .build(),
                        "AddReplicaRegions.1.Region=eu-west-1x: Must match the pattern"
                                + " ^([a-z]+-)+\\d+$"),
                row(
                        "a newline at the end is no match",
                        secret("a")
                                .addReplicaRegions(
                                        ReplicaRegionType.builder().region("eu-west-1\n").build())
                                .build(),
                        "AddReplicaRegions.1.Region=eu-west-1\n: Must match the pattern"
                                + " ^([a-z]+-)+\\d+$"),
                row(
                        "members of list elements, counted from one",
                        secret("a")
                                .tags(
                                        Tag.builder().key("k").value("").build(),
                                        Tag.builder().key("").build())
                                .build(),
                        "Tags.2.Key=: Must be between 1 and 128 characters long"),
                row(
                        "a text of the wrong length is not matched as well",
                        secret("a").clientRequestToken("x".repeat(65)).build(),
                        "ClientRequestToken="
                                + "x".repeat(65)
                                + ": Must be between 32 and 64 characters long"),
                row(
                        "a list that must not be empty",
                        secret("a").addReplicaRegions(List.of()).build(),
                        "AddReplicaRegions=?: Must be at least 1 elements, not 0"),
                row(
                        "a secret is never repeated",
                        secret("a").secretString("x".repeat(65537)).build(),
                        "SecretString=?: Must be between 1 and 65536 characters long, not 65537"),
                row(
                        "nor are bytes",
                        secret("a").secretBinary(SdkBytes.fromByteArray(new byte[65537])).build(),
                        "SecretBinary=?: Must be between 1 and 65536 bytes long, not 65537"));
    }

    static Stream<Arguments> rds() {
        return Stream.of(
                row("nothing is required", DescribeDbInstancesRequest.builder().build(), ""),
                row(
                        "a required member inside a list",
                        DescribeDbInstancesRequest.builder()
                                .filters(Filter.builder().name("a").build())
                                .build(),
                        "Filters.1.Values missing"),
                row(
                        "a required list may be empty when it was sent",
                        DescribeDbInstancesRequest.builder()
                                .filters(Filter.builder().name("a").values(List.of()).build())
                                .build(),
                        ""),
                row(
                        "an enumeration",
                        proxy().engineFamily("ORACLE").build(),
                        "EngineFamily=ORACLE: Must be one of MYSQL, POSTGRESQL, SQLSERVER"),
                row(
                        "is exact in its letters",
                        proxy().engineFamily("postgresql").build(),
                        "EngineFamily=postgresql: Must be one of MYSQL, POSTGRESQL, SQLSERVER"),
                row("and takes its own values", proxy().engineFamily("POSTGRESQL").build(), ""),
                row(
                        "an enumeration inside a list",
                        proxy().engineFamily("POSTGRESQL")
                                .auth(UserAuthConfig.builder().iamAuth("PERHAPS").build())
                                .build(),
                        "Auth.1.IAMAuth=PERHAPS: Must be one of DISABLED, REQUIRED, ENABLED"),
                row(
                        "both required members of an instance",
                        CreateDbInstanceRequest.builder().dbInstanceIdentifier("a").build(),
                        "DBInstanceClass missing, Engine missing"));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                row("the least", random(1L), ""),
                row("under the least", random(0L), "PasswordLength=0: Must be between 1 and 4096"),
                row("the most", random(4096L), ""),
                row(
                        "over the most",
                        random(4097L),
                        "PasswordLength=4097: Must be between 1 and 4096"),
                row(
                        "far below",
                        random(Long.MIN_VALUE),
                        "PasswordLength=-9223372036854775808: Must be between 1 and 4096"));
    }

    private static GetRandomPasswordRequest random(long length) {
        return GetRandomPasswordRequest.builder().passwordLength(length).build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void strings(String story, SdkPojo request, String expected) {
        assertThat(faults("secretsmanager", "CreateSecret", request)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void numbers(String story, SdkPojo request, String expected) {
        assertThat(faults("secretsmanager", "GetRandomPassword", request)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void rds(String story, SdkPojo request, String expected) {
        String action = request.getClass().getSimpleName();
        Map<String, String> names =
                Map.of(
                        "DescribeDbInstancesRequest", "DescribeDBInstances",
                        "CreateDbProxyRequest", "CreateDBProxy",
                        "CreateDbInstanceRequest", "CreateDBInstance");
        assertThat(faults("rds", names.get(action), request)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void maps(String story, Map<String, String> attributes, String expected) {
        var entity = Entity.builder().keyAttributes(attributes).build();
        var request =
                PutMetricDataRequest.builder()
                        .namespace("N")
                        .entityMetricData(EntityMetricData.builder().entity(entity).build())
                        .build();
        assertThat(faults("cloudwatch", "PutMetricData", request))
                .isEqualTo(
                        expected.isEmpty()
                                ? ""
                                : "EntityMetricData.1.Entity.KeyAttributes" + expected);
    }

    static Stream<Arguments> maps() {
        Map<String, String> none = null;
        return Stream.of(
                arguments("a map that nobody sent", none, ""),
                arguments("two entries", Map.of("a", "b", "c", "d"), ""),
                arguments(
                        "too few", Map.of("a", "b"), "=?: Must be between 2 and 4 entries, not 1"),
                arguments(
                        "a key too long",
                        Map.of("a", "b", "k".repeat(33), "d"),
                        ".key=" + "k".repeat(33) + ": Must be between 1 and 32 characters long"),
                arguments(
                        "an empty value",
                        Map.of("a", "b", "c", ""),
                        ".c=: Must be between 1 and 2048 characters long"));
    }

    /** Policies and manifests are long, and their models say so. */
    @Test
    void aPatternIsHeldAgainstALongTextOnlyWhereTheModelAllowsOne() {
        var manifest =
                CreateCustomDbEngineVersionRequest.builder()
                        .engine("custom-x")
                        .engineVersion("1")
                        .manifest("x".repeat(51_000))
                        .build();
        assertThat(faults("rds", "CreateCustomDBEngineVersion", manifest)).isEmpty();
        assertThat(faults("sts", "AssumeRole", role("x".repeat(4096)))).isEmpty();
        assertThat(faults("sts", "AssumeRole", role("x".repeat(4097))))
                .contains(": Must match the pattern");
    }

    private static AssumeRoleRequest role(String policy) {
        return AssumeRoleRequest.builder()
                .roleArn("arn:aws:iam::123456789012:role/r")
                .roleSessionName("session")
                .policy(policy)
                .build();
    }

    @Test
    void aMessageTellsTenFaultsAtMost() {
        var request =
                secret("a")
                        .tags(
                                IntStream.range(0, 50)
                                        .mapToObj(_ -> Tag.builder().key("").build())
                                        .toList())
                        .build();
        assertThat(
                        Validation.faults(
                                model("secretsmanager", "CreateSecret"), "CreateSecret", request))
                .hasSize(10);
    }

    /** Java's matcher recurses once for each group; 4096 of them overflowed its stack. */
    @Test
    void aLongNameOfManyPartsIsTooLongAndNothingElse() {
        var request =
                CreateDbProxyEndpointRequest.builder()
                        .dbProxyName("a-".repeat(2000) + "a")
                        .dbProxyEndpointName("e")
                        .vpcSubnetIds("subnet-1")
                        .build();
        assertThat(faults("rds", "CreateDBProxyEndpoint", request))
                .startsWith("DBProxyName=a-a-")
                .endsWith("…: Must be between 1 and 63 characters long");
    }

    @Test
    void aStructureInAStructureIsNamedByItsPath() {
        var request =
                PutMetricDataRequest.builder()
                        .namespace("N")
                        .metricData(
                                MetricDatum.builder()
                                        .metricName("m")
                                        .dimensions(Dimension.builder().name("n").build())
                                        .build())
                        .build();
        assertThat(faults("cloudwatch", "PutMetricData", request))
                .isEqualTo("MetricData.1.Dimensions.1.Value missing");
        var group =
                ModifyDbProxyTargetGroupRequest.builder()
                        .dbProxyName("p")
                        .targetGroupName("default")
                        .connectionPoolConfig(
                                ConnectionPoolConfiguration.builder().initQuery("x").build())
                        .build();
        assertThat(faults("rds", "ModifyDBProxyTargetGroup", group)).isEmpty();
        var batch = PublishBatchRequest.builder().topicArn("t").build();
        assertThat(faults("sns", "PublishBatch", batch))
                .isEqualTo("PublishBatchRequestEntries missing");
    }

    private static CreateSecretRequest.Builder secret(String name) {
        return CreateSecretRequest.builder().name(name);
    }

    private static CreateDbProxyRequest.Builder proxy() {
        return CreateDbProxyRequest.builder()
                .dbProxyName("p")
                .roleArn("arn:aws:iam::123456789012:role/r")
                .vpcSubnetIds("subnet-1")
                .auth(UserAuthConfig.builder().build());
    }

    private static Arguments row(String story, SdkPojo request, String expected) {
        return arguments(story, request, expected);
    }

    private static String faults(String service, String action, SdkPojo request) {
        return String.join(
                ", ",
                Validation.faults(model(service, action), action, request).stream()
                        .map(fault ->
                                fault.missing()
                                        ? fault.path() + " missing"
                                        : fault.path()
                                                + "="
                                                + fault.value().orElse("?")
                                                + ": "
                                                + fault.allowed())
                        .toList());
    }

    private static ServiceModel model(String service, String action) {
        return ServiceModel.of(Map.of(service, Set.of(action))).getFirst();
    }
}
