package homeport.cloud.secret;

import homeport.aws.Call;
import homeport.cloud.secret.SecretStore.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CancelRotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RotationRulesType;

/**
 * New values in place of old ones. Secrets that a service manages are rotated by it; others would
 * need a Lambda function, which nobody runs here. Source: Secrets Manager user guide, "Managed
 * rotation".
 */
final class Rotation {
    private static final Pattern RATE = Pattern.compile("rate\\((\\d{1,4}) (hour|day)s?\\)");
    private static final Duration EVERY_MIN = Duration.ofHours(4);
    private static final Duration EVERY_MAX = Duration.ofDays(1000);

    private final SecretStore secrets;
    private final Owners owners;

    Rotation(SecretStore secrets, Owners owners) {
        this.secrets = secrets;
        this.owners = owners;
    }

    RotateSecretResponse rotate(Call call, RotateSecretRequest request) {
        var secret = secrets.required(call.region(), request.secretId(), call.now());
        Given.checkAlive(secret);
        if (request.rotationLambdaARN() != null)
            throw Refusal.request(
                    "Homeport runs no Lambda functions; it rotates the secrets that RDS manages.");
        if (secret.owningService().isEmpty())
            throw Refusal.request(
                    "No Lambda rotation function ARN is associated with this secret.");
        Optional.ofNullable(request.rotationRules())
                .flatMap(Rotation::every)
                .ifPresent(every -> keep(call, secret.arn(), every));
        var response = RotateSecretResponse.builder().arn(secret.arn()).name(secret.name());
        if (Boolean.FALSE.equals(request.rotateImmediately())) return response.build();
        owners.rotate(secret.arn());
        return response.versionId(
                        Optional.ofNullable(request.clientRequestToken())
                                .orElseGet(() -> UUID.randomUUID().toString()))
                .build();
    }

    private void keep(Call call, String arn, Duration every) {
        secrets.change(
                call.region(),
                arn,
                call.now(),
                before ->
                        new Step(
                                before.withRotation(every, Lifecycle.moment(call.now())),
                                Optional.empty()));
    }

    private static Optional<Duration> every(RotationRulesType rules) {
        if (rules.automaticallyAfterDays() != null && rules.scheduleExpression() != null)
            throw Refusal.parameter(
                    "You can't specify both AutomaticallyAfterDays and ScheduleExpression.");
        if (rules.automaticallyAfterDays() != null)
            return Optional.of(Duration.ofDays(rules.automaticallyAfterDays()));
        if (rules.scheduleExpression() == null) return Optional.empty();
        Matcher rate = RATE.matcher(rules.scheduleExpression());
        if (!rate.matches())
            throw Refusal.parameter(
                    "ScheduleExpression is %s; Homeport knows rate(N hours) and rate(N days)."
                            .formatted(rules.scheduleExpression()));
        long count = Long.parseLong(rate.group(1));
        Duration every =
                rate.group(2).equals("hour") ? Duration.ofHours(count) : Duration.ofDays(count);
        if (every.compareTo(EVERY_MIN) < 0 || every.compareTo(EVERY_MAX) > 0)
            throw Refusal.parameter(
                    "ScheduleExpression is %s, allowed every 4 hours to every 1000 days."
                            .formatted(rules.scheduleExpression()));
        return Optional.of(every);
    }

    /** What no Lambda function rotates, nobody needs to stop. */
    CancelRotateSecretResponse cancel(Call call, CancelRotateSecretRequest request) {
        var secret = secrets.required(call.region(), request.secretId(), call.now());
        Given.checkAlive(secret);
        Given.checkNotManaged(secret, "cancel the rotation of");
        return CancelRotateSecretResponse.builder().arn(secret.arn()).name(secret.name()).build();
    }

    static RotationRulesType rules(Secret secret) {
        Duration every = secret.rotation().orElse(Secret.ROTATION_DEFAULT);
        return every.toHours() % 24 == 0
                ? RotationRulesType.builder().automaticallyAfterDays(every.toDays()).build()
                : RotationRulesType.builder()
                        .scheduleExpression("rate(%d hours)".formatted(every.toHours()))
                        .build();
    }
}
