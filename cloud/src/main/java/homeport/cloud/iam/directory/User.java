package homeport.cloud.iam.directory;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * @param groups ids
 */
public record User(
        String id,
        String name,
        String path,
        Instant created,
        Map<String, String> tags,
        Grants grants,
        Set<String> groups)
        implements Entity, Tagged {
    public User {
        tags = Map.copyOf(tags);
        groups = Set.copyOf(groups);
    }

    @Override
    public String kind() {
        return "user";
    }

    @Override
    public User withGrants(Grants after) {
        return new User(id, name, path, created, tags, after, groups);
    }

    @Override
    public User withTags(Map<String, String> after) {
        return new User(id, name, path, created, after, grants, groups);
    }

    public User withGroups(Set<String> after) {
        return new User(id, name, path, created, tags, grants, after);
    }

    public User named(String newName, String newPath) {
        return new User(id, newName, newPath, created, tags, grants, groups);
    }
}
