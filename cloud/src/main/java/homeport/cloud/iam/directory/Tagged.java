package homeport.cloud.iam.directory;

import java.util.Map;

/** What can have tags. */
public sealed interface Tagged permits User, Role, ManagedPolicy, Profile {
    Map<String, String> tags();

    Tagged withTags(Map<String, String> after);
}
