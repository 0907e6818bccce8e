package homeport.cloud.ssm;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import homeport.cloud.Mirror;
import homeport.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionRequest;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;

/** Parameters as the CLI, the CDK and Terraform use them. */
final class ParametersTest {
    private final MemoryStore store = new MemoryStore();
    private final Caller ssm = new Caller(new Ssm(store, new Mirror(), Caller.ACCOUNT).service());

    @Test
    void aParameterIsFoundByNameArnVersionAndLabel() {
        put("/app/db/host", "first");
        overwrite("/app/db/host", "second");
        ssm.call(
                LabelParameterVersionResponse.class,
                LabelParameterVersionRequest.builder()
                        .name("/app/db/host")
                        .parameterVersion(1L)
                        .labels("stable")
                        .build());
        assertThat(value("/app/db/host")).isEqualTo("second");
        assertThat(value("/app/db/host:1")).isEqualTo("first");
        assertThat(value("/app/db/host:stable")).isEqualTo("first");
        assertThat(value("arn:aws:ssm:us-east-1:000000000000:parameter/app/db/host"))
                .isEqualTo("second");
        assertThat(get("/app/db/host:stable").selector()).isEqualTo(":stable");
        refused("ParameterVersionNotFound", "version 9", () -> value("/app/db/host:9"));
        refused("ParameterNotFound", "", () -> value("/app/db"));
        refused("ParameterAlreadyExists", "overwrite", () -> put("/app/db/host", "third"));
    }

    @Test
    void aSecureStringLiesSealedAndIsShownOnlyDecrypted() {
        ssm.call(
                PutParameterResponse.class,
                PutParameterRequest.builder()
                        .name("password")
                        .type(ParameterType.SECURE_STRING)
                        .value("hunter2")
                        .build());
        assertThat(value("password")).isNotEqualTo("hunter2");
        GetParameterResponse open =
                ssm.call(
                        GetParameterResponse.class,
                        GetParameterRequest.builder()
                                .name("password")
                                .withDecryption(true)
                                .build());
        assertThat(open.parameter().value()).isEqualTo("hunter2");
        assertThat(store.list("/").entries())
                .noneMatch(e -> new String(e.value(), StandardCharsets.UTF_8).contains("hunter2"));
    }

    @Test
    void aPathListsItsLevelOrAllBelow() {
        for (String name : List.of("/a/x", "/a/y", "/a/b/z", "/ab", "top")) put(name, name);
        assertThat(byPath("/a", false)).containsExactly("/a/x", "/a/y");
        assertThat(byPath("/a", true)).containsExactly("/a/b/z", "/a/x", "/a/y");
        assertThat(byPath("/", false)).containsExactly("/ab", "top");
    }

    @Test
    void theOldestOfAHundredVersionsGoesUnlessItHasALabel() {
        put("p", "1");
        for (int i = 2; i <= 101; i++) overwrite("p", Integer.toString(i));
        refused("ParameterVersionNotFound", "", () -> value("p:1"));
        assertThat(value("p:2")).isEqualTo("2");
        ssm.call(
                LabelParameterVersionResponse.class,
                LabelParameterVersionRequest.builder()
                        .name("p")
                        .parameterVersion(2L)
                        .labels("kept", "1bad")
                        .build());
        refused("ParameterMaxVersionLimitExceeded", "label", () -> overwrite("p", "102"));
        GetParameterHistoryResponse history =
                ssm.call(
                        GetParameterHistoryResponse.class,
                        GetParameterHistoryRequest.builder().name("p").build());
        assertThat(history.parameters()).hasSize(50);
        assertThat(history.parameters().getFirst().labels()).containsExactly("kept");
        assertThat(store.list("/ssm/us-east-1/value/").entries()).hasSize(100);
    }

    @Test
    void whatGoesLeavesNothing() {
        put("p", "1");
        overwrite("p", "2");
        DeleteParametersResponse gone =
                ssm.call(
                        DeleteParametersResponse.class,
                        DeleteParametersRequest.builder().names("p", "q").build());
        assertThat(gone.deletedParameters()).containsExactly("p");
        assertThat(gone.invalidParameters()).containsExactly("q");
        assertThat(store.list("/ssm/").entries()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    awsome     | v         | ValidationException
                    /ssm/x     | v         | ValidationException
                    a/b        | v         | ValidationException
                    /a/        | v         | ValidationException
                    sp ace     | v         | ValidationException
                    fine       | ''        | ValidationException
                    /1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16 | v | HierarchyLevelLimitExceededException
                    """)
    void refusesWhatAwsRefuses(String name, String value, String code) {
        refused(code, "", () -> put(name, value));
    }

    @Test
    void aPatternThatCostsTooMuchIsRefused() {
        refused(
                "InvalidAllowedPatternException",
                "steps",
                () ->
                        ssm.call(
                                PutParameterResponse.class,
                                PutParameterRequest.builder()
                                        .name("p")
                                        .type(ParameterType.STRING)
                                        .value("a".repeat(60))
                                        .allowedPattern("(.*a){15}b")
                                        .build()));
        refused(
                "ParameterPatternMismatchException",
                "",
                () ->
                        ssm.call(
                                PutParameterResponse.class,
                                PutParameterRequest.builder()
                                        .name("p")
                                        .type(ParameterType.STRING)
                                        .value("abc")
                                        .allowedPattern("\\d+")
                                        .build()));
    }

    private List<String> byPath(String path, boolean recursive) {
        return ssm
                .call(
                        GetParametersByPathResponse.class,
                        GetParametersByPathRequest.builder()
                                .path(path)
                                .recursive(recursive)
                                .build())
                .parameters()
                .stream()
                .map(one -> one.name())
                .toList();
    }

    private software.amazon.awssdk.services.ssm.model.Parameter get(String name) {
        return ssm.call(
                        GetParameterResponse.class,
                        GetParameterRequest.builder().name(name).build())
                .parameter();
    }

    private String value(String name) {
        return get(name).value();
    }

    private void put(String name, String value) {
        ssm.call(
                PutParameterResponse.class,
                PutParameterRequest.builder()
                        .name(name)
                        .type(ParameterType.STRING)
                        .value(value)
                        .build());
    }

    private void overwrite(String name, String value) {
        ssm.call(
                PutParameterResponse.class,
                PutParameterRequest.builder().name(name).overwrite(true).value(value).build());
    }
}
