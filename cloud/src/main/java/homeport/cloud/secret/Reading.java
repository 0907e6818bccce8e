package homeport.cloud.secret;

import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;

/** The actions that change nothing. */
final class Reading {
    private final SecretStore secrets;

    Reading(SecretStore secrets) {
        this.secrets = secrets;
    }

    GetSecretValueResponse value(Call call, GetSecretValueRequest request) {
        var secret = secrets.required(call.region(), request.secretId(), call.now());
        if (secret.deletion().isPresent()) throw Refusal.deleted();
        var version =
                version(
                        secret,
                        Optional.ofNullable(request.versionId()),
                        Optional.ofNullable(request.versionStage()));
        var plain = secrets.value(call.region(), secret, version);
        var response =
                GetSecretValueResponse.builder()
                        .arn(secret.arn())
                        .name(secret.name())
                        .versionId(version.id())
                        .versionStages(version.stages())
                        .createdDate(version.created());
        return plain.binary()
                ? response.secretBinary(SdkBytes.fromByteArray(plain.bytes())).build()
                : response.secretString(plain.text()).build();
    }

    private static Version version(Secret secret, Optional<String> id, Optional<String> stage) {
        if (id.isEmpty()) {
            String label = stage.orElse(Version.CURRENT);
            return Stages.holder(secret.versions(), label)
                    .orElseThrow(() -> noValue("staging label: " + label));
        }
        var version =
                Stages.find(secret.versions(), id.get())
                        .orElseThrow(() -> noValue("VersionId: " + id.get()));
        if (stage.isPresent() && !version.has(stage.get()))
            throw Refusal.request(
                    "You provided a VersionStage that is not associated to the provided"
                            + " VersionId.");
        return version;
    }

    private static RuntimeException noValue(String what) {
        return Refusal.notFound(
                "Secrets Manager can't find the specified secret value for " + what);
    }

    DescribeSecretResponse describe(Call call, DescribeSecretRequest request) {
        var secret = secrets.required(call.region(), request.secretId(), call.now());
        var response =
                DescribeSecretResponse.builder()
                        .arn(secret.arn())
                        .name(secret.name())
                        .createdDate(secret.created())
                        .lastChangedDate(secret.changed())
                        .tags(SecretTags.of(secret.tags()));
        if (!secret.description().isEmpty()) response.description(secret.description());
        if (!secret.versions().isEmpty()) response.versionIdsToStages(stages(secret));
        secret.kmsKeyId().ifPresent(response::kmsKeyId);
        secret.owningService().ifPresent(response::owningService);
        secret.deletion().ifPresent(response::deletedDate);
        secret.nextRotation()
                .ifPresent(next ->
                        response.rotationEnabled(true)
                                .rotationRules(Rotation.rules(secret))
                                .lastRotatedDate(secret.rotated().orElseThrow())
                                .nextRotationDate(next));
        return response.build();
    }

    /** Versions without labels are deprecated and not shown. */
    private static Map<String, List<String>> stages(Secret secret) {
        var stages = new TreeMap<String, List<String>>();
        for (var version : secret.versions())
            if (!version.stages().isEmpty()) stages.put(version.id(), version.stages());
        return stages;
    }

    ListSecretsResponse list(Call call, ListSecretsRequest request) {
        boolean planned = Boolean.TRUE.equals(request.includePlannedDeletion());
        var found =
                secrets.all(call.region(), call.now()).stream()
                        .filter(secret -> planned || secret.deletion().isEmpty())
                        .filter(new SecretFilters(request.filters())::match)
                        .toList();
        var page =
                Page.of(
                        found,
                        secret -> Page.sortKey(secret.created(), secret.name()),
                        request.sortOrder() == SortOrderType.DESC,
                        Optional.ofNullable(request.maxResults()),
                        Optional.ofNullable(request.nextToken()));
        var response =
                ListSecretsResponse.builder()
                        .secretList(page.items().stream().map(Reading::entry).toList());
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }

    private static SecretListEntry entry(Secret secret) {
        var entry =
                SecretListEntry.builder()
                        .arn(secret.arn())
                        .name(secret.name())
                        .createdDate(secret.created())
                        .lastChangedDate(secret.changed())
                        .tags(SecretTags.of(secret.tags()));
        if (!secret.description().isEmpty()) entry.description(secret.description());
        if (!secret.versions().isEmpty()) entry.secretVersionsToStages(stages(secret));
        secret.kmsKeyId().ifPresent(entry::kmsKeyId);
        secret.owningService().ifPresent(entry::owningService);
        secret.deletion().ifPresent(entry::deletedDate);
        secret.nextRotation()
                .ifPresent(next ->
                        entry.rotationEnabled(true)
                                .rotationRules(Rotation.rules(secret))
                                .lastRotatedDate(secret.rotated().orElseThrow())
                                .nextRotationDate(next));
        return entry.build();
    }

    ListSecretVersionIdsResponse versions(Call call, ListSecretVersionIdsRequest request) {
        var secret = secrets.required(call.region(), request.secretId(), call.now());
        boolean deprecated = Boolean.TRUE.equals(request.includeDeprecated());
        var shown =
                secret.versions().stream()
                        .filter(version -> deprecated || !version.stages().isEmpty())
                        .toList();
        var page =
                Page.of(
                        shown,
                        version -> Page.sortKey(version.created(), version.id()),
                        true,
                        Optional.ofNullable(request.maxResults()),
                        Optional.ofNullable(request.nextToken()));
        var entries =
                page.items().stream()
                        .map(version ->
                                SecretVersionsListEntry.builder()
                                        .versionId(version.id())
                                        .versionStages(version.stages())
                                        .createdDate(version.created())
                                        .build())
                        .toList();
        var response =
                ListSecretVersionIdsResponse.builder()
                        .arn(secret.arn())
                        .name(secret.name())
                        .versions(entries);
        page.nextToken().ifPresent(response::nextToken);
        return response.build();
    }
}
