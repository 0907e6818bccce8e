package homeport.cloud.secret;

import homeport.aws.Call;
import homeport.cloud.secret.SecretStore.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;

/** New values, moved labels, other words about a secret. */
final class Writing {
    private final SecretStore secrets;

    Writing(SecretStore secrets) {
        this.secrets = secrets;
    }

    PutSecretValueResponse put(Call call, PutSecretValueRequest request) {
        String token = Given.token(Optional.ofNullable(request.clientRequestToken()));
        var value =
                Given.value(request.secretString(), request.secretBinary())
                        .orElseThrow(() ->
                                Refusal.request(
                                        "You must provide either SecretString or"
                                                + " SecretBinary."));
        var stages =
                request.versionStages().isEmpty()
                        ? List.of(Version.CURRENT)
                        : request.versionStages();
        var now = Lifecycle.moment(call.now());
        var secret =
                secrets.change(
                        call.region(),
                        request.secretId(),
                        call.now(),
                        before -> {
                            Given.checkAlive(before);
                            Given.checkNotManaged(before, "change the value of");
                            return withValue(call.region(), before, token, value, stages, now);
                        });
        return PutSecretValueResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(token)
                .versionStages(Stages.find(secret.versions(), token).orElseThrow().stages())
                .build();
    }

    /** A token that is known with the same value changes nothing; with another it is refused. */
    private Step withValue(
            String region,
            Secret before,
            String token,
            Plain value,
            List<String> stages,
            Instant now) {
        var known = Stages.find(before.versions(), token);
        if (known.isPresent()) {
            if (!secrets.value(region, before, known.get()).same(value))
                throw Refusal.versionExists(token);
            return new Step(before, Optional.empty());
        }
        var bare = SecretStore.bare(token, value, now);
        var versions = Stages.added(before.versions(), bare, stages);
        return new Step(before.withVersions(versions, now), Optional.of(value));
    }

    UpdateSecretResponse update(Call call, UpdateSecretRequest request) {
        var value = Given.value(request.secretString(), request.secretBinary());
        var token =
                value.map(plain -> Given.token(Optional.ofNullable(request.clientRequestToken())));
        var about = Optional.ofNullable(request.description());
        var key = Optional.ofNullable(request.kmsKeyId());
        var now = Lifecycle.moment(call.now());
        var secret =
                secrets.change(
                        call.region(),
                        request.secretId(),
                        call.now(),
                        before -> {
                            Given.checkAlive(before);
                            Given.checkNotManaged(before, "update");
                            var step =
                                    value.map(plain ->
                                                    withValue(
                                                            call.region(),
                                                            before,
                                                            token.orElseThrow(),
                                                            plain,
                                                            List.of(Version.CURRENT),
                                                            now))
                                            .orElse(new Step(before, Optional.empty()));
                            if (about.isEmpty() && key.isEmpty()) return step;
                            var after =
                                    step.after()
                                            .withAbout(
                                                    about.orElse(before.description()),
                                                    key.or(before::kmsKeyId),
                                                    now);
                            return new Step(after, step.added());
                        });
        var response = UpdateSecretResponse.builder().arn(secret.arn()).name(secret.name());
        token.ifPresent(response::versionId);
        return response.build();
    }

    UpdateSecretVersionStageResponse move(Call call, UpdateSecretVersionStageRequest request) {
        var from = Optional.ofNullable(request.removeFromVersionId());
        var to = Optional.ofNullable(request.moveToVersionId());
        if (request.versionStage() == null)
            throw Refusal.parameter("You must provide VersionStage.");
        var secret =
                changed(
                        call,
                        request.secretId(),
                        before -> {
                            Given.checkNotManaged(before, "move the staging labels of");
                            return before.withVersions(
                                    Stages.move(
                                            before.versions(), request.versionStage(), from, to),
                                    Lifecycle.moment(call.now()));
                        });
        return UpdateSecretVersionStageResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .build();
    }

    TagResourceResponse tag(Call call, TagResourceRequest request) {
        changed(
                call,
                request.secretId(),
                before ->
                        before.withTags(
                                SecretTags.added(before.tags(), request.tags()),
                                Lifecycle.moment(call.now())));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(Call call, UntagResourceRequest request) {
        changed(
                call,
                request.secretId(),
                before ->
                        before.withTags(
                                SecretTags.removed(before.tags(), request.tagKeys()),
                                Lifecycle.moment(call.now())));
        return UntagResourceResponse.builder().build();
    }

    private Secret changed(Call call, String id, Function<Secret, Secret> change) {
        return secrets.change(
                call.region(),
                id,
                call.now(),
                before -> {
                    Given.checkAlive(before);
                    return new Step(change.apply(before), Optional.empty());
                });
    }
}
