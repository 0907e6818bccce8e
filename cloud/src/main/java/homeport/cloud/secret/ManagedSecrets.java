package homeport.cloud.secret;

import homeport.cloud.secret.SecretStore.Step;
import homeport.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Secrets that an AWS service owns, as RDS owns the password of a master user. Every call may be
 * repeated after a crash. Users can read and tag these secrets and nothing else. Safe from any
 * thread.
 */
public final class ManagedSecrets {
    private static final String OWNER_TAG = "aws:secretsmanager:owningService";

    private final SecretStore secrets;
    private final InstantSource clock;

    public ManagedSecrets(Store store, Sealer sealer, String account, InstantSource clock) {
        this.secrets = new SecretStore(store, sealer, account);
        this.clock = clock;
    }

    /**
     * Creates the secret, or finds the one that an earlier call of the same name made. The first
     * value wins: after this, {@link #value} says what the secret holds.
     *
     * @param name {@code rds!db-<uuid>}; the mark keeps it apart from what users can name
     * @param tags may hold keys that begin with {@code aws:}
     * @return the ARN
     * @throws IllegalArgumentException the name has no mark
     * @throws IllegalStateException another service owns a secret of that name
     */
    public String create(
            String region,
            String name,
            String json,
            String owningService,
            String description,
            Map<String, String> tags) {
        if (!name.startsWith(owningService + "!"))
            throw new IllegalArgumentException(
                    name + " does not begin with " + owningService + "!");
        var now = now();
        var value = Plain.text(json);
        var bare = SecretStore.bare(UUID.randomUUID().toString(), value, now);
        var allTags = new TreeMap<>(tags);
        allTags.put(OWNER_TAG, owningService);
        var secret =
                new Secret(
                        SecretId.freshArn(region, secrets.account(), name),
                        name,
                        description,
                        Optional.empty(),
                        Optional.of(owningService),
                        now,
                        now,
                        Optional.empty(),
                        allTags,
                        Stages.added(List.of(), bare, List.of()),
                        Optional.empty(),
                        Optional.empty());
        if (secrets.create(region, secret, Optional.of(value), now)) return secret.arn();
        var old = secrets.required(region, name, now);
        if (!old.owningService().equals(Optional.of(owningService)))
            throw new IllegalStateException(name + " belongs to " + old.owningService());
        return old.arn();
    }

    /**
     * Makes {@code json} the current value and the one before it the previous; does nothing when it
     * is current already.
     *
     * @throws homeport.aws.AwsException ResourceNotFoundException
     */
    public void put(String arn, String json) {
        var now = now();
        var value = Plain.text(json);
        String region = region(arn);
        secrets.change(
                region,
                arn,
                now,
                before -> {
                    var current = Stages.holder(before.versions(), Version.CURRENT).orElseThrow();
                    if (secrets.value(region, before, current).same(value))
                        return new Step(before, Optional.empty());
                    var bare = SecretStore.bare(UUID.randomUUID().toString(), value, now);
                    var versions = Stages.added(before.versions(), bare, List.of(Version.CURRENT));
                    return new Step(before.withVersions(versions, now), Optional.of(value));
                });
    }

    /** Deletes at once; what is not there is deleted already. */
    public void delete(String arn) {
        secrets.purge(region(arn), arn, now(), secret -> {});
    }

    /**
     * Deletes what nobody uses: it was made for somebody who then was not made, or left by somebody
     * who has none any more, and the call was killed in between. No user could delete it.
     *
     * @param used ARNs
     * @param madeBefore what is younger may be for somebody who is being made
     * @return how many secrets went
     */
    public int sweep(String owningService, Set<String> used, Instant madeBefore) {
        int count = 0;
        for (Secret secret : secrets.everywhere(now())) {
            boolean left =
                    secret.owningService().equals(Optional.of(owningService))
                            && secret.created().isBefore(madeBefore)
                            && !used.contains(secret.arn());
            if (!left) continue;
            delete(secret.arn());
            count++;
        }
        return count;
    }

    /** The current value; empty when there is no such secret. */
    public Optional<String> value(String arn) {
        return value(arn, Version.CURRENT);
    }

    /** What the value was before the last change; empty when there is none. */
    public Optional<String> previous(String arn) {
        return value(arn, Version.PREVIOUS);
    }

    private Optional<String> value(String arn, String stage) {
        return secrets.find(region(arn), arn, now())
                .flatMap(secret ->
                        Stages.holder(secret.versions(), stage)
                                .map(v -> secrets.value(region(arn), secret, v).text()));
    }

    private Instant now() {
        return Lifecycle.moment(clock.instant());
    }

    /** The fourth part of an ARN. */
    private static String region(String arn) {
        String[] parts = arn.split(":", 5);
        if (parts.length < 5 || !parts[2].equals("secretsmanager"))
            throw new IllegalArgumentException(arn + " is no ARN of a secret");
        return parts[3];
    }
}
