package homeport.cloud.cloudwatch.math;

/** An expression that cannot be read or has no meaning; the message says what and where. */
public final class MathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MathException(String message) {
        super(message, null, false, false);
    }
}
