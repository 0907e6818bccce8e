package homeport.cloud.cloudwatch;

import homeport.aws.AwsException;

/** CloudWatch's answers to what it cannot do. Source: API reference, errors of each action. */
final class Refusal {
    private Refusal() {}

    static AwsException value(String value, String parameter) {
        return AwsException.invalidValue(
                "The value %s for parameter %s is invalid.".formatted(value, parameter));
    }

    static AwsException value(String sentence) {
        return AwsException.invalidValue(sentence);
    }

    static AwsException combination(String sentence) {
        return AwsException.invalidCombination(sentence);
    }

    static AwsException both(String one, String other) {
        return combination(
                "The parameters %s and %s are mutually exclusive and you have specified both."
                        .formatted(one, other));
    }

    static AwsException missing(String parameter) {
        return new AwsException(
                "MissingParameter", "The parameter %s is required.".formatted(parameter));
    }

    static AwsException validation(String sentence) {
        return new AwsException("ValidationError", sentence);
    }

    static AwsException nextToken() {
        return new AwsException("InvalidNextToken", "The NextToken value is invalid.");
    }

    static AwsException full(String sentence) {
        return new AwsException("LimitExceeded", sentence);
    }

    static AwsException later(String sentence) {
        return new AwsException("InternalServiceError", sentence);
    }
}
