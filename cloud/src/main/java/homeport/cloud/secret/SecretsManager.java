package homeport.cloud.secret;

import homeport.aws.AwsException;
import homeport.aws.Service;
import homeport.store.Store;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyRequest;

/** Secrets Manager: its actions, and the sweep of what was scheduled to go. */
public final class SecretsManager {
    private static final Logger LOG = LoggerFactory.getLogger(SecretsManager.class);

    private final SecretStore secrets;

    private final Owners owners;

    /**
     * @param account twelve digits
     */
    public SecretsManager(Store store, Sealer sealer, String account, Owners owners) {
        this.secrets = new SecretStore(store, sealer, account);
        this.owners = owners;
    }

    public Service service() {
        var lifecycle = new Lifecycle(secrets);
        var reading = new Reading(secrets);
        var writing = new Writing(secrets);
        var passwords = new Passwords(new SecureRandom());
        var policies = new ResourcePolicies(secrets);
        var rotation = new Rotation(secrets, owners);
        var batch = new Batch(secrets, reading);
        return new Service("secretsmanager")
                .on("BatchGetSecretValue", BatchGetSecretValueRequest::builder, batch::values)
                .on("RotateSecret", RotateSecretRequest::builder, rotation::rotate)
                .on("CancelRotateSecret", CancelRotateSecretRequest::builder, rotation::cancel)
                .on("PutResourcePolicy", PutResourcePolicyRequest::builder, policies::put)
                .on("DeleteResourcePolicy", DeleteResourcePolicyRequest::builder, policies::delete)
                .on(
                        "ValidateResourcePolicy",
                        ValidateResourcePolicyRequest::builder,
                        policies::validate)
                .on("GetRandomPassword", GetRandomPasswordRequest::builder, passwords::answer)
                .on("CreateSecret", CreateSecretRequest::builder, lifecycle::create)
                .on("DeleteSecret", DeleteSecretRequest::builder, lifecycle::delete)
                .on("RestoreSecret", RestoreSecretRequest::builder, lifecycle::restore)
                .on("GetSecretValue", GetSecretValueRequest::builder, reading::value)
                .on("DescribeSecret", DescribeSecretRequest::builder, reading::describe)
                .on("GetResourcePolicy", GetResourcePolicyRequest::builder, policies::get)
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
     * Asks the owners of managed secrets for the new values that are due. Called now and then; one
     * that cannot be had now is asked for again the next time.
     *
     * @return how many were asked for
     */
    public int rotate(Instant now) {
        int count = 0;
        for (Secret secret : secrets.everywhere(now)) {
            if (secret.nextRotation().filter(next -> !now.isBefore(next)).isEmpty()) continue;
            try {
                owners.rotate(secret.arn());
                count++;
            } catch (AwsException notNow) {
                LOG.info("{} is not rotated yet: {}", secret.name(), notNow.getMessage());
            }
        }
        return count;
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
