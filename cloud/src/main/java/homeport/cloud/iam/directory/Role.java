package homeport.cloud.iam.directory;

import java.time.Instant;
import java.util.Map;

/**
 * @param trust the document that says who may assume it
 * @param sessionSecondsMax 3600 to 43200
 */
public record Role(
        String id,
        String name,
        String path,
        Instant created,
        String description,
        String trust,
        int sessionSecondsMax,
        Map<String, String> tags,
        Grants grants)
        implements Entity, Tagged {
    public Role {
        tags = Map.copyOf(tags);
    }

    @Override
    public String kind() {
        return "role";
    }

    @Override
    public Role withGrants(Grants after) {
        return new Role(
                id, name, path, created, description, trust, sessionSecondsMax, tags, after);
    }

    @Override
    public Role withTags(Map<String, String> after) {
        return new Role(
                id, name, path, created, description, trust, sessionSecondsMax, after, grants);
    }

    public Role withTrust(String document) {
        return new Role(
                id, name, path, created, description, document, sessionSecondsMax, tags, grants);
    }

    public Role about(String text, int secondsMax) {
        return new Role(id, name, path, created, text, trust, secondsMax, tags, grants);
    }
}
