package homeport.cloud.iam.directory;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everybody, at one moment. Names differ in more than case. Immutable.
 *
 * @param users and the others by name in lower case; keys by id
 */
public record Directory(
        SortedMap<String, User> users,
        SortedMap<String, Group> groups,
        SortedMap<String, Role> roles,
        SortedMap<String, ManagedPolicy> policies,
        SortedMap<String, Profile> profiles,
        SortedMap<String, Key> keys) {
    static final Directory EMPTY =
            new Directory(
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>());

    public Directory {
        users = Collections.unmodifiableSortedMap(users);
        groups = Collections.unmodifiableSortedMap(groups);
        roles = Collections.unmodifiableSortedMap(roles);
        policies = Collections.unmodifiableSortedMap(policies);
        profiles = Collections.unmodifiableSortedMap(profiles);
        keys = Collections.unmodifiableSortedMap(keys);
    }

    public static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(fold(name)));
    }

    public Optional<Group> group(String name) {
        return Optional.ofNullable(groups.get(fold(name)));
    }

    public Optional<Role> role(String name) {
        return Optional.ofNullable(roles.get(fold(name)));
    }

    public Optional<Profile> profile(String name) {
        return Optional.ofNullable(profiles.get(fold(name)));
    }

    public Optional<Key> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    public Optional<User> userById(String id) {
        return users.values().stream().filter(user -> user.id().equals(id)).findFirst();
    }

    public Optional<Role> roleById(String id) {
        return roles.values().stream().filter(role -> role.id().equals(id)).findFirst();
    }

    /** Of the account or of AWS. */
    public Optional<ManagedPolicy> policy(String arn) {
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        return Optional.ofNullable(policies.get(fold(name)))
                .filter(policy -> policy.arn().equals(arn))
                .or(() -> AwsPolicies.find(arn));
    }

    public List<Group> groupsOf(User user) {
        return groups.values().stream().filter(g -> user.groups().contains(g.id())).toList();
    }

    public List<User> members(Group group) {
        return users.values().stream().filter(u -> u.groups().contains(group.id())).toList();
    }

    public List<Key> keysOf(User user) {
        return keys.values().stream().filter(key -> key.userId().equals(user.id())).toList();
    }

    /** The profiles that the role is in. */
    public List<Profile> profilesOf(Role role) {
        return profiles.values().stream()
                .filter(profile -> profile.roleId().equals(Optional.of(role.id())))
                .toList();
    }

    public Stream<Entity> entities() {
        return Stream.of(users.values(), groups.values(), roles.values())
                .flatMap(Collection::stream);
    }

    public List<Entity> attached(String policyArn) {
        return entities().filter(e -> e.grants().attached().contains(policyArn)).toList();
    }

    public List<Entity> bounded(String policyArn) {
        return entities()
                .filter(e -> e.grants().boundary().equals(Optional.of(policyArn)))
                .toList();
    }

    public Directory with(Entity entity) {
        return switch (entity) {
            case User user -> withUsers(put(users, fold(user.name()), user));
            case Group group -> withGroups(put(groups, fold(group.name()), group));
            case Role role -> withRoles(put(roles, fold(role.name()), role));
        };
    }

    public Directory without(Entity entity) {
        return switch (entity) {
            case User user -> withUsers(remove(users, fold(user.name())));
            case Group group -> withGroups(remove(groups, fold(group.name())));
            case Role role -> withRoles(remove(roles, fold(role.name())));
        };
    }

    public Directory withTagged(Tagged tagged) {
        return switch (tagged) {
            case User user -> with(user);
            case Role role -> with(role);
            case ManagedPolicy policy -> with(policy);
            case Profile profile -> with(profile);
        };
    }

    public Directory with(ManagedPolicy policy) {
        return new Directory(
                users, groups, roles, put(policies, fold(policy.name()), policy), profiles, keys);
    }

    public Directory with(Profile profile) {
        return new Directory(
                users, groups, roles, policies, put(profiles, fold(profile.name()), profile), keys);
    }

    public Directory without(ManagedPolicy policy) {
        return new Directory(
                users, groups, roles, remove(policies, fold(policy.name())), profiles, keys);
    }

    public Directory without(Profile profile) {
        return new Directory(
                users, groups, roles, policies, remove(profiles, fold(profile.name())), keys);
    }

    public Directory with(Key key) {
        return new Directory(users, groups, roles, policies, profiles, put(keys, key.id(), key));
    }

    public Directory without(Key key) {
        return new Directory(users, groups, roles, policies, profiles, remove(keys, key.id()));
    }

    private Directory withUsers(SortedMap<String, User> after) {
        return new Directory(after, groups, roles, policies, profiles, keys);
    }

    private Directory withGroups(SortedMap<String, Group> after) {
        return new Directory(users, after, roles, policies, profiles, keys);
    }

    private Directory withRoles(SortedMap<String, Role> after) {
        return new Directory(users, groups, after, policies, profiles, keys);
    }

    private static <T> SortedMap<String, T> put(Map<String, T> before, String key, T value) {
        var after = new TreeMap<>(before);
        after.put(key, value);
        return after;
    }

    private static <T> SortedMap<String, T> remove(Map<String, T> before, String key) {
        var after = new TreeMap<>(before);
        after.remove(key);
        return after;
    }
}
