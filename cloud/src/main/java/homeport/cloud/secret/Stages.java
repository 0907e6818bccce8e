package homeport.cloud.secret;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules of staging labels. A label is on at most one version; when {@code AWSCURRENT} moves,
 * {@code AWSPREVIOUS} goes to the version that it left. Source: Secrets Manager user guide, "Secret
 * versions".
 */
final class Stages {
    static final int LABELS_MAX = 20;
    static final int VERSIONS_MAX = 100;

    private Stages() {}

    static Optional<Version> holder(List<Version> versions, String stage) {
        return versions.stream().filter(version -> version.has(stage)).findFirst();
    }

    static Optional<Version> find(List<Version> versions, String id) {
        return versions.stream().filter(version -> version.id().equals(id)).findFirst();
    }

    /**
     * Adds a version and gives it these labels; the first version always becomes current. Above
     * {@value #VERSIONS_MAX} versions the oldest deprecated ones are dropped.
     */
    static List<Version> added(List<Version> before, Version bare, List<String> stages) {
        var versions = new ArrayList<>(before);
        versions.add(bare);
        List<Version> after = versions;
        if (before.isEmpty()) after = attach(after, bare.id(), Version.CURRENT);
        for (String stage : stages) after = attach(after, bare.id(), stage);
        long labels = after.stream().mapToLong(version -> version.stages().size()).sum();
        if (labels > LABELS_MAX)
            throw Refusal.limit(
                    "The secret would have %d staging labels, allowed %d."
                            .formatted(labels, LABELS_MAX));
        return trimmed(after);
    }

    private static List<Version> trimmed(List<Version> versions) {
        var kept = new ArrayList<>(versions);
        var deprecated =
                versions.stream()
                        .filter(version -> version.stages().isEmpty())
                        .sorted(Comparator.comparing(Version::created))
                        .toList();
        for (var version : deprecated) if (kept.size() > VERSIONS_MAX) kept.remove(version);
        return kept;
    }

    static List<Version> attach(List<Version> versions, String id, String stage) {
        var left = holder(versions, stage).map(Version::id).filter(held -> !held.equals(id));
        var moved = put(versions, id, stage);
        if (left.isEmpty() || !stage.equals(Version.CURRENT)) return moved;
        return put(moved, left.get(), Version.PREVIOUS);
    }

    private static List<Version> put(List<Version> versions, String id, String stage) {
        return versions.stream()
                .map(version ->
                        version.id().equals(id) ? version.with(stage) : version.without(stage))
                .toList();
    }

    static List<Version> detach(List<Version> versions, String stage) {
        return versions.stream().map(version -> version.without(stage)).toList();
    }

    /** UpdateSecretVersionStage: every move says from where, so that two callers cannot cross. */
    static List<Version> move(
            List<Version> versions, String stage, Optional<String> from, Optional<String> to) {
        for (var id : List.of(from, to))
            if (id.isPresent() && find(versions, id.get()).isEmpty())
                throw Refusal.notFound(
                        "Secrets Manager can't find the specified secret version: %s."
                                .formatted(id.get()));
        if (from.isEmpty() && to.isEmpty())
            throw Refusal.parameter(
                    "You must provide RemoveFromVersionId or MoveToVersionId, or both.");
        var held = holder(versions, stage).map(Version::id);
        if (from.isPresent() && !from.equals(held))
            throw Refusal.parameter(
                    "The staging label %s isn't currently attached to version %s."
                            .formatted(stage, from.get()));
        if (to.isEmpty()) {
            if (stage.equals(Version.CURRENT))
                throw Refusal.parameter(
                        "You can only move staging label AWSCURRENT to a different secret version."
                                + " It can't be completely removed.");
            return detach(versions, stage);
        }
        if (held.isPresent() && from.isEmpty() && !held.equals(to))
            throw Refusal.parameter(
                    ("The parameter RemoveFromVersionId can't be empty. Staging label %s is"
                                    + " currently attached to version %s, so you must explicitly"
                                    + " reference that version in RemoveFromVersionId.")
                            .formatted(stage, held.get()));
        return attach(versions, to.get(), stage);
    }
}
