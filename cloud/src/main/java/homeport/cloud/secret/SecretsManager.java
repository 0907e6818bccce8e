package homeport.cloud.secret;

import homeport.aws.Service;
import homeport.store.Store;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;

/** Secrets Manager: its actions, and the sweep of what was scheduled to go. */
public final class SecretsManager {
    private final SecretStore secrets;

    /**
     * @param account twelve digits
     */
    public SecretsManager(Store store, Sealer sealer, String account) {
        this.secrets = new SecretStore(store, sealer, account);
    }

    public Service service() {
        var lifecycle = new Lifecycle(secrets);
        var reading = new Reading(secrets);
        var writing = new Writing(secrets);
        var passwords = new Passwords(new SecureRandom());
        return new Service("secretsmanager")
                .on("GetRandomPassword", GetRandomPasswordRequest::builder, passwords::answer)
                .on("CreateSecret", CreateSecretRequest::builder, lifecycle::create)
                .on("DeleteSecret", DeleteSecretRequest::builder, lifecycle::delete)
                .on("RestoreSecret", RestoreSecretRequest::builder, lifecycle::restore)
                .on("GetSecretValue", GetSecretValueRequest::builder, reading::value)
                .on("DescribeSecret", DescribeSecretRequest::builder, reading::describe)
                .on("GetResourcePolicy", GetResourcePolicyRequest::builder, reading::policy)
                .on("ListSecrets", ListSecretsRequest::builder, reading::list)
                .on("ListSecretVersionIds", ListSecretVersionIdsRequest::builder, reading::versions)
                .on("PutSecretValue", PutSecretValueRequest::builder, writing::put)
                .on("UpdateSecret", UpdateSecretRequest::builder, writing::update)
                .on(
                        "UpdateSecretVersionStage",
                        UpdateSecretVersionStageRequest::builder,
                        writing::move)
                .on("TagResource", TagResourceRequest::builder, writing::tag)
                .on("UntagResource", UntagResourceRequest::builder, writing::untag);
    }

    /**
     * The whole ARN of what goes by this name or ARN, whole or without its last seven characters;
     * empty when there is no such secret.
     */
    public Optional<String> arn(String region, String id, Instant now) {
        return secrets.find(region, id, now).map(Secret::arn);
    }

    /** The policy that a secret has; empty when it has none or is not there. */
    public Optional<String> policy(String arn, Instant now) {
        return byArn(arn, now).flatMap(Secret::policy);
    }

    /** A secret's tags; empty when it is not there. */
    public Map<String, String> tags(String arn, Instant now) {
        return byArn(arn, now).map(Secret::tags).orElse(Map.of());
    }

    private Optional<Secret> byArn(String arn, Instant now) {
        String[] parts = arn.split(":", 5);
        return parts.length < 5 ? Optional.empty() : secrets.find(parts[3], arn, now);
    }

    /**
     * Deletes for good what was scheduled to be gone by {@code now}. Until it runs, such secrets
     * are already out of sight; call it now and then.
     *
     * @return how many secrets went
     */
    public int sweep(Instant now) {
        return secrets.sweep(now);
    }
}
