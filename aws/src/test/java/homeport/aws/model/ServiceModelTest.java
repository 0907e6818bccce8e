package homeport.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The models as they are checked in. */
class ServiceModelTest {
    /** A body may hold more, but no shape that is longer has a pattern of more than one class. */
    private static final int LONGEST = 200_000;

    private static final List<String> SERVICES =
            List.of(
                    "rds",
                    "ec2",
                    "sts",
                    "secretsmanager",
                    "iam",
                    "sns",
                    "cloudwatch",
                    "logs",
                    "pi",
                    "cloudformation",
                    "ssm",
                    "kms",
                    "resourcegroupstaggingapi");

    @ParameterizedTest(name = "{0} is signed as {1}, speaks {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rds            | rds            | 2014-10-31 | query
                    ec2            | ec2            | 2016-11-15 | ec2
                    cloudwatch     | monitoring     | 2010-08-01 | smithy-rpc-v2-cbor json query
                    secretsmanager | secretsmanager | 2017-10-17 | json
                    """)
    void aServiceIsFoundByItsNames(String name, String signing, String version, String speaks) {
        ServiceModel model = model(name, Set.of());
        assertThat(model.signingName()).isEqualTo(signing);
        assertThat(model.version()).isEqualTo(version);
        assertThat(model.protocols()).containsExactly(speaks.split(" "));
    }

    @ParameterizedTest(name = "{0} {1} is {2} with {3}")
    @CsvSource({
        "rds, DBInstanceNotFoundFault, DBInstanceNotFound, 404",
        "rds, DBInstanceNotFound, DBInstanceNotFound, 404",
        "rds, DBClusterNotFoundFault, DBClusterNotFoundFault, 404",
        "rds, DBClusterQuotaExceededFault, DBClusterQuotaExceededFault, 403",
        "rds, InvalidDBInstanceStateFault, InvalidDBInstanceState, 400",
        "sns, NotFoundException, NotFound, 404",
        "iam, NoSuchEntityException, NoSuchEntity, 404",
        "secretsmanager, ResourceNotFoundException, ResourceNotFoundException, 400",
    })
    void anErrorHasItsCodeAndStatus(String service, String name, String code, int status) {
        ModelError error = model(service, Set.of()).error(name).orElseThrow();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.status()).isEqualTo(status);
    }

    @Test
    void anActionWithoutResultHasNoWrapper() {
        ServiceModel rds = model("rds", Set.of());
        assertThat(rds.resultWrapper("CreateDBInstance")).contains("CreateDBInstanceResult");
        assertThat(rds.resultWrapper("AddTagsToResource")).isEmpty();
        assertThat(rds.resultWrapper("NoSuchAction")).isEmpty();
    }

    @Test
    void aNameThatIsNotInTheModelStopsTheStart() {
        assertThatThrownBy(() -> model("rds", Set.of("CreateDatabase")).load())
                .hasMessage("rds has no action CreateDatabase");
        assertThatThrownBy(() -> model("dynamodb", Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no model of the service dynamodb");
    }

    static Stream<String> services() {
        return SERVICES.stream();
    }

    /** Whoever sends a value chooses what the pattern is run on, so no value may cost much. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("services")
    void noPatternCanBeMadeToRunForLong(String service) {
        ServiceModel model = model(service, Set.copyOf(model(service, Set.of()).operations()));
        var slow = new ArrayList<String>();
        for (Shape shape : model.shapes()) {
            if (shape.pattern().isEmpty()) continue;
            String pattern = shape.pattern().get().pattern();
            for (String seed :
                    List.of("a", "a1", "a-", "a.", "a/", "A a", "1", "x:", "é", "%", "a_"))
                for (String end : List.of("", "!", "\n", " ")) {
                    // longer ones are told their length before any pattern is tried
                    int most = shape.max().map(Double::intValue).orElse(4096);
                    if (most < 2) continue;
                    int length = Math.min(LONGEST, most) - end.length();
                    String text = seed.repeat(length).substring(0, length) + end;
                    long start = System.nanoTime();
                    try {
                        Validation.matches(shape, text);
                    } catch (StackOverflowError deep) {
                        slow.add("overflows: " + pattern + " on " + seed + "…" + end);
                    }
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    if (took.toMillis() > 500)
                        slow.add(took + ": " + pattern + " on " + seed + end);
                }
        }
        assertThat(slow).isEmpty();
    }

    private static ServiceModel model(String service, Set<String> actions) {
        return ServiceModel.of(Map.of(service, actions)).getFirst();
    }
}
