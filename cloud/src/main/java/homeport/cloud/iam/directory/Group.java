package homeport.cloud.iam.directory;

import java.time.Instant;

/** Its members say so themselves. */
public record Group(String id, String name, String path, Instant created, Grants grants)
        implements Entity {
    @Override
    public String kind() {
        return "group";
    }

    @Override
    public Group withGrants(Grants after) {
        return new Group(id, name, path, created, after);
    }

    public Group named(String newName, String newPath) {
        return new Group(id, newName, newPath, created, grants);
    }
}
