package homeport.cloud.iam.policy;

/** Whether a request is allowed, and why not. */
public sealed interface Verdict {
    record Allowed() implements Verdict {}

    /** A Deny spoke of it. */
    record ExplicitDeny(Layer by) implements Verdict {}

    /** Nothing in a layer that had to allow it did. */
    record ImplicitDeny(Layer by) implements Verdict {}

    /** Where policies stand; each has its words in AWS's sentence. */
    enum Layer {
        IDENTITY("an identity-based policy", "no identity-based policy allows"),
        RESOURCE("a resource-based policy", "no resource-based policy allows"),
        BOUNDARY("a permissions boundary", "no permissions boundary allows"),
        SESSION("a session policy", "no session policy allows");

        private final String article;
        private final String absence;

        Layer(String article, String absence) {
            this.article = article;
            this.absence = absence;
        }
    }

    default boolean allowed() {
        return this instanceof Allowed;
    }

    /**
     * The end of AWS's sentence. Source: IAM user guide, "Troubleshoot access denied error
     * messages".
     */
    default String because(String action) {
        return switch (this) {
            case Allowed() -> "";
            case ExplicitDeny(Layer by) -> " with an explicit deny in " + by.article;
            case ImplicitDeny(Layer by) -> " because " + by.absence + " the " + action + " action";
        };
    }
}
