package homeport.cloud.iam.directory;

import java.time.Instant;

/** What policies are attached to. */
public sealed interface Entity permits User, Group, Role {
    /** {@code AIDA…}, {@code AGPA…}, {@code AROA…}; never given again. */
    String id();

    String name();

    /** Begins and ends with a slash. */
    String path();

    Instant created();

    Grants grants();

    Entity withGrants(Grants after);

    /** {@code user}, {@code group} or {@code role}, as in its ARN. */
    String kind();

    default String arn(String account) {
        return "arn:aws:iam::" + account + ":" + kind() + path() + name();
    }
}
