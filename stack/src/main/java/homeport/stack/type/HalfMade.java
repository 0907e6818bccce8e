package homeport.stack.type;

import homeport.aws.AwsException;

/** What was made cannot be completed, and its service does not let it be deleted again. */
public final class HalfMade extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final transient AwsException why;

    /**
     * @param id of what is left
     * @param why it cannot be completed
     * @param stays why it cannot be deleted
     */
    public HalfMade(String id, AwsException why, AwsException stays) {
        super(id + " stays half made: " + stays.getMessage(), null, false, false);
        this.id = id;
        this.why =
                new AwsException(
                        why.code(),
                        "%s What was made of it, %s, could not be deleted again: %s"
                                .formatted(why.getMessage(), id, stays.getMessage()));
    }

    public String id() {
        return id;
    }

    /** What to tell: why it failed, and what is left. */
    public AwsException why() {
        return why;
    }
}
