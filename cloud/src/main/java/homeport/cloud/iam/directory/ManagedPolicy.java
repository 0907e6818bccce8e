package homeport.cloud.iam.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * @param account who keeps it: twelve digits, or {@code aws}
 * @param versions oldest first, at most {@value #VERSIONS_MAX}
 * @param current the id of the version that counts
 * @param versionsMade how many there ever were: the number of the newest
 */
public record ManagedPolicy(
        String account,
        String id,
        String name,
        String path,
        String description,
        Instant created,
        Instant updated,
        Map<String, String> tags,
        List<Version> versions,
        String current,
        int versionsMade)
        implements Tagged {
    public static final int VERSIONS_MAX = 5;

    /**
     * @param id {@code v1}, {@code v2} …
     */
    public record Version(String id, String document, Instant created) {}

    public ManagedPolicy {
        tags = Map.copyOf(tags);
        versions = List.copyOf(versions);
    }

    public String arn() {
        return "arn:aws:iam::" + account + ":policy" + path + name;
    }

    public Optional<Version> version(String wanted) {
        return versions.stream().filter(version -> version.id().equals(wanted)).findFirst();
    }

    public Version currentVersion() {
        return version(current).orElseThrow();
    }

    @Override
    public ManagedPolicy withTags(Map<String, String> after) {
        return new ManagedPolicy(
                account,
                id,
                name,
                path,
                description,
                created,
                updated,
                after,
                versions,
                current,
                versionsMade);
    }

    public ManagedPolicy adding(String document, boolean asCurrent, Instant now) {
        String added = "v" + (versionsMade + 1);
        var all = new ArrayList<>(versions);
        all.add(new Version(added, document, now));
        return with(all, asCurrent ? added : current, versionsMade + 1, now);
    }

    public ManagedPolicy dropping(String version, Instant now) {
        var rest = versions.stream().filter(held -> !held.id().equals(version)).toList();
        return with(rest, current, versionsMade, now);
    }

    public ManagedPolicy withCurrent(String version, Instant now) {
        return with(versions, version, versionsMade, now);
    }

    private ManagedPolicy with(List<Version> all, String counts, int made, Instant now) {
        return new ManagedPolicy(
                account, id, name, path, description, created, now, tags, all, counts, made);
    }
}
