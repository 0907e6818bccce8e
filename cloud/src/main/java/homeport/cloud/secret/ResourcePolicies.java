package homeport.cloud.secret;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.cloud.iam.policy.MalformedPolicy;
import homeport.cloud.iam.policy.Policy;
import homeport.cloud.iam.policy.Policy.Kind;
import homeport.cloud.secret.SecretStore.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidationErrorsEntry;

/** Who may use a secret, as the secret itself says. */
final class ResourcePolicies {
    private final SecretStore secrets;

    ResourcePolicies(SecretStore secrets) {
        this.secrets = secrets;
    }

    /** A secret without a policy is told by leaving the member out. */
    GetResourcePolicyResponse get(Call call, GetResourcePolicyRequest request) {
        var secret = secrets.required(call.region(), request.secretId(), call.now());
        if (secret.deletion().isPresent()) throw Refusal.deleted();
        var response = GetResourcePolicyResponse.builder().arn(secret.arn()).name(secret.name());
        secret.policy().ifPresent(response::resourcePolicy);
        return response.build();
    }

    PutResourcePolicyResponse put(Call call, PutResourcePolicyRequest request) {
        Policy policy = read(request.resourcePolicy());
        if (Boolean.TRUE.equals(request.blockPublicPolicy()) && policy.isPublic())
            throw new AwsException(
                    "PublicPolicyException",
                    "The policy lets everybody use the secret, and BlockPublicPolicy is on.");
        var secret = changed(call, request.secretId(), Optional.of(request.resourcePolicy()));
        return PutResourcePolicyResponse.builder().arn(secret.arn()).name(secret.name()).build();
    }

    DeleteResourcePolicyResponse delete(Call call, DeleteResourcePolicyRequest request) {
        var secret = changed(call, request.secretId(), Optional.empty());
        return DeleteResourcePolicyResponse.builder().arn(secret.arn()).name(secret.name()).build();
    }

    private Secret changed(Call call, String id, Optional<String> policy) {
        return secrets.change(
                call.region(),
                id,
                call.now(),
                before -> {
                    Given.checkAlive(before);
                    Given.checkNotManaged(before, "change the policy of");
                    return new Step(
                            before.withPolicy(policy, Lifecycle.moment(call.now())),
                            Optional.empty());
                });
    }

    ValidateResourcePolicyResponse validate(Call call, ValidateResourcePolicyRequest request) {
        List<ValidationErrorsEntry> errors = new ArrayList<>();
        try {
            if (Policy.parse(request.resourcePolicy(), Kind.RESOURCE).isPublic())
                errors.add(error("PUBLIC_POLICY", "The policy lets everybody use the secret."));
        } catch (MalformedPolicy malformed) {
            errors.add(error("MALFORMED_POLICY", malformed.getMessage()));
        }
        return ValidateResourcePolicyResponse.builder()
                .policyValidationPassed(errors.isEmpty())
                .validationErrors(errors)
                .build();
    }

    private static ValidationErrorsEntry error(String check, String message) {
        return ValidationErrorsEntry.builder().checkName(check).errorMessage(message).build();
    }

    private static Policy read(String document) {
        try {
            return Policy.parse(document, Kind.RESOURCE);
        } catch (MalformedPolicy malformed) {
            throw new AwsException("MalformedPolicyDocumentException", malformed.getMessage());
        }
    }
}
