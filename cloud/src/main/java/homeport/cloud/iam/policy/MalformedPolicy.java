package homeport.cloud.iam.policy;

/** A document that is no policy; the message is a sentence for whoever wrote it. */
public final class MalformedPolicy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedPolicy(String message) {
        super(message, null, false, false);
    }
}
