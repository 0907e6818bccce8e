package homeport.cloud.secret;

import homeport.aws.Call;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;

/** A secret comes, is scheduled to go, and comes back or goes. */
final class Lifecycle {
    private static final long WINDOW_DAYS_DEFAULT = 30;
    private static final long WINDOW_DAYS_MIN = 7;
    private static final long WINDOW_DAYS_MAX = 30;

    private final SecretStore secrets;

    Lifecycle(SecretStore secrets) {
        this.secrets = secrets;
    }

    CreateSecretResponse create(Call call, CreateSecretRequest request) {
        if (request.name() == null) throw Refusal.parameter("You must provide Name.");
        SecretId.checkName(request.name());
        if (!request.addReplicaRegions().isEmpty())
            throw Refusal.parameter("Secrets can't be replicated to other regions.");
        var now = moment(call.now());
        var token = Optional.ofNullable(request.clientRequestToken());
        var value = Given.value(request.secretString(), request.secretBinary());
        var added = value.map(plain -> SecretStore.bare(Given.token(token), plain, now));
        var secret =
                new Secret(
                        SecretId.freshArn(call.region(), secrets.account(), request.name()),
                        request.name(),
                        Optional.ofNullable(request.description()).orElse(""),
                        Optional.ofNullable(request.kmsKeyId()),
                        Optional.empty(),
                        now,
                        now,
                        Optional.empty(),
                        SecretTags.added(Map.of(), request.tags()),
                        added.map(v -> Stages.added(List.of(), v, List.of())).orElse(List.of()),
                        Optional.empty(),
                        Optional.empty());
        if (secrets.create(call.region(), secret, value, now)) return created(secret, token);
        return repeated(call, request.name(), token, value);
    }

    /** The same token with the same value was answered before: answer it again. */
    private CreateSecretResponse repeated(
            Call call, String name, Optional<String> token, Optional<Plain> value) {
        var old = secrets.required(call.region(), name, call.now());
        if (old.deletion().isPresent())
            throw Refusal.request(
                    "You can't create this secret because a secret with this name is already"
                            + " scheduled for deletion.");
        var version = token.flatMap(id -> Stages.find(old.versions(), id));
        if (version.isEmpty() || value.isEmpty()) throw Refusal.exists(name);
        var held = secrets.value(call.region(), old, version.get());
        if (!held.same(value.get())) throw Refusal.exists(name);
        return created(old, token);
    }

    private static CreateSecretResponse created(Secret secret, Optional<String> token) {
        var response = CreateSecretResponse.builder().arn(secret.arn()).name(secret.name());
        if (!secret.versions().isEmpty()) token.ifPresent(response::versionId);
        return response.build();
    }

    DeleteSecretResponse delete(Call call, DeleteSecretRequest request) {
        boolean force = Boolean.TRUE.equals(request.forceDeleteWithoutRecovery());
        var window = Optional.ofNullable(request.recoveryWindowInDays());
        if (force && window.isPresent())
            throw Refusal.parameter(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with"
                            + " RecoveryWindowInDays.");
        long days = window.orElse(WINDOW_DAYS_DEFAULT);
        if (days < WINDOW_DAYS_MIN || days > WINDOW_DAYS_MAX)
            throw Refusal.parameter(
                    "The RecoveryWindowInDays value must be between %d and %d days (inclusive)."
                            .formatted(WINDOW_DAYS_MIN, WINDOW_DAYS_MAX));
        var now = moment(call.now());
        return force
                ? purge(call, request.secretId(), now)
                : schedule(call, request.secretId(), now, now.plus(Duration.ofDays(days)));
    }

    private DeleteSecretResponse schedule(Call call, String id, Instant now, Instant at) {
        var secret =
                secrets.change(
                        call.region(),
                        id,
                        call.now(),
                        before -> {
                            Given.checkNotManaged(before, "delete");
                            if (before.deletion().isPresent()) throw Refusal.deleted();
                            return new SecretStore.Step(
                                    before.withDeletion(Optional.of(at), now), Optional.empty());
                        });
        return deleted(secret.name(), at).arn(secret.arn()).build();
    }

    /** What does not exist is deleted, as AWS has it: a repeat of the call must not fail. */
    private DeleteSecretResponse purge(Call call, String id, Instant now) {
        var secret = secrets.find(call.region(), id, call.now());
        if (secret.isEmpty()) {
            var response = deleted(id, now);
            return (id.startsWith("arn:") ? response.arn(id) : response).build();
        }
        secrets.purge(
                call.region(),
                secret.get().arn(),
                call.now(),
                before -> Given.checkNotManaged(before, "delete"));
        return deleted(secret.get().name(), now).arn(secret.get().arn()).build();
    }

    private static DeleteSecretResponse.Builder deleted(String name, Instant at) {
        return DeleteSecretResponse.builder().name(name).deletionDate(at);
    }

    RestoreSecretResponse restore(Call call, RestoreSecretRequest request) {
        var now = moment(call.now());
        var secret =
                secrets.change(
                        call.region(),
                        request.secretId(),
                        call.now(),
                        before ->
                                before.deletion().isEmpty()
                                        ? new SecretStore.Step(before, Optional.empty())
                                        : new SecretStore.Step(
                                                before.withDeletion(Optional.empty(), now),
                                                Optional.empty()));
        return RestoreSecretResponse.builder().arn(secret.arn()).name(secret.name()).build();
    }

    /** AWS keeps milliseconds. */
    static Instant moment(Instant now) {
        return now.truncatedTo(ChronoUnit.MILLIS);
    }
}
