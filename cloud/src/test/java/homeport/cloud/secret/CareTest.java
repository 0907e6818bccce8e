package homeport.cloud.secret;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import homeport.cloud.Mirror;
import homeport.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyResponse;
import tools.jackson.databind.json.JsonMapper;

/** Who may use a secret, how it gets a new value, and several at once. */
final class CareTest {
    private static final String T1 = "11111111-1111-1111-1111-111111111111";

    private final MemoryStore store = new MemoryStore();
    private final SecretsManager manager =
            new SecretsManager(store, new Mirror(), Caller.ACCOUNT, arn -> {});
    private final Caller secrets = new Caller(manager.service());
    private final ManagedSecrets managed =
            new ManagedSecrets(store, new Mirror(), Caller.ACCOUNT, () -> secrets.now);

    private void create(String name, String token, String value) {
        secrets.call(
                CreateSecretResponse.class,
                CreateSecretRequest.builder()
                        .name(name)
                        .clientRequestToken(token)
                        .secretString(value)
                        .build());
    }

    /**
     * A call that was killed between a secret and its instance, whichever it made or took first.
     */
    @Test
    void aManagedSecretThatNobodyUsesGoes() {
        create("app/db", T1, "a user's own");
        String used = managedSecret("rds!db-used");
        String left = managedSecret("rds!db-left");
        secrets.now = secrets.now.plus(Duration.ofHours(2));
        String fresh = managedSecret("rds!db-fresh");
        int went = managed.sweep("rds", Set.of(used), secrets.now.minus(Duration.ofHours(1)));
        assertThat(went).isEqualTo(1);
        assertThat(managed.value(left)).isEmpty();
        assertThat(managed.value(used)).isPresent();
        assertThat(managed.value(fresh)).isPresent();
        assertThat(manager.arn("us-east-1", "app/db", secrets.now)).isPresent();
    }

    private String managedSecret(String name) {
        return managed.create("us-east-1", name, "{}", "rds", "", Map.of());
    }

    @Test
    void aResourcePolicyIsKeptShownAndTakenAway() {
        create("app/db", T1, "first");
        String open =
                """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*",\
                "Action":"secretsmanager:GetSecretValue","Resource":"*"}}\
                """;
        assertThat(policy()).isNull();
        refused(
                "PublicPolicyException",
                "lets everybody",
                () ->
                        secrets.call(
                                PutResourcePolicyResponse.class,
                                PutResourcePolicyRequest.builder()
                                        .secretId("app/db")
                                        .resourcePolicy(open)
                                        .blockPublicPolicy(true)
                                        .build()));
        refused("MalformedPolicyDocumentException", "Json", () -> putPolicy("{"));
        putPolicy(open);
        assertThat(policy()).isEqualTo(open);
        secrets.call(
                DeleteResourcePolicyResponse.class,
                DeleteResourcePolicyRequest.builder().secretId("app/db").build());
        assertThat(policy()).isNull();
        var verdict =
                secrets.call(
                        ValidateResourcePolicyResponse.class,
                        ValidateResourcePolicyRequest.builder().resourcePolicy(open).build());
        assertThat(verdict.policyValidationPassed()).isFalse();
        assertThat(verdict.validationErrors().getFirst().checkName()).isEqualTo("PUBLIC_POLICY");
    }

    private void putPolicy(String document) {
        secrets.call(
                PutResourcePolicyResponse.class,
                PutResourcePolicyRequest.builder()
                        .secretId("app/db")
                        .resourcePolicy(document)
                        .build());
    }

    private String policy() {
        return secrets.call(
                        GetResourcePolicyResponse.class,
                        GetResourcePolicyRequest.builder().secretId("app/db").build())
                .resourcePolicy();
    }

    /** Source: RDS user guide, "Password management with Amazon RDS": every seven days. */
    @Test
    void aManagedSecretIsRotatedByItsOwnerInTime() {
        var asked = new ArrayList<String>();
        var rotating = new SecretsManager(store, new Mirror(), Caller.ACCOUNT, asked::add);
        var service = new Caller(rotating.service());
        create("mine", T1, "first");
        String arn = managed.create("us-east-1", "rds!db-1", "{}", "rds", "", Map.of());
        refused(
                "InvalidRequestException",
                "No Lambda rotation function ARN",
                () -> service.call(RotateSecretResponse.class, rotate("mine").build()));
        service.call(RotateSecretResponse.class, rotate(arn).build());
        assertThat(asked).containsExactly(arn);
        assertThat(rotating.rotate(service.now.plus(Duration.ofDays(7).minusSeconds(1)))).isZero();
        assertThat(rotating.rotate(service.now.plus(Duration.ofDays(7)))).isOne();
        service.call(
                RotateSecretResponse.class,
                rotate(arn)
                        .rotateImmediately(false)
                        .rotationRules(r -> r.scheduleExpression("rate(12 hours)"))
                        .build());
        assertThat(asked).hasSize(2);
        var described =
                service.call(
                        DescribeSecretResponse.class,
                        DescribeSecretRequest.builder().secretId(arn).build());
        assertThat(described.rotationEnabled()).isTrue();
        assertThat(described.rotationRules().scheduleExpression()).isEqualTo("rate(12 hours)");
        assertThat(described.nextRotationDate()).isEqualTo(service.now.plus(Duration.ofHours(12)));
    }

    private static RotateSecretRequest.Builder rotate(String id) {
        return RotateSecretRequest.builder().secretId(id);
    }

    /** Records of earlier versions of Homeport have neither. */
    @Test
    void aRecordWithoutPolicyAndRotationIsRead() {
        Secret old =
                JsonMapper.shared()
                        .readValue(
                                """
                                {"arn":"a","name":"n","description":"","kmsKeyId":null,
                                "owningService":"rds","created":"2026-11-24T10:00:00Z",
                                "changed":"2026-11-24T10:00:00Z","deletion":null,"tags":{},
                                "versions":[]}
                                """,
                                Secret.class);
        assertThat(old.policy()).isEmpty();
        assertThat(old.rotation()).isEmpty();
        assertThat(old.nextRotation()).isEmpty();
    }

    @Test
    void aBatchTellsWhatItCouldNotReadBesideWhatItCould() {
        create("one", T1, "first");
        var answer =
                secrets.call(
                        BatchGetSecretValueResponse.class,
                        BatchGetSecretValueRequest.builder().secretIdList("one", "two").build());
        assertThat(answer.secretValues().getFirst().secretString()).isEqualTo("first");
        assertThat(answer.errors().getFirst().secretId()).isEqualTo("two");
        assertThat(answer.errors().getFirst().errorCode()).isEqualTo("ResourceNotFoundException");
    }
}
