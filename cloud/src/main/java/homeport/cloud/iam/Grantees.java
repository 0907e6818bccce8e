package homeport.cloud.iam;

import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Entity;
import homeport.cloud.iam.directory.Grants;
import homeport.cloud.iam.policy.Policy.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;

/** Policies on users, groups and roles alike: inline, attached, and the boundary. */
final class Grantees {
    private static final int ATTACHED_MAX = 10;

    private final Roll roll;

    Grantees(Roll roll) {
        this.roll = roll;
    }

    /** What still has policies is not deleted. */
    static void checkBare(Entity entity) {
        if (!entity.grants().inline().isEmpty())
            throw Refusal.conflict("Cannot delete entity, must delete policies first.");
        if (!entity.grants().attached().isEmpty())
            throw Refusal.conflict("Cannot delete entity, must detach all policies first.");
    }

    <E extends Entity> void put(
            BiFunction<Directory, String, E> find, String name, String policy, String document) {
        Documents.checked(document, Kind.IDENTITY);
        roll.change(
                find,
                name,
                entity -> {
                    Grants after = entity.grants().withInline(policy, document);
                    int chars = after.inline().values().stream().mapToInt(Documents::size).sum();
                    int max =
                            switch (entity.kind()) {
                                case "user" -> Documents.USER_CHARS_MAX;
                                case "group" -> Documents.GROUP_CHARS_MAX;
                                default -> Documents.ROLE_CHARS_MAX;
                            };
                    if (chars > max)
                        throw Refusal.limit(
                                "Maximum policy size of %d bytes exceeded for %s %s"
                                        .formatted(max, entity.kind(), entity.name()));
                    return entity.withGrants(after);
                });
    }

    /** Percent-encoded. */
    String get(Entity entity, String policy) {
        return Documents.shown(inline(entity, policy));
    }

    private static String inline(Entity entity, String policy) {
        String document = entity.grants().inline().get(policy);
        if (document != null) return document;
        throw Refusal.missing(
                "The %s policy with name %s cannot be found.".formatted(entity.kind(), policy));
    }

    <E extends Entity> void delete(
            BiFunction<Directory, String, E> find, String name, String policy) {
        roll.change(
                find,
                name,
                entity -> {
                    inline(entity, policy);
                    return entity.withGrants(entity.grants().withoutInline(policy));
                });
    }

    <E extends Entity> void attach(BiFunction<Directory, String, E> find, String name, String arn) {
        roll.store()
                .change(now -> {
                    Entity entity = find.apply(now, name);
                    if (now.policy(arn).isEmpty()) throw Refusal.noPolicy(arn);
                    Grants after = entity.grants().attach(arn);
                    if (after.attached().size() > ATTACHED_MAX)
                        throw Refusal.quota(
                                "PoliciesPer"
                                        + Character.toUpperCase(entity.kind().charAt(0))
                                        + entity.kind().substring(1),
                                ATTACHED_MAX);
                    return now.with(entity.withGrants(after));
                });
    }

    <E extends Entity> void detach(BiFunction<Directory, String, E> find, String name, String arn) {
        roll.change(
                find,
                name,
                entity -> {
                    if (!entity.grants().attached().contains(arn))
                        throw Refusal.missing("Policy %s was not found.".formatted(arn));
                    return entity.withGrants(entity.grants().detach(arn));
                });
    }

    <E extends Entity> void bound(BiFunction<Directory, String, E> find, String name, String arn) {
        roll.store()
                .change(now -> {
                    Entity entity = find.apply(now, name);
                    Grants after = entity.grants().within(Users.boundary(now, arn));
                    return now.with(entity.withGrants(after));
                });
    }

    static List<String> names(Entity entity) {
        return List.copyOf(entity.grants().inline().keySet());
    }

    static List<AttachedPolicy> attached(Entity entity, String prefix) {
        return entity.grants().attached().stream()
                .filter(arn -> path(arn).startsWith(Users.path(prefix)))
                .map(arn ->
                        AttachedPolicy.builder()
                                .policyArn(arn)
                                .policyName(arn.substring(arn.lastIndexOf('/') + 1))
                                .build())
                .sorted(Comparator.comparing(AttachedPolicy::policyName))
                .toList();
    }

    private static String path(String arn) {
        return arn.substring(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
    }
}
