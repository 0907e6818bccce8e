package homeport.aws;

/**
 * An error that the caller made or must know of. The code is AWS's on the wire (not the name of the
 * SDK's class); the HTTP status comes from the service's model, 400 where the model is silent.
 */
public final class AwsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    public AwsException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public String code() {
        return code;
    }

    public static AwsException invalidValue(String message) {
        return new AwsException("InvalidParameterValue", message);
    }

    public static AwsException invalidCombination(String message) {
        return new AwsException("InvalidParameterCombination", message);
    }
}
