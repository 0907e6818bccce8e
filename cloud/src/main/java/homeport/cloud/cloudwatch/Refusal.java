package homeport.cloud.cloudwatch;

import homeport.aws.AwsException;

/** CloudWatch's answers to what it cannot do. Source: API reference, errors of each action. */
public final class Refusal {
    private Refusal() {}

    public static AwsException value(String value, String parameter) {
        return AwsException.invalidValue(
                "The value %s for parameter %s is invalid.".formatted(value, parameter));
    }

    public static AwsException value(String sentence) {
        return AwsException.invalidValue(sentence);
    }

    public static AwsException combination(String sentence) {
        return AwsException.invalidCombination(sentence);
    }

    public static AwsException both(String one, String other) {
        return combination(
                "The parameters %s and %s are mutually exclusive and you have specified both."
                        .formatted(one, other));
    }

    public static AwsException missing(String parameter) {
        return new AwsException(
                "MissingParameter", "The parameter %s is required.".formatted(parameter));
    }

    public static AwsException validation(String sentence) {
        return new AwsException("ValidationError", sentence);
    }

    public static AwsException nextToken() {
        return new AwsException("InvalidNextToken", "The NextToken value is invalid.");
    }

    public static AwsException full(String sentence) {
        return new AwsException("LimitExceeded", sentence);
    }

    public static AwsException later(String sentence) {
        return new AwsException("InternalServiceError", sentence);
    }
}
