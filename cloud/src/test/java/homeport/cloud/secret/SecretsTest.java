package homeport.cloud.secret;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import homeport.cloud.Caller;
import homeport.cloud.Mirror;
import homeport.store.MemoryStore;
import homeport.store.Op;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;

/** Secrets as boto3 and Terraform use them. */
final class SecretsTest {
    private static final String T1 = "11111111-1111-1111-1111-111111111111";
    private static final String T2 = "22222222-2222-2222-2222-222222222222";

    private final MemoryStore store = new MemoryStore();
    private final SecretsManager manager =
            new SecretsManager(store, new Mirror(), Caller.ACCOUNT, arn -> {});
    private final Caller secrets = new Caller(manager.service());
    private final ManagedSecrets managed =
            new ManagedSecrets(store, new Mirror(), Caller.ACCOUNT, () -> secrets.now);

    @Test
    void aSecretIsFoundByNameArnAndPartialArn() {
        String arn = create("app/db", T1, "first").arn();
        assertThat(arn)
                .matches("arn:aws:secretsmanager:us-east-1:\\d{12}:secret:app/db-[A-Za-z0-9]{6}");
        for (String id : List.of("app/db", arn, arn.substring(0, arn.length() - 7)))
            assertThat(value(id)).isEqualTo("first");
        String other = arn.substring(0, arn.length() - 1) + (arn.endsWith("x") ? "y" : "x");
        for (String id : List.of("app", other, arn.replace("us-east-1", "us-east-2")))
            refused(
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret.",
                    () -> value(id));
        assertThat(store.list("/").entries())
                .as("no value lies there as it is")
                .noneMatch(e -> new String(e.value(), StandardCharsets.UTF_8).contains("first"));
    }

    @Test
    void aNewValueIsCurrentAndTheOldOnePrevious() {
        create("s", T1, "first");
        put("s", T2, "second");
        assertThat(value("s")).isEqualTo("second");
        assertThat(
                        secrets.call(
                                        GetSecretValueResponse.class,
                                        GetSecretValueRequest.builder()
                                                .secretId("s")
                                                .versionStage("AWSPREVIOUS")
                                                .build())
                                .secretString())
                .isEqualTo("first");
        assertThat(
                        secrets.call(
                                        GetSecretValueResponse.class,
                                        GetSecretValueRequest.builder()
                                                .secretId("s")
                                                .versionId(T1)
                                                .build())
                                .secretString())
                .isEqualTo("first");
        assertThat(describe("s").versionIdsToStages())
                .isEqualTo(Map.of(T1, List.of("AWSPREVIOUS"), T2, List.of("AWSCURRENT")));
        refused(
                "InvalidRequestException",
                "not associated",
                () ->
                        secrets.call(
                                GetSecretValueResponse.class,
                                GetSecretValueRequest.builder()
                                        .secretId("s")
                                        .versionId(T1)
                                        .versionStage("AWSCURRENT")
                                        .build()));
        refused(
                "ResourceNotFoundException",
                "staging label: NONE",
                () ->
                        secrets.call(
                                GetSecretValueResponse.class,
                                GetSecretValueRequest.builder()
                                        .secretId("s")
                                        .versionStage("NONE")
                                        .build()));
    }

    @Test
    void theSameTokenAndValueChangeNothingAndAnotherValueIsRefused() {
        String arn = create("s", T1, "first").arn();
        assertThat(create("s", T1, "first").arn()).isEqualTo(arn);
        refused("ResourceExistsException", "already exists", () -> create("s", T1, "other"));
        refused("ResourceExistsException", "already exists", () -> create("s", T2, "first"));
        put("s", T2, "second");
        put("s", T2, "second");
        put("s", T1, "first");
        assertThat(value("s")).isEqualTo("second");
        refused("ResourceExistsException", T2, () -> put("s", T2, "third"));
        refused(
                "ResourceExistsException",
                T2,
                () ->
                        secrets.call(
                                UpdateSecretResponse.class,
                                UpdateSecretRequest.builder()
                                        .secretId("s")
                                        .clientRequestToken(T2)
                                        .secretString("x")
                                        .build()));
    }

