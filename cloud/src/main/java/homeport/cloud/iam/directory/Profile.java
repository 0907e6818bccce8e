package homeport.cloud.iam.directory;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An instance profile: a record only, no machine reads it.
 *
 * @param roleId the one role in it
 */
public record Profile(
        String id,
        String name,
        String path,
        Instant created,
        Map<String, String> tags,
        Optional<String> roleId)
        implements Tagged {
    public Profile {
        tags = Map.copyOf(tags);
    }

    public String arn(String account) {
        return "arn:aws:iam::" + account + ":instance-profile" + path + name;
    }

    @Override
    public Profile withTags(Map<String, String> after) {
        return new Profile(id, name, path, created, after, roleId);
    }

    public Profile holding(Optional<String> role) {
        return new Profile(id, name, path, created, tags, role);
    }
}
