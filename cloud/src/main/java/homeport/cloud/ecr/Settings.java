package homeport.cloud.ecr;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.policy.MalformedPolicy;
import homeport.cloud.iam.policy.Policy;
import java.util.Optional;
import software.amazon.awssdk.services.ecr.model.DeleteLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.DeleteLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationRequest;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationResponse;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityRequest;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityResponse;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a repository is told of images that it does not have: kept, and given back. */
final class Settings {
    private final RepositoryStore repositories;

    Settings(RepositoryStore repositories) {
        this.repositories = repositories;
    }

    void register(Service ecr) {
        ecr.on("PutImageTagMutability", PutImageTagMutabilityRequest::builder, this::mutability)
                .on(
                        "PutImageScanningConfiguration",
                        PutImageScanningConfigurationRequest::builder,
                        this::scanning)
                .on("SetRepositoryPolicy", SetRepositoryPolicyRequest::builder, this::setPolicy)
                .on("GetRepositoryPolicy", GetRepositoryPolicyRequest::builder, this::policy)
                .on(
                        "DeleteRepositoryPolicy",
                        DeleteRepositoryPolicyRequest::builder,
                        this::deletePolicy)
                .on("PutLifecyclePolicy", PutLifecyclePolicyRequest::builder, this::putLifecycle)
                .on("GetLifecyclePolicy", GetLifecyclePolicyRequest::builder, this::lifecycle)
                .on(
                        "DeleteLifecyclePolicy",
                        DeleteLifecyclePolicyRequest::builder,
                        this::deleteLifecycle);
    }

    private PutImageTagMutabilityResponse mutability(
            Call call, PutImageTagMutabilityRequest asked) {
        String wanted = Lifecycle.mutability(asked.imageTagMutabilityAsString());
        Repository after =
                repositories.change(
                        call, asked.repositoryName(), before -> before.withMutability(wanted));
        return PutImageTagMutabilityResponse.builder()
                .registryId(call.account())
                .repositoryName(after.name())
                .imageTagMutability(after.mutability())
                .build();
    }

    private PutImageScanningConfigurationResponse scanning(
            Call call, PutImageScanningConfigurationRequest asked) {
        boolean scan = Boolean.TRUE.equals(asked.imageScanningConfiguration().scanOnPush());
        Repository after =
                repositories.change(
                        call, asked.repositoryName(), before -> before.withScanning(scan));
        return PutImageScanningConfigurationResponse.builder()
                .registryId(call.account())
                .repositoryName(after.name())
                .imageScanningConfiguration(one -> one.scanOnPush(after.scanOnPush()))
                .build();
    }

    private SetRepositoryPolicyResponse setPolicy(Call call, SetRepositoryPolicyRequest asked) {
        try {
            Policy.parse(withResource(asked.policyText()), Policy.Kind.RESOURCE);
        } catch (MalformedPolicy | JacksonException wrong) {
            throw Lifecycle.invalid(
                    "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'");
        }
        Repository after =
                repositories.change(
                        call,
                        asked.repositoryName(),
                        before -> before.withPolicy(Optional.of(asked.policyText())));
        return SetRepositoryPolicyResponse.builder()
                .registryId(call.account())
                .repositoryName(after.name())
                .policyText(asked.policyText())
                .build();
    }

    /** A repository's policy speaks of the repository, so its statements name no resource. */
    private static String withResource(String document) {
        JsonNode root = JsonMapper.shared().readTree(document);
        for (JsonNode statement : root.path("Statement"))
            if (statement instanceof tools.jackson.databind.node.ObjectNode one
                    && !one.has("Resource")
                    && !one.has("NotResource")) one.put("Resource", "*");
        return root.toString();
    }

    private GetRepositoryPolicyResponse policy(Call call, GetRepositoryPolicyRequest asked) {
        return GetRepositoryPolicyResponse.builder()
                .registryId(call.account())
                .repositoryName(asked.repositoryName())
                .policyText(heldPolicy(call, asked.repositoryName()))
                .build();
    }

    private String heldPolicy(Call call, String name) {
        return repositories
                .required(call, name)
                .policy()
                .orElseThrow(() ->
                        new AwsException(
                                "RepositoryPolicyNotFoundException",
                                "Repository policy does not exist for the repository with name '%s' in the registry with id '%s'"
                                        .formatted(name, call.account())));
    }

    private DeleteRepositoryPolicyResponse deletePolicy(
            Call call, DeleteRepositoryPolicyRequest asked) {
        String old = heldPolicy(call, asked.repositoryName());
        repositories.change(
                call, asked.repositoryName(), before -> before.withPolicy(Optional.empty()));
        return DeleteRepositoryPolicyResponse.builder()
                .registryId(call.account())
                .repositoryName(asked.repositoryName())
                .policyText(old)
                .build();
    }

    private PutLifecyclePolicyResponse putLifecycle(Call call, PutLifecyclePolicyRequest asked) {
        boolean rules;
        try {
            rules =
                    JsonMapper.shared()
                            .readTree(asked.lifecyclePolicyText())
                            .path("rules")
                            .isArray();
        } catch (JacksonException wrong) {
            rules = false;
        }
        if (!rules)
            throw Lifecycle.invalid(
                    "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure'");
        repositories.change(
                call,
                asked.repositoryName(),
                before ->
                        before.withLifecycle(Optional.of(asked.lifecyclePolicyText()), call.now()));
        return PutLifecyclePolicyResponse.builder()
                .registryId(call.account())
                .repositoryName(asked.repositoryName())
                .lifecyclePolicyText(asked.lifecyclePolicyText())
                .build();
    }

    private GetLifecyclePolicyResponse lifecycle(Call call, GetLifecyclePolicyRequest asked) {
        Repository held = withRules(call, asked.repositoryName());
        return GetLifecyclePolicyResponse.builder()
                .registryId(call.account())
                .repositoryName(held.name())
                .lifecyclePolicyText(held.lifecycle().orElseThrow())
                .lastEvaluatedAt(held.lifecycleEvaluated().orElse(null))
                .build();
    }

    private Repository withRules(Call call, String name) {
        Repository held = repositories.required(call, name);
        if (held.lifecycle().isEmpty())
            throw new AwsException(
                    "LifecyclePolicyNotFoundException",
                    "Lifecycle policy does not exist for the repository with name '%s' in the registry with id '%s'"
                            .formatted(name, call.account()));
        return held;
    }

    private DeleteLifecyclePolicyResponse deleteLifecycle(
            Call call, DeleteLifecyclePolicyRequest asked) {
        Repository held = withRules(call, asked.repositoryName());
        repositories.change(
                call, held.name(), before -> before.withLifecycle(Optional.empty(), call.now()));
        return DeleteLifecyclePolicyResponse.builder()
                .registryId(call.account())
                .repositoryName(held.name())
                .lifecyclePolicyText(held.lifecycle().orElseThrow())
                .build();
    }
}
