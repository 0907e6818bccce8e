package homeport.cloud.iam;

import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Entity;
import homeport.cloud.iam.directory.Group;
import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.iam.directory.ManagedPolicy;
import homeport.cloud.iam.directory.Profile;
import homeport.cloud.iam.directory.Role;
import homeport.cloud.iam.directory.User;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Finds who is asked for, or tells that nobody goes by that name. */
record Roll(IdentityStore store, String account) {
    static User user(Directory directory, String name) {
        return directory.user(name).orElseThrow(() -> Refusal.none("user", name));
    }

    static Group group(Directory directory, String name) {
        return directory.group(name).orElseThrow(() -> Refusal.none("group", name));
    }

    static Role role(Directory directory, String name) {
        return directory.role(name).orElseThrow(() -> Refusal.none("role", name));
    }

    static ManagedPolicy policy(Directory directory, String arn) {
        return directory
                .policy(arn)
                .orElseThrow(() -> Refusal.missing("Policy %s was not found.".formatted(arn)));
    }

    /** One that the account may change. */
    ManagedPolicy own(Directory directory, String arn) {
        ManagedPolicy policy = policy(directory, arn);
        if (!policy.account().equals(account))
            throw Refusal.input(
                    "Policy %s belongs to AWS and cannot be changed; create one of your own."
                            .formatted(arn));
        return policy;
    }

    static Profile profile(Directory directory, String name) {
        return directory
                .profile(name)
                .orElseThrow(() ->
                        Refusal.missing("Instance Profile %s cannot be found.".formatted(name)));
    }

    /**
     * Changes one entity as it is now.
     *
     * @param find by name; refuses when there is none
     */
    <E extends Entity> void change(
            BiFunction<Directory, String, E> find, String name, UnaryOperator<Entity> change) {
        store.change(now -> now.with(change.apply(find.apply(now, name))));
    }
}