    @Test
    void wrongParametersAreRefused() {
        refused(
                "InvalidParameterException",
                "both a binary",
                () ->
                        secrets.call(
                                CreateSecretResponse.class,
                                CreateSecretRequest.builder()
                                        .name("b")
                                        .clientRequestToken(T1)
                                        .secretString("x")
                                        .secretBinary(SdkBytes.fromUtf8String("x"))
                                        .build()));
        refused(
                "InvalidRequestException",
                "ClientRequestToken",
                () ->
                        secrets.call(
                                CreateSecretResponse.class,
                                CreateSecretRequest.builder().name("b").secretString("x").build()));
        refused("InvalidParameterException", "32-64", () -> create("b", "short", "x"));
        refused(
                "InvalidParameterException",
                "allowed 65536",
                () -> create("b", T1, "x".repeat(65_537)));
        refused("ValidationException", "Invalid name", () -> create("rds!db-1", T1, "x"));
        create("s", T1, "x".repeat(65_536));
        refused(
                "InvalidRequestException",
                "You must provide",
                () ->
                        secrets.call(
                                PutSecretValueResponse.class,
                                PutSecretValueRequest.builder()
                                        .secretId("s")
                                        .clientRequestToken(T2)
                                        .build()));
        refused(
                "InvalidNextTokenException",
                "",
                () ->
                        secrets.call(
                                ListSecretsResponse.class,
                                ListSecretsRequest.builder().nextToken("%").build()));
        refused(
                "InvalidParameterException",
                "reserved",
                () ->
                        secrets.call(
                                TagResourceResponse.class,
                                TagResourceRequest.builder()
                                        .secretId("s")
                                        .tags(tag("aws:x"))
                                        .build()));
    }

