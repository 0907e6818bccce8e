package homeport.cloud.secret;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A secret without its values.
 *
 * @param description empty when none was given
 * @param owningService the AWS service that manages it; users may then only read and tag it
 * @param deletion when it will be gone; present while it is scheduled for deletion
 * @param policy who may use it besides whom their own policies allow to
 * @param rotation how often a managed secret gets a new value; empty for the service's own time
 */
record Secret(
        String arn,
        String name,
        String description,
        Optional<String> kmsKeyId,
        Optional<String> owningService,
        Instant created,
        Instant changed,
        Optional<Instant> deletion,
        Map<String, String> tags,
        List<Version> versions,
        Optional<String> policy,
        Optional<Duration> rotation) {
    /** Source: RDS user guide, "Password management with Amazon RDS and AWS Secrets Manager". */
    static final Duration ROTATION_DEFAULT = Duration.ofDays(7);

    Secret {
        tags = Map.copyOf(tags);
        versions = List.copyOf(versions);
    }

    boolean gone(Instant now) {
        return deletion.isPresent() && !now.isBefore(deletion.get());
    }

    /** What a value is sealed with, so that it cannot be put in the place of another. */
    String sealContext(String versionId) {
        return arn + "#" + versionId;
    }

    Secret withVersions(List<Version> after, Instant now) {
        return with(description, kmsKeyId, now, deletion, tags, after, policy, rotation);
    }

    Secret withTags(Map<String, String> after, Instant now) {
        return with(description, kmsKeyId, now, deletion, after, versions, policy, rotation);
    }

    Secret withDeletion(Optional<Instant> at, Instant now) {
        return with(description, kmsKeyId, now, at, tags, versions, policy, rotation);
    }

    Secret withAbout(String text, Optional<String> key, Instant now) {
        return with(text, key, now, deletion, tags, versions, policy, rotation);
    }

    Secret withPolicy(Optional<String> document, Instant now) {
        return with(description, kmsKeyId, now, deletion, tags, versions, document, rotation);
    }

    Secret withRotation(Duration every, Instant now) {
        return with(
                description, kmsKeyId, now, deletion, tags, versions, policy, Optional.of(every));
    }

    /** When the current value came; empty when there is none. */
    Optional<Instant> rotated() {
        return Stages.holder(versions, Version.CURRENT).map(Version::created);
    }

    /** When the owner is to give a new value; empty for secrets that nobody rotates. */
    Optional<Instant> nextRotation() {
        if (owningService.isEmpty() || deletion.isPresent()) return Optional.empty();
        return rotated().map(last -> last.plus(rotation.orElse(ROTATION_DEFAULT)));
    }

    private Secret with(
            String text,
            Optional<String> key,
            Instant now,
            Optional<Instant> gone,
            Map<String, String> labels,
            List<Version> values,
            Optional<String> document,
            Optional<Duration> every) {
        return new Secret(
                arn,
                name,
                text,
                key,
                owningService,
                created,
                now,
                gone,
                labels,
                values,
                document,
                every);
    }
}