    @Test
    void aDeletedSecretWaitsAndThenIsGone() {
        create("s", T1, "first");
        delete("s", 7L);
        assertThat(describe("s").deletedDate()).isEqualTo(secrets.now.plus(Duration.ofDays(7)));
        refused("InvalidRequestException", "marked for deletion", () -> value("s"));
        refused(
                "InvalidRequestException",
                "already scheduled for deletion",
                () -> create("s", T2, "x"));
        secrets.call(
                RestoreSecretResponse.class, RestoreSecretRequest.builder().secretId("s").build());
        assertThat(value("s")).isEqualTo("first");
        assertThat(manager.sweep(secrets.now.plus(Duration.ofDays(40)))).isZero();
        delete("s", 7L);
        assertThat(manager.sweep(secrets.now.plus(Duration.ofDays(6)))).isZero();
        secrets.now = secrets.now.plus(Duration.ofDays(7));
        refused("ResourceNotFoundException", "", () -> describe("s"));
        create("s", T2, "second");
        assertThat(value("s")).isEqualTo("second");
        delete("s", 30L);
        assertThat(manager.sweep(secrets.now.plus(Duration.ofDays(30)))).isOne();
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aForcedDeletionLeavesNothingAndMayBeRepeated() {
        create("s", T1, "first");
        put("s", T2, "second");
        delete("s", 30L);
        var force = DeleteSecretRequest.builder().secretId("s").forceDeleteWithoutRecovery(true);
        secrets.call(DeleteSecretResponse.class, force.build());
        assertThat(store.keys()).isEmpty();
        secrets.call(DeleteSecretResponse.class, force.build());
        refused(
                "InvalidParameterException",
                "in conjunction",
                () ->
                        secrets.call(
                                DeleteSecretResponse.class,
                                force.recoveryWindowInDays(7L).build()));
        refused("InvalidParameterException", "between 7 and 30", () -> delete("s", 6L));
        refused("ResourceNotFoundException", "", () -> delete("s", 7L));
    }

    @Test
    void listsAreFilteredAndPaged() {
        for (int i = 0; i < 5; i++) create("app" + i, T1, "x");
        create("other", T1, "x");
        secrets.call(
                TagResourceResponse.class,
                TagResourceRequest.builder().secretId("other").tags(tag("team")).build());
        var seen = new ArrayList<String>();
        var request = ListSecretsRequest.builder().maxResults(2).filters(filter("name", "app"));
        String token = null;
        do {
            var page = secrets.call(ListSecretsResponse.class, request.nextToken(token).build());
            page.secretList().forEach(secret -> seen.add(secret.name()));
            token = page.nextToken();
        } while (token != null);
        assertThat(seen).containsExactly("app0", "app1", "app2", "app3", "app4");
        assertThat(list(filter("tag-key", "te"))).containsExactly("other");
        assertThat(list(filter("name", "!app"))).containsExactly("other");
    }

    @Test
    void valuesThatCrossAreBothKept() {
        create("s", T1, "first");
        store.overtakeOnce(() -> put("s", T2, "second"));
        String t3 = "33333333-3333-3333-3333-333333333333";
        put("s", t3, "third");
        assertThat(describe("s").versionIdsToStages())
                .isEqualTo(Map.of(T2, List.of("AWSPREVIOUS"), t3, List.of("AWSCURRENT")));
        assertThat(
                        secrets.call(
                                        ListSecretVersionIdsResponse.class,
                                        ListSecretVersionIdsRequest.builder()
                                                .secretId("s")
                                                .includeDeprecated(true)
                                                .build())
                                .versions())
                .hasSize(3);
    }

    @Test
    void aValuePutInThePlaceOfAnotherIsNoticed() {
        create("s", T1, "first");
        String before = valueKeys().getFirst();
        put("s", T2, "second");
        String after =
                valueKeys().stream().filter(k -> !k.equals(before)).findFirst().orElseThrow();
        store.commit(List.of(Op.put(after, store.get(before).orElseThrow().value())));
        assertThatIllegalStateException().isThrownBy(() -> value("s"));
    }

    private List<String> valueKeys() {
        return store.keys().stream().filter(key -> key.contains("/value/")).toList();
    }

    @Test
    void aServiceOwnsItsSecretAndUsersOnlyReadAndTagIt() {
        String name = "rds!db-6d2f0d5e-0000-0000-0000-000000000000";
        String arn =
                managed.create(
                        Caller.REGION,
                        name,
                        "{\"a\":1}",
                        "rds",
                        "about",
                        Map.of("aws:rds:primaryDBInstanceArn", "arn"));
        assertThat(managed.create(Caller.REGION, name, "{\"a\":2}", "rds", "about", Map.of()))
                .isEqualTo(arn);
        assertThat(managed.value(arn)).contains("{\"a\":1}");
        assertThat(value(arn)).isEqualTo("{\"a\":1}");
        assertThat(describe(arn).owningService()).isEqualTo("rds");
        String code = "InvalidRequestException";
        refused(code, "You can't delete", () -> delete(arn, 7L));
        refused(
                code,
                "You can't delete",
                () ->
                        secrets.call(
                                DeleteSecretResponse.class,
                                DeleteSecretRequest.builder()
                                        .secretId(arn)
                                        .forceDeleteWithoutRecovery(true)
                                        .build()));
        refused(code, "You can't change", () -> put(arn, T1, "x"));
        refused(
                code,
                "You can't update",
                () ->
                        secrets.call(
                                UpdateSecretResponse.class,
                                UpdateSecretRequest.builder()
                                        .secretId(arn)
                                        .description("x")
                                        .build()));
        secrets.call(
                TagResourceResponse.class,
                TagResourceRequest.builder().secretId(arn).tags(tag("team")).build());
        managed.put(arn, "{\"a\":3}");
        managed.put(arn, "{\"a\":3}");
        assertThat(managed.value(arn)).contains("{\"a\":3}");
        assertThat(describe(arn).versionIdsToStages()).hasSize(2);
        managed.delete(arn);
        managed.delete(arn);
        assertThat(managed.value(arn)).isEmpty();
        assertThat(store.keys()).isEmpty();
    }

    private List<String> list(Filter filter) {
        return secrets
                .call(
                        ListSecretsResponse.class,
                        ListSecretsRequest.builder().filters(filter).build())
                .secretList()
                .stream()
                .map(SecretListEntry::name)
                .toList();
    }

    private static Filter filter(String key, String value) {
        return Filter.builder().key(key).values(value).build();
    }

    private static Tag tag(String key) {
        return Tag.builder().key(key).value("v").build();
    }

    private CreateSecretResponse create(String name, String token, String value) {
        return secrets.call(
                CreateSecretResponse.class,
                CreateSecretRequest.builder()
                        .name(name)
                        .clientRequestToken(token)
                        .secretString(value)
                        .build());
    }

    private void put(String id, String token, String value) {
        secrets.call(
                PutSecretValueResponse.class,
                PutSecretValueRequest.builder()
                        .secretId(id)
                        .clientRequestToken(token)
                        .secretString(value)
                        .build());
    }

    private String value(String id) {
        return secrets.call(
                        GetSecretValueResponse.class,
                        GetSecretValueRequest.builder().secretId(id).build())
                .secretString();
    }

    private DescribeSecretResponse describe(String id) {
        return secrets.call(
                DescribeSecretResponse.class, DescribeSecretRequest.builder().secretId(id).build());
    }

    private void delete(String id, long days) {
        secrets.call(
                DeleteSecretResponse.class,
                DeleteSecretRequest.builder().secretId(id).recoveryWindowInDays(days).build());
    }
}
